package io.jobdrop.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobId;
import io.jobdrop.job.JsonField;
import io.jobdrop.job.ListPlace;
import io.jobdrop.job.VendorTime;
import io.jobdrop.record.JobLedger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a vendor's list page by page, as a feed declares it. The request itself is the route's: {@link #path} says
 * what to ask for, {@link #read} turns the answer into jobs.
 */
public final class JobPages {
    private static final Logger LOG = LoggerFactory.getLogger(JobPages.class);

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

    /**
     * The jobs of a page, in the vendor's order. An entry that is none is left out and reported at the walk's end; a
     * page that holds jobs but cannot be followed gives them, and {@link #path} then fails.
     *
     * @throws PageException when the page holds nothing to believe
     */
    public List<Job> read(@ExchangeProperty("walk") PageWalk walk, @Body Object body) {
        if (!(body instanceof JsonNode page)) {
            throw walk.broken("the answer is empty");
        }
        JsonNode entries =
                items.in(page).filter(JsonNode::isArray).orElseThrow(() -> walk.broken("no array at " + items.path()));
        ListPlace place = new ListPlace(walkPath(walk), items.path(), id.path());
        List<Job> jobs = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        List<Optional<Instant>> dates = new ArrayList<>();
        for (JsonNode entry : entries) {
            dates.add(isFiltered() ? Optional.empty() : VendorTime.in(createdAt, entry));
            if (entry.isNull()) {
                LOG.warn("page {} of {}: a null entry was skipped", walk.page(), feed);
            } else {
                job(walk, entry, place, ids).ifPresent(jobs::add);
            }
        }
        walk.dated(dates);
        walk.advance(ids, entries.size(), () -> paging().promisesMore(walk, page, entries.size()));
        return jobs;
    }

    // Such a list hides what is open, and an old job that completes late appears far down: its order proves nothing.
    private boolean isFiltered() {
        return FILTER.matcher(listPath).find();
    }

    private Optional<Job> job(PageWalk walk, JsonNode entry, ListPlace place, List<String> ids) {
        if (!(entry instanceof ObjectNode fields)) {
            walk.report("an entry is no object but " + entry.getNodeType());
            return Optional.empty();
        }
        Optional<String> given = id.textIn(fields);
        if (given.isEmpty()) {
            walk.report("an entry has no id at " + id.path());
            return Optional.empty();
        }
        String found = given.get();
        ids.add(found);
        if (JobId.isSafe(found)) {
            return Optional.of(new Job(feed, vendor, found, fields, false, place));
        }
        Job unsafe = new Job(feed, vendor, JobId.shown(found), fields, false, place);
        ledger.failed(unsafe, new Held("the vendor's id has characters that are not safe in a URL or a file name"), 0);
        return Optional.empty();
    }

    private Paging paging() {
        return switch (style) {
            case "page" -> new Paging.PageNumber(pageParameter, sizeParameter, pageSize, new JsonField(totalPagesPath));
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
