package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.FakeVendor.Request;
import io.jobdrop.support.Installation;
import io.jobdrop.support.Installation.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far a poll scans over a list, from process to process. */
@Tag("slow")
class ListScanTest {
    private static final String EXPORTS = "/companies/search/async/jobs";
    private static final int PAGE_SIZE = 100;

    @TempDir
    Path home;

    private final List<String> list = new ArrayList<>();
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private FakeVendor vendor;
    private Installation jobdrop;

    @BeforeEach
    void start() throws IOException {
        vendor = new FakeVendor();
        jobdrop = new Installation(home)
                .set("COMPANYENRICH_URL", vendor.url())
                .set("COMPANYENRICH_TOKEN", "secret-key")
                .set("JOBDROP_FEEDS", "companyenrich-exports");
        vendor.on(EXPORTS, this::page);
    }

    @AfterEach
    void stop() {
        vendor.close();
        assertThat(vendor.unexpected()).isEmpty();
    }

    // Jobs that the vendor gave up need no download; they are as final as delivered ones.
    private String entry(String id) {
        return "{\"job_id\":\"%s\",\"status\":\"%s\",\"error_message\":\"none found\",\"created_at\":\"%s\"}"
                .formatted(id, open.contains(id) ? "processing" : "failed", createdAt(id));
    }

    private static String createdAt(String id) {
        int number = Integer.parseInt(id.substring(1));
        return "2026-02-%02dT%02d:%02d:00Z".formatted(1 + number / 1440, number / 60 % 24, number % 60);
    }

    private Answer page(Request request) {
        int from = (request.number("page") - 1) * PAGE_SIZE;
        return Answer.json("{\"totalPages\":%d,\"items\":[%s]}"
                .formatted(
                        (list.size() + PAGE_SIZE - 1) / PAGE_SIZE,
                        list.stream()
                                .skip(from)
                                .limit(PAGE_SIZE)
                                .map(this::entry)
                                .collect(Collectors.joining(","))));
    }

    private void add(int jobs) {
        for (int i = 0; i < jobs; i++) {
            list.add(0, "x" + (1000 + list.size()));
        }
    }

    private int listRequestsOfAPoll() throws Exception {
        int before = vendor.requests(EXPORTS).size();
        jobdrop.pollOnce();
        return vendor.requests(EXPORTS).size() - before;
    }

    @Test
    void a_second_run_asks_for_what_is_new_and_not_for_history() throws Exception {
        add(250);
        assertThat(listRequestsOfAPoll()).isEqualTo(3);

        assertThat(listRequestsOfAPoll()).isEqualTo(1);

        add(7);
        assertThat(listRequestsOfAPoll()).isEqualTo(2);
        assertThat(jobdrop.pollOnce().jobs()).hasSize(257).allMatch(job -> job.state() == JobState.FAILED);
    }

    @Test
    void an_old_job_that_completes_late_is_found_by_its_detail() throws Exception {
        open.add("x1003");
        add(250);
        vendor.on("/companies/search/async/x1003", request -> Answer.json(entry("x1003")));
        assertThat(listRequestsOfAPoll()).isEqualTo(3);
        open.clear();

        assertThat(listRequestsOfAPoll()).isEqualTo(1);

        Outcome outcome = jobdrop.pollOnce();
        assertThat(outcome.state("x1003")).isEqualTo(JobState.FAILED);
    }

    @Test
    void a_service_walks_to_the_end_when_it_starts() throws Exception {
        add(250);
        jobdrop.pollOnce();
        int before = vendor.requests(EXPORTS).size();

        jobdrop.pollAsService();

        assertThat(vendor.requests(EXPORTS).size() - before).isEqualTo(3);
    }
}
