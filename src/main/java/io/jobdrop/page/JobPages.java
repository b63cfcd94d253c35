package io.jobdrop.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobdrop.job.Job;
import io.jobdrop.job.JsonField;
import io.jobdrop.job.ListPlace;
import io.jobdrop.job.VendorTime;
import io.jobdrop.job.VendorWords;
import io.jobdrop.record.JobLedger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    private final JobLedger ledger;
    private String feed = "";
    private String vendor = "";
    private String listPath = "";
    private String style = "none";
    private String pageParameter = "";
    private String sizeParameter = "";
    private String offsetParameter = "";
    private String totalPagesPath = "";
    private String hasMorePath = "";
    private String limitPath = "";
    private String totalPath = "";
    private JsonField items = new JsonField("$");
    private JsonField id = new JsonField("$.id");
    private JsonField createdAt = new JsonField("");
    private int firstPage = 1;
    private int pageSize = 100;
    private int maxPages = 1000;

    public JobPages(JobLedger ledger) {
        this.ledger = ledger;
    }

    /** The path and query of the walk's next page, below the vendor's address. */
    public String path(@ExchangeProperty("walk") PageWalk walk) {
        walk.failIfBroken();
        if (walk.page() > maxPages) {
            throw walk.broken("the vendor promises more than " + feed + ".max-pages (" + maxPages + ") pages");
        }
        return walkPath(walk);
    }

    private String walkPath(PageWalk walk) {
        String query = paging().query(walk);
        if (query.isEmpty()) {
            return listPath;
        }
        return listPath + (listPath.contains("?") ? "&" : "?") + query;
    }

    /** The jobs of an answer; none of one without content (204), which is what some vendors call an empty list. */
    public List<Job> take(
            @ExchangeProperty("walk") PageWalk walk,
            @Body Object body,
            @ExchangeProperty("answerLink") @Nullable String link,
            @ExchangeProperty("answerIsEmpty") boolean nothing) {
        return nothing ? end(walk) : read(walk, body, link == null ? "" : link);
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
    private List<Job> end(PageWalk walk) {
        walk.promise().ifPresent(what -> {
            throw walk.broken("it has no content, and yet " + what);
        });
        LOG.debug("{}: the list ends before page {}", feed, walk.page());
        walk.endedBefore();
        return List.of();
    }

    /**
     * The jobs of a page, in the vendor's order. An entry that is none is left out and reported at the walk's end; a
     * page that holds jobs but cannot be followed gives them, and {@link #path} then fails.
     *
     * @throws PageException when the page holds nothing to believe
     */
    public List<Job> read(PageWalk walk, @Nullable Object body) {
        return read(walk, body, "");
    }

    private List<Job> read(PageWalk walk, @Nullable Object body, String link) {
        if (!(body instanceof JsonNode page)) {
            throw walk.broken("the answer is empty");
        }
        JsonNode entries = items.in(page)
                .filter(JsonNode::isArray)
                .orElseThrow(() -> walk.broken("no array at " + items.path() + VendorWords.said(page)));
        ListPlace place = new ListPlace(walkPath(walk), items.path(), id.path());
        walk.isAt(place);
        JobEntries reader = new JobEntries(ledger, feed, vendor, id, place);
        List<Job> jobs = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        List<Optional<Instant>> dates = new ArrayList<>();
        for (JsonNode entry : entries) {
            dates.add(isFiltered() ? Optional.empty() : VendorTime.in(createdAt, entry));
            if (entry.isNull()) {
                LOG.warn("page {} of {}: a null entry was skipped", walk.page(), feed);
            } else {
                reader.job(walk, entry, ids).ifPresent(jobs::add);
            }
        }
        walk.dated(dates);
        int count = entries.size();
        Paging paging = paging();
        walk.advance(
                ids,
                count,
                () -> {
                    boolean more = paging.promisesMore(walk, page, count);
                    promise(walk, paging, page, count, link);
                    return more;
                },
                () -> paging.step(walk, page, count));
        return jobs;
    }

    private void promise(PageWalk walk, Paging paging, JsonNode page, int count, String link) {
        Optional<String> promise = paging.promise(walk, page, count)
                .or(() -> paging.isDeclared()
                        ? Optional.empty()
                        : Promises.in(page, items.path(), walk.entries(), walk.page(), link));
        walk.promised(promise.orElse(null));
        if (paging instanceof Paging.Whole) {
            promise.ifPresent(what -> walk.report("the answer promises more, " + what
                    + ", and the feed's paging is none; the rest of the list was not read"));
        }
    }

    // Such a list hides what is open, and an old job that completes late appears far down: its order proves nothing.
    private boolean isFiltered() {
        return FILTER.matcher(listPath).find();
    }

    private Paging paging() {
        return switch (style) {
            case "page" ->
                new Paging.PageNumber(pageParameter, sizeParameter, pageSize, new JsonField(totalPagesPath), firstPage);
            case "offset" ->
                new Paging.Offset(
                        offsetParameter,
                        sizeParameter,
                        pageSize,
                        new JsonField(limitPath),
                        new JsonField(hasMorePath),
                        new JsonField(totalPath));
            default -> new Paging.Whole();
        };
    }

    public void setFeed(String value) {
        feed = value;
    }

    public void setVendor(String value) {
        vendor = value;
    }

    public void setListPath(String value) {
        listPath = value;
    }

    public void setPaging(String value) {
        style = value;
    }

    public void setPageParameter(String value) {
        pageParameter = value;
    }

    public void setFirstPage(int value) {
        firstPage = value;
    }

    public void setSizeParameter(String value) {
        sizeParameter = value;
    }

    public void setOffsetParameter(String value) {
        offsetParameter = value;
    }

    public void setTotalPagesPath(String value) {
        totalPagesPath = value;
    }

    public void setHasMorePath(String value) {
        hasMorePath = value;
    }

    public void setLimitPath(String value) {
        limitPath = value;
    }

    public void setTotalPath(String value) {
        totalPath = value;
    }

    public void setItemsPath(String value) {
        items = new JsonField(value);
    }

    public void setIdPath(String value) {
        id = new JsonField(value);
    }

    public void setCreatedAtPath(String value) {
        createdAt = new JsonField(value);
    }

    public void setPageSize(int value) {
        pageSize = value;
    }

    public void setMaxPages(int value) {
        maxPages = value;
    }
}
