package io.jobdrop.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobdrop.Feed;
import io.jobdrop.job.Job;
import io.jobdrop.job.ListPlace;
import io.jobdrop.job.VendorTime;
import io.jobdrop.job.VendorWords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a vendor's list page by page, as a feed declares it. The request itself is the route's: {@link #path} says
 * what to ask for, {@link #read} turns the answer into jobs.
 */
public final class JobPages {
    private static final Logger LOG = LoggerFactory.getLogger(JobPages.class);

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final Pattern FILTER = Pattern.compile("(?i)[?&][^=&]*(status|state)[^=&]*=");

    private final ToIntFunction<Feed> maxPages;

    /** With the most pages that a feed's list may have: a longer one is taken for endless. */
    public JobPages(ToIntFunction<Feed> maxPages) {
        this.maxPages = maxPages;
    }

    /** The path and query of the walk's next page, below the vendor's address. */
    public String path(@ExchangeProperty("feed") Feed feed, @ExchangeProperty("walk") PageWalk walk) {
        walk.failIfBroken();
        int most = maxPages.applyAsInt(feed);
        if (walk.page() > most) {
            throw walk.broken("the vendor promises more than " + feed + ".max-pages (" + most + ") pages");
        }
        return path(list(feed), walk);
    }

    private static String path(Feed.JobList list, PageWalk walk) {
        String query = Paging.of(list.paging()).query(walk);
        if (query.isEmpty()) {
            return list.path();
        }
        return list.path() + (list.path().contains("?") ? "&" : "?") + query;
    }

    private static Feed.JobList list(Feed feed) {
        return feed.list().orElseThrow(() -> new IllegalStateException(feed + " has no list"));
    }

    /** The jobs of an answer; none of one without content (204), which is what some vendors call an empty list. */
    public List<Job> take(
            @ExchangeProperty("feed") Feed feed,
            @ExchangeProperty("walk") PageWalk walk,
            @Body Object body,
            @ExchangeProperty("answerLink") @Nullable String link,
            @ExchangeProperty("answerIsEmpty") boolean nothing) {
        return nothing ? end(walk) : read(feed, walk, body, link == null ? "" : link);
    }

    /**
     * What a refusal means: behind the last page some vendors answer 404 or 400, and then the list has ended. What was
     * promised has to be there, and every other refusal remains one.
     */
    public List<Job> endOfList(
            @ExchangeProperty("walk") PageWalk walk,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) HttpOperationFailedException refusal)
            throws HttpOperationFailedException {
        int status = refusal.getStatusCode();
        boolean beyond = (status == NOT_FOUND || status == BAD_REQUEST) && walk.page() > 1;
        if (!beyond || walk.promise().isPresent()) {
            throw refusal;
        }
        return end(walk);
    }

    /**
     * Ends the list before the page that was asked for.
     *
     * @throws PageException when the vendor promised more
     */
    private static List<Job> end(PageWalk walk) {
        walk.promise().ifPresent(what -> {
            throw walk.broken("it has no content, and yet " + what);
        });
        LOG.debug("{}: the list ends before page {}", walk.feed(), walk.page());
        walk.endedBefore();
        return List.of();
    }

    /**
     * The jobs of a page, in the vendor's order. An entry that is none is left out and reported at the walk's end; a
     * page that holds jobs but cannot be followed gives them, and {@link #path} then fails.
     *
     * @throws PageException when the page holds nothing to believe
     */
    List<Job> read(Feed feed, PageWalk walk, @Nullable Object body) {
        return read(feed, walk, body, "");
    }

    private static List<Job> read(Feed feed, PageWalk walk, @Nullable Object body, String link) {
        Feed.JobList list = list(feed);
        if (!(body instanceof JsonNode page)) {
            throw walk.broken("the answer is empty");
        }
        JsonNode entries = list.items()
                .in(page)
                .filter(JsonNode::isArray)
                .orElseThrow(() -> walk.broken("no array at " + list.items().path() + VendorWords.said(page)));
        ListPlace place = new ListPlace(
                path(list, walk), list.items().path(), feed.job().id().path());
        walk.isAt(place);
        JobEntries reader = new JobEntries(feed, place);
        List<Job> jobs = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        List<Optional<Instant>> dates = new ArrayList<>();
        for (JsonNode entry : entries) {
            dates.add(
                    isFiltered(list)
                            ? Optional.empty()
                            : VendorTime.in(feed.job().createdAt(), entry));
            if (entry.isNull()) {
                LOG.warn("page {} of {}: a null entry was skipped", walk.page(), feed);
            } else {
                reader.job(walk, entry, ids).ifPresent(jobs::add);
            }
        }
        walk.dated(dates);
        advance(list, walk, page, ids, entries.size(), link);
        return jobs;
    }

    private static void advance(
            Feed.JobList list, PageWalk walk, JsonNode page, List<String> ids, int count, String link) {
        Paging paging = Paging.of(list.paging());
        walk.advance(
                ids,
                count,
                () -> {
                    boolean more = paging.promisesMore(walk, page, count);
                    promise(list, walk, page, count, link);
                    return more;
                },
                () -> paging.step(walk, page, count));
    }

    private static void promise(Feed.JobList list, PageWalk walk, JsonNode page, int count, String link) {
        Paging paging = Paging.of(list.paging());
        Optional<String> promise = paging.promise(walk, page, count)
                .or(() -> paging.isDeclared()
                        ? Optional.empty()
                        : Promises.in(page, list.items().path(), walk.entries(), walk.page(), link));
        walk.promised(promise.orElse(null));
        if (paging instanceof Paging.Whole) {
            promise.ifPresent(what -> walk.report("the answer promises more, " + what
                    + ", and the feed's paging is none; the rest of the list was not read"));
        }
    }

    // Such a list hides what is open, and an old job that completes late appears far down: its order proves nothing.
    private static boolean isFiltered(Feed.JobList list) {
        return FILTER.matcher(list.path()).find();
    }
}
