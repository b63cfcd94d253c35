package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results that a vendor's API gives in parts, each of which becomes a file. */
class ResultInPartsTest {
    private static final String LOCATOR = "{type: cursor, header: X-Locator, parameter: locator}";

    @TempDir
    Path home;

    private ResultPartsScene scene;

    @BeforeEach
    void start() throws IOException {
        scene = new ResultPartsScene(home);
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    @Test
    void a_locator_in_a_header_leads_through_all_parts_and_nothing_is_asked_for_twice() throws Exception {
        scene.parts(LOCATOR);
        scene.locators("a\n1\n", "a\n2\n", "a\n3\n");

        assertThat(scene.jobdrop.pollOnce().state("j1")).isEqualTo(JobState.DELIVERED);
        scene.jobdrop.pollOnce();

        assertThat(scene.files()).containsExactly("j1-2.csv", "j1-3.csv", "j1.csv");
        assertThat(scene.text("j1.csv") + scene.text("j1-2.csv") + scene.text("j1-3.csv"))
                .isEqualTo("a\n1\na\n2\na\n3\n");
        assertThat(scene.asked()).containsExactly("", "locator=L1", "locator=L2");
        assertThat(scene.vendor.requests(ResultPartsScene.RESULT))
                .allMatch(request -> request.header("authorization").equals("Bearer secret-key"));
    }

    @Test
    void a_part_without_the_header_is_the_last_one() throws Exception {
        scene.parts(LOCATOR);
        scene.vendor.on(ResultPartsScene.RESULT, ResultPartsScene.csv("a\n1\n"));

        scene.jobdrop.pollOnce();

        assertThat(scene.files()).containsExactly("j1.csv");
    }

    @Test
    void a_list_of_partitions_says_how_many_there_are() throws Exception {
        scene.parts("{list: $.meta.parts, parameter: partition}");
        scene.job(",\"meta\":{\"parts\":[{\"rows\":2},{\"rows\":1}]}");
        scene.vendor.on(ResultPartsScene.RESULT, request -> Answer.json("[" + request.number("partition") + "]"));

        scene.jobdrop.pollOnce();

        assertThat(scene.files()).containsExactly("j1-2.json", "j1.json");
        assertThat(scene.text("j1.json") + scene.text("j1-2.json")).isEqualTo("[0][1]");
    }

    @Test
    void a_job_without_its_list_of_partitions_is_held() throws Exception {
        scene.parts("{list: $.meta.parts, parameter: partition}");

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.state("j1")).isEqualTo(JobState.HELD);
        assertThat(outcome.job("j1").error())
                .isEqualTo("completed, but without a list of its result's parts at $.meta.parts (download.parts.list);"
                        + " the next poll checks it again");
    }

    @Test
    void a_flag_and_the_entries_of_each_part_lead_on() throws Exception {
        scene.parts("{type: offset, hasMore: $.hasMore, limit: $.count, total: $.total, size: 2}");
        scene.vendor.on(ResultPartsScene.RESULT, request -> {
            int offset = request.number("offset");
            return Answer.json("{\"items\":[" + offset + (offset < 2 ? ",1" : "") + "],\"count\":"
                    + (offset < 2 ? 2 : 1) + ",\"total\":3,\"hasMore\":" + (offset < 2) + "}");
        });

        scene.jobdrop.pollOnce();

        assertThat(scene.asked()).containsExactly("limit=2&offset=0", "limit=2&offset=2");
        assertThat(scene.files()).hasSize(2);
    }

