package io.jobdrop.resolve;

import io.jobdrop.Feed;
import io.jobdrop.job.Job;
import io.jobdrop.job.JsonField;
import io.jobdrop.job.Redacted;
import io.jobdrop.job.Result;
import io.jobdrop.job.Statement;
import io.jobdrop.job.Statement.Rank;
import io.jobdrop.job.StatusWords;
import io.jobdrop.job.VendorTime;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads what an entry of a feed's list says, by the words and places that the feed declares for its deliveries. */
public final class StatementReader {
    private static final int HASH_BYTES = 12;
    private static final int LONGEST_TIME = 40;

    private final Feed feed;

    public StatementReader(Feed feed) {
        this.feed = feed;
    }

    /** The same job with what its entry says. */
    public Job read(Job job) {
        StatusWords words = feed.job().status();
        Rank rank = words.rank(job);
        boolean shown = rank == Rank.COMPLETED && feed.results().steps().isEmpty();
        List<Result> results = shown
                ? new ResultReader(feed.results(), feed.download().path() != null)
                        .read(job.fields())
                        .results()
                : List.of();
        return job.saying(new Statement(
                results.isEmpty() ? rank : Rank.COMPLETED_WITH_RESULTS,
                words.word(job),
                time(job),
                hash(results),
                feed.job()
                        .revision()
                        .textIn(job.fields())
                        .map(StatementReader::hash)
                        .orElse("")));
    }

    private String time(Job job) {
        JsonField completedAt = feed.job().completedAt();
        Optional<String> text = completedAt.textIn(job.fields()).map(Redacted::line);
        return VendorTime.in(completedAt, job.fields())
                .map(Instant::toString)
                .or(() -> text.filter(time -> time.length() <= LONGEST_TIME))
                .orElse("");
    }

    // What changes with each answer, the signature of a URL, does not count.
    private static String hash(List<Result> results) {
        if (results.isEmpty()) {
            return "";
        }
        String text = results.stream()
                .map(result -> withoutSignature(result.url()) + "\n" + result.name() + "\n" + result.size()
                        + (result.checksum() == null ? "" : "\n" + result.checksum()))
                .collect(Collectors.joining("\n"));
        return hash(text);
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String withoutSignature(String url) {
        return url.regionMatches(true, 0, "data:", 0, 5) ? url : Redacted.withoutSecrets(url);
    }
}
