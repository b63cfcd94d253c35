package io.jobdrop.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.Feed;
import io.jobdrop.config.TestFeed;
import io.jobdrop.job.Job;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The list of a feed, read as the routes read it. */
public final class FeedList {
    private static final int MOST_PAGES = 1000;

    private final Feed feed;
    private final JobPages pages;

    private FeedList(Feed feed, int mostPages) {
        this.feed = feed;
        this.pages = new JobPages(any -> mostPages, any -> "https://api.v.example/v1");
    }

    /** With the properties of the feed's list, of its job beside the status, and further lines. */
    public static FeedList of(String list, String job, String more) {
        return new FeedList(
                TestFeed.of("list: {" + list + "}\njob: {completed: completed" + (job.isEmpty() ? "" : ", " + job)
                        + "}\nresults: {urls: $.url}\n" + more),
                MOST_PAGES);
    }

    static FeedList of(String list, String job) {
        return of(list, job, "");
    }

    static FeedList of(String list) {
        return of(list, "");
    }

    /** A bare array that has no pages. */
    static FeedList whole() {
        return of("path: /jobs");
    }

    static FeedList wholeAt(String items) {
        return of("path: /jobs, items: " + items);
    }

    static FeedList pageNumbers(String more) {
        return of("path: /jobs, items: $.items, paging: {type: page, sizeParameter: pageSize, size: 2,"
                + " totalPages: $.totalPages" + more + "}");
    }

    static FeedList offsets() {
        return offsets("/jobs", 2, "hasMore: $.more, limit: $.limit");
    }

    static FeedList offsets(String path, int size, String more) {
        return of("path: \"" + path + "\", items: $.items, paging: {type: offset, size: " + size + ", " + more + "}");
    }

    FeedList mostPages(int most) {
        return new FeedList(feed, most);
    }

    public Feed feed() {
        return feed;
    }

    public String path(PageScan scan) {
        return pages.request(feed, scan).target();
    }

    public List<Job> read(PageScan scan, @Nullable JsonNode body) {
        return pages.take(feed, scan, body, null, false);
    }

    /** The ids of the jobs that a page in JSON gives. */
    List<String> ids(PageScan scan, String page) throws JsonProcessingException {
        return read(scan, new ObjectMapper().readTree(page)).stream()
                .map(Job::id)
                .toList();
    }

    List<Job> take(PageScan scan, JsonNode body, String link) {
        return pages.take(feed, scan, body, link, false);
    }
}