    @Test
    void a_part_that_shows_fewer_entries_than_it_says_holds_the_job() throws Exception {
        scene.parts("{type: offset, hasMore: $.hasMore, limit: $.limit}");
        scene.vendor.on(ResultPartsScene.RESULT, Answer.json("{\"items\":[1,2],\"limit\":100,\"hasMore\":true}"));

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.state("j1")).isEqualTo(JobState.HELD);
        assertThat(outcome.job("j1").error())
                .isEqualTo("a part of the result cannot be followed: $.limit says 100 entries, and it shows 2;"
                        + " nothing was delivered, and the next poll checks it again");
        assertThat(scene.files()).isEmpty();
    }

    @Test
    void a_locator_that_leads_back_holds_the_job() throws Exception {
        scene.parts(LOCATOR);
        scene.vendor.on(ResultPartsScene.RESULT, ResultPartsScene.csv("a\n").with("X-Locator", "again"));

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.state("j1")).isEqualTo(JobState.HELD);
        assertThat(outcome.job("j1").error())
                .isEqualTo("part 2 of result 1 leads back to an earlier part; nothing was delivered,"
                        + " and the next poll checks it again");
        assertThat(scene.files()).isEmpty();
    }

    @Test
    void an_address_in_the_body_leads_on() throws Exception {
        scene.parts("{type: cursor, cursor: $.next}");
        scene.vendor.on(ResultPartsScene.RESULT, Answer.json("{\"next\":\"" + scene.vendor.url() + "/api/more?c=1\"}"));
        scene.vendor.on("/api/more", Answer.json("{\"next\":null}"));

        scene.jobdrop.pollOnce();

        assertThat(scene.files()).hasSize(2);
        assertThat(scene.vendor.requests("/api/more")).hasSize(1);
    }

    @Test
    void a_link_leads_on() throws Exception {
        scene.parts("{type: link}");
        scene.vendor.on(
                ResultPartsScene.RESULT,
                request -> request.query().isEmpty()
                        ? ResultPartsScene.csv("1\n").with("Link", "<results?p=2>; rel=\"next\"")
                        : ResultPartsScene.csv("2\n"));

        scene.jobdrop.pollOnce();

        assertThat(scene.asked()).containsExactly("", "p=2");
        assertThat(scene.text("j1.csv") + scene.text("j1-2.csv")).isEqualTo("1\n2\n");
    }

    @Test
    void what_is_staged_of_the_parts_remains_when_a_later_one_fails() throws Exception {
        scene.parts(LOCATOR);
        AtomicInteger failures = new AtomicInteger(5);
        scene.vendor.on(ResultPartsScene.RESULT, request -> {
            if (request.query().isEmpty()) {
                return ResultPartsScene.csv("a\n1\n").with("X-Locator", "L1");
            }
            return failures.getAndDecrement() > 0 ? Answer.status(500, "{}") : ResultPartsScene.csv("a\n2\n");
        });

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.state("j1")).isEqualTo(JobState.DELIVERED);
        assertThat(outcome.job("j1").attempts()).isEqualTo(2);
        assertThat(scene.asked()).filteredOn(String::isEmpty).hasSize(1);
        assertThat(scene.files()).hasSize(2);
    }

    @Test
    void a_locator_that_the_vendor_forgot_begins_anew() throws Exception {
        scene.parts(LOCATOR);
        AtomicBoolean forgot = new AtomicBoolean(true);
        scene.vendor.on(ResultPartsScene.RESULT, request -> {
            if (request.query().isEmpty()) {
                return ResultPartsScene.csv("a\n1\n").with("X-Locator", forgot.get() ? "old" : "new");
            }
            return request.query().equals("locator=new") ? ResultPartsScene.csv("a\n2\n") : Answer.status(400, "{}");
        });

        Outcome outcome = scene.jobdrop.pollOnce();
        assertThat(outcome.job("j1").error()).contains("refuses the URL: 400 where part 2 of result 1 was expected");
        assertThat(scene.files()).isEmpty();
        forgot.set(false);
        assertThat(scene.jobdrop.pollOnce().state("j1")).isEqualTo(JobState.DELIVERED);
        assertThat(scene.files()).hasSize(2);
    }

    @Test
    void a_part_that_is_cut_is_never_delivered() throws Exception {
        scene.parts(LOCATOR);
        scene.vendor.on(
                ResultPartsScene.RESULT,
                request -> request.query().isEmpty()
                        ? ResultPartsScene.csv("a\n1\n").with("X-Locator", "L1")
                        : ResultPartsScene.csv("a\n2\n").announcing(99));

        assertThat(scene.jobdrop.pollOnce().state("j1")).isNotEqualTo(JobState.DELIVERED);

        assertThat(scene.files()).isEmpty();
    }

    @Test
    void no_part_is_asked_for_at_another_host() throws Exception {
        scene.parts("{type: cursor, cursor: $.next}");
        scene.vendor.on(ResultPartsScene.RESULT, Answer.json("{\"next\":\"http://127.0.0.1:9/x\"}"));

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.state("j1")).isEqualTo(JobState.HELD);
        assertThat(outcome.job("j1").error()).contains("leads to http://127.0.0.1:9, which is not");
    }
}
