package io.jobdrop.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
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

    /**
     * What the job's fields say. Where the list's entry and the detail answer contradict one another, the most advanced
     * of the two counts, and the verdict names both.
     */
    public Verdict judge(@ExchangeProperty("job") Job job) {
        Verdict now = judge(job.fields());
        ObjectNode listed = job.listed();
        Optional<String> contradiction = contradiction(job);
        if (listed == null || contradiction.isEmpty()) {
            return now;
        }
        Verdict before = judge(listed);
        Verdict counts = rank(before).compareTo(rank(now)) > 0 ? before : now;
        String reason = counts.reason().isEmpty() ? "" : counts.reason() + "; ";
        return new Verdict(counts.state(), counts.status(), reason + contradiction.get());
    }

    /** Both words, when the list's entry and the detail answer mean different things by them. */
    public Optional<String> contradiction(Job job) {
        ObjectNode listed = job.listed();
        Verdict before = listed == null ? null : judge(listed);
        Verdict now = judge(job.fields());
        if (before == null || before.status().isEmpty() || before.state() == now.state()) {
            return Optional.empty();
        }
        return Optional.of("the list says '" + before.status() + "', the detail says '" + now.status() + "'");
    }

    /** What the list's entry says of a job, without its results. */
    public Statement.Rank rank(Job job) {
        return rank(judge(job.fields()));
    }

    private static Statement.Rank rank(Verdict verdict) {
        return switch (verdict.state()) {
            case DUE -> Statement.Rank.COMPLETED;
            case EMPTY, FAILED -> Statement.Rank.OVER;
            case OPEN -> Statement.Rank.OPEN;
            default -> Statement.Rank.UNKNOWN;
        };
    }

    /** The vendor's word for a job, fit to be shown; empty when there is none. */
    public String word(Job job) {
        return status.textIn(job.fields()).map(Shown::line).orElse("");
    }

    private Verdict judge(ObjectNode fields) {
        Optional<String> word = status.textIn(fields);
        if (word.isEmpty()) {
            return new Verdict(
                    JobState.HELD,
                    "",
                    "the vendor gives no status at " + status.path() + VendorWords.said(fields)
                            + "; it is looked at again");
        }
        String shown = Shown.line(word.get());
        String key = key(word.get());
        if (completed.contains(key)) {
            return completed(fields, shown);
        }
        if (open.contains(key)) {
            return new Verdict(JobState.OPEN, shown, "");
        }
        if (failed.contains(key)) {
            String reason = error.textIn(fields).map(Shown::line).orElse("no reason given");
            return new Verdict(JobState.FAILED, shown, "the vendor says that the job failed: " + reason);
        }
        return new Verdict(
                JobState.HELD,
                shown,
                "unknown status '" + shown + "'; declare it in the feed file if it is new. It is looked at again");
    }

    /**
     * Whether only the detail answer can tell: the list's entry has no status, or no reason for a failure, of which the
     * detail may know better.
     */
    public boolean needsDetail(@ExchangeProperty("job") Job job) {
        if (!hasDetail || job.detailed()) {
            return false;
        }
        String word = key(status.textIn(job.fields()).orElse(""));
        return word.isEmpty()
                || (failed.contains(word) && error.textIn(job.fields()).isEmpty());
    }

    private static String key(String word) {
        return word.strip().toLowerCase(Locale.ROOT);
    }

    private Verdict completed(ObjectNode fields, String shown) {
        String kind = type.textIn(fields).orElse("").toLowerCase(Locale.ROOT);
        if (withoutFile.contains(kind) || Arrays.stream(kind.split("[^a-z]+")).anyMatch(withoutFile::contains)) {
            return new Verdict(JobState.EMPTY, shown, "a job of type " + Shown.line(kind) + " has no file");
        }
        return new Verdict(JobState.DUE, shown, "");
    }

    /** These words themselves, for the route to hand on to the step that finds the results. */
    public StatusWords itself() {
        return this;
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
