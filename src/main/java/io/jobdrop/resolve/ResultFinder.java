package io.jobdrop.resolve;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobdrop.Feed;
import io.jobdrop.job.Checksum;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.JsonField;
import io.jobdrop.job.Places;
import io.jobdrop.job.Redacted;
import io.jobdrop.job.Result;
import io.jobdrop.job.VendorWords;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which results a completed job has.
 *
 * <p>A job that should have results and shows none is held, never taken for empty: the vendor may be late with them.
 */
public final class ResultFinder {
    private static final Logger LOG = LoggerFactory.getLogger(ResultFinder.class);

    private static final int MOST_TOLD = 10_000;

    private final Function<Feed, String> address;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /** With the address of a feed's vendor, without a slash at its end. */
    public ResultFinder(Function<Feed, String> address) {
        this.address = address;
    }

    /**
     * The results of a completed job, in the vendor's order; none when the vendor says that the job has no file. Its list
     * entry and its detail answer may contradict one another: what either of them shows is delivered.
     *
     * @param response the response to the last step that leads to the results; what is known of the job without one
     * @throws Held when results are missing that should be there
     */
    public List<Result> find(
            @ExchangeProperty("feed") Feed feed,
            @ExchangeProperty("job") Job job,
            @ExchangeProperty("response") JsonNode response) {
        Optional<String> contradiction = feed.job().status().contradiction(job);
        try {
            List<Result> found = find(feed, job, response, contradiction.isEmpty());
            if (!found.isEmpty()) {
                contradiction.ifPresent(both -> tell(job, both));
            }
            return feed.download().path() == null
                    ? found
                    : found.stream()
                            .map(result -> requested(feed, job, response, result))
                            .toList();
        } catch (Held e) {
            throw contradiction.isEmpty() ? e : new Held(contradiction.get() + "; " + e.reason(), e);
        }
    }

    // Each attempt finds it again.
    private void tell(Job job, String contradiction) {
        if (told.size() >= MOST_TOLD) {
            told.clear();
        }
        if (told.add(job + contradiction)) {
            LOG.warn("{}: {}; it has results, they are delivered", job, contradiction);
        }
    }

    // The address at the vendor's API from which the result comes.
    private Result requested(Feed feed, Job job, JsonNode response, Result result) {
        Places places = Places.of(job).in(response).with("result", result.url());
        String path = feed.download().request().with(places).target();
        return new Result(
                result.index(),
                address.apply(feed) + path,
                result.name(),
                result.size(),
                result.checksum(),
                feed.download().parts().paging() instanceof Feed.Partitions partitions
                        ? count(partitions.list(), job, response)
                        : 0);
    }

    private static int count(JsonField partitions, Job job, JsonNode response) {
        return partitions
                .in(response)
                .or(() -> partitions.in(job.fields()))
                .filter(list -> list.isArray() && !list.isEmpty())
                .orElseThrow(() -> new Held("completed, but without a list of its result's parts at "
                        + partitions.path() + " (download.parts.list); the next poll checks it again"))
                .size();
    }

    private static List<Result> find(Feed feed, Job job, JsonNode response, boolean mayBeEmpty) {
        Feed.Results places = feed.results();
        ResultReader reader = new ResultReader(places, feed.download().path() != null);
        ResultReader.Found now = reader.read(response, job.fields());
        ResultReader.Found found = now.results().isEmpty() && places.steps().isEmpty()
                ? inList(reader, job).orElse(now)
                : now;
        int urls = found.results().size();
        boolean shown = urls > 0 && places.urls().isGiven();
        if (!shown && mayBeEmpty && saysNone(places, job)) {
            return List.of();
        }
        String place = places.urls().isGiven() ? places.urls().path() : "download.path";
        OptionalLong expected = found.expected();
        if (expected.isPresent() && urls < expected.getAsLong()) {
            throw new Held("completed with " + expected.getAsLong() + " files at "
                    + places.count().path() + ", but only " + urls + " result URLs at " + place
                    + "; the next poll checks it again");
        }
        if (expected.isEmpty() && found.nameless() > 0) {
            throw new Held("completed, but " + found.nameless() + " of its results at " + place
                    + " have no URL; the next poll checks it again");
        }
        if (urls == 0 && !(mayBeEmpty && isEmpty(places, now))) {
            throw new Held("completed, but without a result URL at " + place + VendorWords.said(job.fields())
                    + "; the next poll checks it again");
        }
        return withChecksums(places.file().checksum().path(), found);
    }

    private static List<Result> withChecksums(String place, ResultReader.Found found) {
        List<Result> results = found.results();
        List<String> checksums = found.checksums();
        if (results.isEmpty() || checksums.isEmpty()) {
            return results;
        }
        if (results.size() != checksums.size()) {
            throw new Held("completed with " + counted(results, "result") + ", but with "
                    + counted(checksums, "checksum") + " at " + place
                    + " (results.checksum), and each result needs one; the next poll checks it again");
        }
        return IntStream.range(0, results.size())
                .mapToObj(at -> withChecksum(place, results.get(at), checksums.get(at)))
                .toList();
    }

    private static String counted(List<?> all, String what) {
        return all.size() + " " + what + (all.size() == 1 ? "" : "s");
    }

    private static Result withChecksum(String place, Result result, String checksum) {
        if (Checksum.of(checksum).isEmpty()) {
            throw new Held("completed with a checksum at " + place + " that is no sha256, md5 or crc32c: "
                    + Redacted.line(checksum) + "; the next poll checks it again");
        }
        return new Result(result.index(), result.url(), result.name(), result.size(), checksum, result.parts());
    }

    // What should count files says nothing, or no file.
    private static boolean isEmpty(Feed.Results places, ResultReader.Found now) {
        return places.count().isGiven() && (now.expected().isPresent() || now.emptyContainer());
    }

    private static boolean saysNone(Feed.Results places, Job job) {
        return places.none().saysSomethingIn(job.fields());
    }

    /** Why a completed job has no file, as its ledger row says it. */
    public String reason(@ExchangeProperty("feed") Feed feed, @ExchangeProperty("job") Job job) {
        JsonField none = feed.results().none();
        if (!saysNone(feed.results(), job)) {
            return "completed without a file";
        }
        String says = none.textIn(job.fields())
                .map(text -> " is " + Redacted.line(text))
                .orElse(" finds something");
        return "completed without a file: " + none.path() + says;
    }

    // The detail answer may show less than the list did.
    private static Optional<ResultReader.Found> inList(ResultReader reader, Job job) {
        return Optional.ofNullable(job.listed().fields())
                .map(reader::read)
                .filter(before -> !before.results().isEmpty());
    }
}
