package io.jobdrop.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The vendor's status words of a feed, and what they mean. A word that nobody declared is never guessed at: it holds the
 * job. Words are compared without regard to case.
 *
 * @param status where the vendor says the word; not given where the HTTP status of the detail answer is the word
 * @param words what each word means: {@link JobState#DUE} for a completed job
 * @param error where it says why a job failed
 * @param type where it says the kind of job
 * @param typesWithoutFile the kinds that have no file, also as one word of several
 */
public record StatusWords(
        JsonField status, Map<String, JobState> words, JsonField error, JsonField type, Set<String> typesWithoutFile) {
    /** Takes the words in letters of any case. */
    public StatusWords {
        words = words.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        word -> key(word.getKey()), Map.Entry::getValue, (one, same) -> one));
        typesWithoutFile = typesWithoutFile.stream().map(StatusWords::key).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the HTTP status of the detail answer is the status word. */
    public boolean isHttp() {
        return !status.isGiven();
    }

    /** The HTTP statuses of detail answers that are no errors, as ranges: those of success and the feed's own words. */
    public String getAnswers() {
        Stream<String> own = isHttp() ? words.keySet().stream().sorted() : Stream.empty();
        return Stream.concat(Stream.of("200-299"), own).collect(Collectors.joining(","));
    }

    /**
     * What the job's fields say. Where the list's entry and the detail answer contradict one another, the most advanced
     * of the two counts, and the verdict names both.
     */
    public Verdict judge(Job job) {
        Verdict now = judge(job.fields(), job.answered());
        ObjectNode listed = job.listed().fields();
        Optional<String> contradiction = contradiction(job);
        if (listed == null || contradiction.isEmpty()) {
            return now;
        }
        Verdict before = judge(listed, 0);
        Verdict counts = rank(before).compareTo(rank(now)) > 0 ? before : now;
        String reason = counts.reason().isEmpty() ? "" : counts.reason() + "; ";
        return new Verdict(counts.state(), counts.status(), reason + contradiction.get());
    }

    /** Both words, when the list's entry and the detail answer mean different things by them. */
    public Optional<String> contradiction(Job job) {
        ObjectNode listed = job.listed().fields();
        Verdict before = listed == null ? null : judge(listed, 0);
        Verdict now = judge(job.fields(), job.answered());
        if (before == null || before.status().isEmpty() || before.state() == now.state()) {
            return Optional.empty();
        }
        return Optional.of("the list says '" + before.status() + "', the detail says '" + now.status() + "'");
    }

    /** What the list's entry says of a job, without its results. */
    public Statement.Rank rank(Job job) {
        return rank(judge(job.fields(), job.answered()));
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
        return word(job.fields(), job.answered()).map(Redacted::line).orElse("");
    }

    // The list's entry has no HTTP status.
    private Optional<String> word(ObjectNode fields, int answered) {
        return isHttp()
                ? Optional.of(answered).filter(code -> code > 0).map(code -> Integer.toString(code))
                : status.textIn(fields);
    }

    private Verdict judge(ObjectNode fields, int answered) {
        Optional<String> word = word(fields, answered);
        if (word.isEmpty()) {
            return new Verdict(
                    JobState.HELD,
                    "",
                    "the vendor gives no status at " + (isHttp() ? "http" : status.path()) + VendorWords.said(fields)
                            + "; the next poll checks it again");
        }
        String shown = Redacted.line(word.get());
        return switch (words.getOrDefault(key(word.get()), JobState.HELD)) {
            case DUE -> completed(fields, shown);
            case OPEN -> new Verdict(JobState.OPEN, shown, "");
            case EMPTY ->
                new Verdict(JobState.EMPTY, shown, "the vendor's status '" + shown + "' says that there is no file");
            case FAILED ->
                new Verdict(
                        JobState.FAILED,
                        shown,
                        "the vendor says that the job failed: "
                                + error.textIn(fields).map(Redacted::line).orElse("no reason given"));
            default ->
                new Verdict(
                        JobState.HELD,
                        shown,
                        "unknown status '" + shown
                                + "'; declare it in the feed file if it is new. The next poll checks it again");
        };
    }

    /** Whether the list's entry lacks what the detail may say: a status, or the reason for a failure. */
    public boolean isIncomplete(Job job) {
        String word = key(word(job.fields(), job.answered()).orElse(""));
        return word.isEmpty()
                || (words.get(word) == JobState.FAILED
                        && error.textIn(job.fields()).isEmpty());
    }

    private static String key(String word) {
        return word.strip().toLowerCase(Locale.ROOT);
    }

    private Verdict completed(ObjectNode fields, String shown) {
        String kind = type.textIn(fields).orElse("").toLowerCase(Locale.ROOT);
        if (typesWithoutFile.contains(kind)
                || Arrays.stream(kind.split("[^a-z]+")).anyMatch(typesWithoutFile::contains)) {
            return new Verdict(JobState.EMPTY, shown, "a job of type " + Redacted.line(kind) + " has no file");
        }
        return new Verdict(JobState.DUE, shown, "");
    }
}
