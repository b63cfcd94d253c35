package io.jobdrop.job;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.ExchangeProperty;

/**
 * Turns a vendor's status words into ours, as a feed declares them. A word that nobody declared is never guessed at:
 * it holds the job. Words are compared without regard to case.
 */
public final class StatusWords {
    private JsonField status = new JsonField("$.status");
    private JsonField type = new JsonField("");
    private JsonField error = new JsonField("");
    private Set<String> completed = Set.of();
    private Set<String> open = Set.of();
    private Set<String> failed = Set.of();
    private Set<String> withoutFile = Set.of();
    private boolean hasDetail;

    /** What the job's fields say. */
    public Verdict judge(@ExchangeProperty("job") Job job) {
        Optional<String> word = status.textIn(job.fields());
        if (word.isEmpty()) {
            return new Verdict(
                    JobState.HELD, "", "the vendor gives no status at " + status.path() + "; it is looked at again");
        }
        String shown = Shown.line(word.get());
        String key = word.get().strip().toLowerCase(Locale.ROOT);
        if (completed.contains(key)) {
            return completed(job, shown);
        }
        if (open.contains(key)) {
            return new Verdict(JobState.OPEN, shown, "");
        }
        if (failed.contains(key)) {
            String reason = error.textIn(job.fields()).map(Shown::line).orElse("no reason given");
            return new Verdict(JobState.FAILED, shown, "the vendor says that the job failed: " + reason);
        }
        return new Verdict(
                JobState.HELD,
                shown,
                "unknown status '" + shown + "'; declare it in the feed file if it is new. It is looked at again");
    }

    /** Whether only the detail answer can tell: the list's entry has no status, or no reason for a failure. */
    public boolean needsDetail(@ExchangeProperty("job") Job job) {
        if (!hasDetail || job.detailed()) {
            return false;
        }
        String word = status.textIn(job.fields()).orElse("").toLowerCase(Locale.ROOT);
        return word.isEmpty()
                || (failed.contains(word)
                        && error.isGiven()
                        && error.textIn(job.fields()).isEmpty());
    }

    private Verdict completed(Job job, String shown) {
        String kind = type.textIn(job.fields()).orElse("").toLowerCase(Locale.ROOT);
        if (withoutFile.contains(kind) || Arrays.stream(kind.split("[^a-z]+")).anyMatch(withoutFile::contains)) {
            return new Verdict(JobState.EMPTY, shown, "a job of type " + Shown.line(kind) + " has no file");
        }
        return new Verdict(JobState.DUE, shown, "");
    }

    private static Set<String> words(String list) {
        return Arrays.stream(list.toLowerCase(Locale.ROOT).split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    public void setStatusPath(String path) {
        status = new JsonField(path);
    }

    public void setTypePath(String path) {
        type = new JsonField(path);
    }

    public void setErrorPath(String path) {
        error = new JsonField(path);
    }

    public void setCompletedWords(String list) {
        completed = words(list);
    }

    public void setOpenWords(String list) {
        open = words(list);
    }

    public void setFailedWords(String list) {
        failed = words(list);
    }

    public void setTypesWithoutFile(String list) {
        withoutFile = words(list);
    }

    public void setDetailPath(String path) {
        hasDetail = !path.isEmpty();
    }
}
