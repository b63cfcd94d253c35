package io.jobdrop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.TestFeed;
import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation;
import io.jobdrop.support.Installation.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists whose pages each lead to the next one, against a vendor. */
class CursorListTest {
    private static final int JOBS = 7;

    @TempDir
    Path home;

    private FakeVendor vendor;
    private FakeVendor other;
    private Installation jobdrop;

    @BeforeEach
    void start() throws IOException {
        vendor = new FakeVendor();
        other = new FakeVendor();
        jobdrop = new Installation(home)
                .set("ACME_URL", vendor.url() + "/api/")
                .set("ACME_TOKEN", "secret-key")
                .set("JOBDROP_FEEDS", "acme-jobs")
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host());
        vendor.on("/r", Answer.bytes("text/csv", "a\n".getBytes(UTF_8)));
    }

    @AfterEach
    void stop() {
        vendor.close();
        other.close();
    }

    @Test
    void a_cursor_in_the_body_leads_through_the_whole_list_and_nothing_is_delivered_twice() throws Exception {
        feed("{type: cursor, cursor: $.next, parameter: after, sizeParameter: limit, size: 2}", "");
        vendor.on("/api/jobs", request -> page(from(request.parameters().get("after")), "\"c%d\""));

        assertThat(jobdrop.pollOnce().jobs()).hasSize(JOBS).allMatch(job -> job.state() == JobState.DELIVERED);

        assertThat(vendor.requests("/api/jobs")).hasSize(4).allMatch(request -> request.number("limit") == 2);
        assertThat(jobdrop.pollOnce().jobs()).hasSize(JOBS);
        assertThat(vendor.requests("/r")).hasSize(JOBS);
    }

    @Test
    void a_url_in_the_body_and_a_link_header_lead_on() throws Exception {
        feed("{type: cursor, cursor: $.next}", "");
        vendor.on(
                "/api/jobs",
                request -> page(from(request.parameters().get("p")), "\"" + vendor.url() + "/api/jobs?p=c%d\""));
        assertThat(jobdrop.pollOnce().jobs()).hasSize(JOBS);

        feed("{type: link}", "");
        vendor.on("/api/jobs", request -> {
            int from = from(request.parameters().get("p"));
            Answer page = page(from, "null");
            return from + 2 < JOBS ? page.with("Link", "</api/jobs?p=c" + (from + 2) + ">; rel=\"next\"") : page;
        });
        int before = vendor.requests("/api/jobs").size();
        assertThat(jobdrop.pollOnce().pollError("acme-jobs")).isNull();
        assertThat(vendor.requests("/api/jobs")).hasSize(before + 4);
    }

    @Test
    void a_header_of_the_vendors_own_leads_on() throws Exception {
        feed("{type: cursor, header: X-Locator, parameter: at}", "");
        vendor.on("/api/jobs", request -> {
            int from = from(request.parameters().get("at"));
            Answer page = page(from, "null");
            return from + 2 < JOBS ? page.with("x-locator", "c" + (from + 2)) : page;
        });

        assertThat(jobdrop.pollOnce().jobs()).hasSize(JOBS);
    }

    @Test
    void no_request_goes_to_another_host_and_the_poll_says_why() throws Exception {
        feed("{type: cursor, cursor: $.next}", "");
        vendor.on("/api/jobs", page(0, "\"" + other.url() + "/api/jobs?p=c%d\""));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(other.requests()).isEmpty();
        assertThat(outcome.jobs()).hasSize(2).allMatch(job -> job.state() == JobState.DELIVERED);
        assertThat(outcome.pollError("acme-jobs"))
                .contains("page 1 of acme-jobs: the next page's address at $.next leads to http://" + other.host());
    }

    @Test
    void a_list_that_is_newest_first_is_left_where_nothing_is_new() throws Exception {
        feed("{type: cursor, cursor: $.next, parameter: after}", "createdAt: $.at");
        vendor.on("/api/jobs", request -> page(from(request.parameters().get("after")), "\"c%d\""));
        jobdrop.pollOnce();
        int all = vendor.requests("/api/jobs").size();

        jobdrop.pollOnce();

        assertThat(vendor.requests("/api/jobs")).hasSize(all + 1);
    }

    private void feed(String paging, String job) throws IOException {
        jobdrop.feed(
                "acme-jobs",
                TestFeed.yaml(
                        "acme-jobs",
                        "vendor: acme\nlist: {path: /jobs, items: $.data, paging: " + paging + "}\n"
                                + "job: {completed: done" + (job.isEmpty() ? "" : ", " + job)
                                + "}\nresults: {urls: $.url}\n"));
    }

    private static int from(String cursor) {
        return cursor == null ? 0 : Integer.parseInt(cursor.substring(1));
    }

    private Answer page(int from, String next) {
        List<String> jobs = IntStream.range(from, Math.min(from + 2, JOBS))
                .mapToObj(i -> "{\"id\":\"j" + i + "\",\"status\":\"done\",\"at\":\"2026-01-0" + (9 - i)
                        + "T00:00:00Z\",\"url\":\"" + vendor.url() + "/r\"}")
                .toList();
        return Answer.json("{\"data\":[" + String.join(",", jobs) + "],\"next\":"
                + (from + 2 < JOBS ? next.formatted(from + 2) : "null") + "}");
    }
}
