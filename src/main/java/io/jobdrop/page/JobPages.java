package io.jobdrop.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobdrop.Feed;
import io.jobdrop.job.ApiRequest;
import io.jobdrop.job.Job;
import io.jobdrop.job.ListPlace;
import io.jobdrop.job.RequestTemplate;
import io.jobdrop.job.VendorTime;
import io.jobdrop.job.VendorWords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
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
 * Reads a vendor's list page by page, as a feed declares it. The request itself is the route's: {@link #request} says
 * what to ask for, {@link #read} turns the answer into jobs.
 */
public final class JobPages {
    private static final Logger LOG = LoggerFactory.getLogger(JobPages.class);

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final Pattern FILTER = Pattern.compile("(?i)[?&][^=&]*(status|state)[^=&]*=");

    private final ToIntFunction<Feed> maxPages;
    private final Function<Feed, String> address;
    private final Set<String> toldOfNull = ConcurrentHashMap.newKeySet();

    /**
     * With what the settings say of a feed.
     *
     * @param maxPages the most pages that its list may have: a longer one is taken for endless
     * @param address the address of its vendor, without a slash at its end
     */
    public JobPages(ToIntFunction<Feed> maxPages, Function<Feed, String> address) {
        this.maxPages = maxPages;
        this.address = address;
    }

    /** What to ask for the scan's next page. */
    public ApiRequest request(@ExchangeProperty("feed") Feed feed, @ExchangeProperty("scan") PageScan scan) {
        scan.problems().failIfBroken();
        int most = maxPages.applyAsInt(feed);
        if (scan.page() > most) {
            throw scan.problems().broken("the vendor promises more than " + feed + ".max-pages (" + most + ") pages");
        }
        return paging(feed, "").request(scan);
    }

    private Paging paging(Feed feed, String header) {
        return Paging.of(list(feed), address.apply(feed), header);
    }

    private static Feed.JobList list(Feed feed) {
        return feed.list().orElseThrow(() -> new IllegalStateException(feed + " has no list"));
    }

    /** The jobs of an answer; none of one without content (204), which is what some vendors call an empty list. */
    public List<Job> take(
            @ExchangeProperty("feed") Feed feed,
            @ExchangeProperty("scan") PageScan scan,
            @Body Object body,
            @ExchangeProperty("responseLink") @Nullable String link,
            @ExchangeProperty("responseIsEmpty") boolean nothing) {
        return nothing ? end(scan) : read(feed, scan, body, link == null ? "" : link);
    }

    /**
     * What a refusal means: behind the last page some vendors answer 404 or 400, and then the list has ended. What was
     * promised has to be there, and every other refusal remains one.
     */
    public List<Job> endOfList(
            @ExchangeProperty("scan") PageScan scan,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) HttpOperationFailedException refusal)
            throws HttpOperationFailedException {
        int status = refusal.getStatusCode();
        boolean beyond = (status == NOT_FOUND || status == BAD_REQUEST) && scan.page() > 1;
        if (!beyond || scan.promise().isPresent()) {
            throw refusal;
        }
        return end(scan);
    }

    /**
     * Ends the list before the page that was asked for.
     *
     * @throws PageException when the vendor promised more
     */
    private static List<Job> end(PageScan scan) {
        scan.promise().ifPresent(what -> {
            throw scan.problems().broken("it has no content, and yet " + what);
        });
        LOG.debug("{}: the list ends before page {}", scan.feed(), scan.page());
        scan.endedBefore();
        return List.of();
    }

    /**
     * The jobs of a page, in the vendor's order. An entry that is none is left out and reported at the scan's end; a
     * page that holds jobs but cannot be followed gives them, and {@link #request} then fails.
     *
     * @throws PageException when the page holds nothing to believe
     */
    List<Job> read(Feed feed, PageScan scan, @Nullable Object body) {
        return read(feed, scan, body, "");
    }

    private List<Job> read(Feed feed, PageScan scan, @Nullable Object body, String link) {
        Feed.JobList list = list(feed);
        if (!(body instanceof JsonNode page)) {
            throw scan.problems().broken("the answer is empty");
        }
        if (list.error().saysSomethingIn(page)) {
            throw scan.problems()
                    .broken("the vendor says at " + list.error().path() + ": " + VendorWords.at(list.error(), page));
        }
        JsonNode entries = list.items()
                .in(page)
                .filter(JsonNode::isArray)
                .orElseThrow(() ->
                        scan.problems().broken("no array at " + list.items().path() + VendorWords.said(page)));
        ListPlace place = new ListPlace(
                paging(feed, link).request(scan),
                list.items().path(),
                feed.job().id().path());
        scan.isAt(place);
        JobEntries reader = new JobEntries(feed, place);
        List<Job> jobs = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        List<Optional<Instant>> dates = new ArrayList<>();
        for (JsonNode entry : entries) {
            dates.add(
                    isFiltered(list) || feed.job().revision().isGiven()
                            ? Optional.empty()
                            : VendorTime.in(feed.job().createdAt(), entry));
            if (entry.isNull()) {
                skipped(feed, scan.page());
            } else {
                reader.job(scan, entry, ids).ifPresent(jobs::add);
            }
        }
        scan.dated(dates);
        advance(feed, scan, page, ids, entries.size(), link);
        return jobs;
    }

    // The list shows it at each poll; once is enough to say so.
    private void skipped(Feed feed, int page) {
        if (toldOfNull.add(feed.name())) {
            LOG.warn("page {} of {}: a null entry was skipped", page, feed);
        }
    }

    private void advance(Feed feed, PageScan scan, JsonNode page, List<String> ids, int count, String link) {
        Paging paging = paging(feed, link);
        scan.advance(
                ids,
                count,
                () -> {
                    boolean more = paging.promisesMore(scan, page, count);
                    promise(list(feed), paging, scan, page, count, link);
                    return more;
                },
                () -> paging.step(scan, page, count));
    }

    private static void promise(
            Feed.JobList list, Paging paging, PageScan scan, JsonNode page, int count, String link) {
        Optional<String> promise = paging.promise(scan, page, count)
                .or(() -> paging.isDeclared()
                        ? Optional.empty()
                        : Promises.in(page, list.items().path(), scan.entries(), scan.page(), link));
        scan.promised(promise.orElse(null));
        if (paging instanceof Whole) {
            promise.ifPresent(what -> scan.problems()
                    .report("the answer promises more, " + what
                            + ", and the feed's paging is none; the rest of the list was not read"));
        }
    }

    // Such a list hides what is open, and an old job that completes late appears far down: its order proves nothing.
    private static boolean isFiltered(Feed.JobList list) {
        RequestTemplate request = list.request();
        return FILTER.matcher(request.path().declared()).find()
                || request.query().keySet().stream()
                        .anyMatch(name -> FILTER.matcher("?" + name + "=").find());
    }
}
