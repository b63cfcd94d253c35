package io.jobdrop.draft;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobdrop.job.JsonField;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Guesses what status words mean: those that mean the same with most vendors, and the word of a job that has results. */
final class StatusGuess {
    /** What is asked of a word that no answer has. */
    static final String NO_FAILED = "the words of a failed job; no answer has one, and this is a guess";

    private static final Set<String> COMPLETED =
            Set.of("completed", "complete", "succeeded", "success", "successful", "finished", "ready", "done");
    private static final Set<String> FAILED = Set.of("failed", "failure", "error", "errored", "fatal");
    private static final Set<String> OPEN = Set.of(
            "pending",
            "running",
            "queued",
            "inqueue",
            "processing",
            "inprogress",
            "waiting",
            "started",
            "starting",
            "created",
            "submitted",
            "scheduled",
            "accepted",
            "new",
            "validating");

    private StatusGuess() {}

    /** Sets the words. */
    static void into(Draft draft, List<JsonNode> jobs, Field status, List<String> resultPaths) {
        Set<String> completed = new LinkedHashSet<>();
        Set<String> failed = new LinkedHashSet<>();
        Set<String> open = new LinkedHashSet<>();
        List<String> unknown = new ArrayList<>();
        for (String word : new TreeSet<>(status.texts())) {
            String letters = Field.letters(word);
            if (COMPLETED.contains(letters)) {
                completed.add(word);
            } else if (FAILED.contains(letters)) {
                failed.add(word);
            } else if (OPEN.contains(letters)) {
                open.add(word);
            } else {
                unknown.add(word);
            }
        }
        String question = "the words of a finished job that makes files";
        if (completed.isEmpty()) {
            unknown.stream()
                    .filter(word -> hasResults(jobs, status, word, resultPaths))
                    .findFirst()
                    .ifPresent(completed::add);
            unknown.removeAll(completed);
            draft.ask("job.completed", completed.isEmpty() ? question : question + "; the one with results is guessed");
        }
        draft.set("job.completed", completed.isEmpty() ? "completed" : String.join(", ", completed));
        if (!open.isEmpty()) {
            draft.set("job.open", String.join(", ", open));
        }
        draft.set("job.failed", failed.isEmpty() ? "failed" : String.join(", ", failed));
        if (failed.isEmpty()) {
            draft.ask("job.failed", NO_FAILED);
        }
        String rest = unknown.isEmpty() ? "" : "; the answer has " + String.join(", ", unknown) + " too";
        draft.ask("job.open", "all other words of the documentation, as completed, open or failed" + rest);
    }

    private static boolean hasResults(List<JsonNode> jobs, Field status, String word, List<String> resultPaths) {
        JsonField field = new JsonField(status.path());
        return jobs.stream()
                .filter(job -> field.textIn(job).filter(word::equals).isPresent())
                .anyMatch(job -> resultPaths.stream()
                        .anyMatch(path -> new JsonField(path).in(job).isPresent()));
    }
}
