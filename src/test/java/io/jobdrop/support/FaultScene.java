package io.jobdrop.support;

import io.jobdrop.config.TestFeed;
import io.jobdrop.support.FakeVendor.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What surrounds one fault: a vendor's list with the job that meets it and one beside, their details, and a result host
 * of its own. Everything is well until a fault replaces a part of it.
 */
public final class FaultScene implements AutoCloseable {
    public static final byte[] CSV = "id,name\n1,one\n".repeat(20_000).getBytes(StandardCharsets.UTF_8);
    public static final byte[] BESIDE = "beside\n".getBytes(StandardCharsets.UTF_8);
    public static final String TOKEN = "t0ken-Kx7";
    public static final String SIGNATURE = "s1gnature-Qw9";

    private final String feed;
    private final String id;
    private final FakeVendor vendor;
    private final FakeVendor host = new FakeVendor();
    private final AtomicInteger signed = new AtomicInteger();

    /** A job of a feed whose vendor may serve other scenes too. */
    public FaultScene(String feed, FakeVendor vendor, String id) throws IOException {
        this.feed = feed;
        this.id = id;
        this.vendor = vendor;
        vendor.on("/jobs", list(1, 1, id, "beside"));
        vendor.on("/jobs/beside", detailOf("data:text/csv,beside%0A", ""));
        detail(detail(""));
        result(Faults.file(CSV));
    }

    public String feed() {
        return feed;
    }

    public String id() {
        return id;
    }

    public FakeVendor vendor() {
        return vendor;
    }

    public FakeVendor host() {
        return host;
    }

    /** The result of the faulty job is served like this. */
    public void result(Reply reply) {
        host.on("/r", Faults.withoutCredentials(reply));
    }

    /** The faulty job's detail answer is this. */
    public void detail(Reply reply) {
        vendor.on("/jobs/" + id, reply);
    }

    public void list(Reply reply) {
        vendor.on("/jobs", reply);
    }

    /** A detail answer with a newly signed URL each time, and more fields. */
    public Reply detail(String fields) {
        return (request, wire) -> detailOf(host.url() + "/r?sig=" + SIGNATURE + signed.incrementAndGet(), fields)
                .send(request, wire);
    }

    public static Reply detailOf(String url, String fields) {
        return Faults.json("{\"status\":\"completed\",\"name\":\"r.csv\",\"url\":\"" + url + "\"" + fields + "}");
    }

    /** A page of completed jobs. */
    public static Reply list(int page, int pages, String... ids) {
        List<String> items = new ArrayList<>();
        for (String id : ids) {
            items.add("{\"id\":\"" + id + "\",\"status\":\"completed\"}");
        }
        return items(page, pages, String.join(",", items));
    }

    public static Reply items(int page, int pages, String items) {
        return Faults.json("{\"page\":" + page + ",\"pages\":" + pages + ",\"items\":[" + items + "]}");
    }

    /** The pages of a list, by their number from 1. */
    public static Reply pages(Reply... pages) {
        return (request, wire) -> {
            int page = Integer.parseInt(request.query().replaceAll(".*\\bpage=(\\d+).*", "$1"));
            pages[Math.min(page, pages.length) - 1].send(request, wire);
        };
    }

    /** Adds the scene's feed and settings to an installation. */
    public void install(Installation jobdrop) throws IOException {
        jobdrop.feed(feed, FEED.replace("NAME", feed));
        String variable = feed.toUpperCase(Locale.ROOT).replace('-', '_');
        jobdrop.set(variable + "_URL", vendor.url())
                .set(variable + "_TOKEN", TOKEN)
                .set(variable + "_MAX_PAGES", "20");
    }

    @Override
    public void close() throws IOException {
        vendor.close();
        host.close();
    }

    private static final String FEED = TestFeed.yaml("NAME", """
            vendor: NAME
            list: {path: /jobs, items: $.items, paging: {type: page, totalPages: $.pages}}
            detail: {path: "/jobs/{jobId}"}
            job: {completed: completed, open: "queued,running", failed: failed}
            results: {urls: $.url, name: $.name, size: $.size}
            """);
}
