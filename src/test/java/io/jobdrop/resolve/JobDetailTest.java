package io.jobdrop.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.Feed;
import io.jobdrop.config.TestFeed;
import io.jobdrop.job.Job;
import io.jobdrop.job.ListPlace;
import io.jobdrop.job.Places;
import io.jobdrop.job.RequestTemplate;
import io.jobdrop.job.RetryLater;
import io.jobdrop.job.RetryThenHold;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobDetailTest {
    private static final String UUID = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
    private static final String OTHER = "4fa85f64-5717-4562-b3fc-2c963f66afa6";

    private static final Feed FEED = TestFeed.of("list: {path: /jobs}\ndetail: {path: \"/jobs/{jobId}\"}\n"
            + "job: {completed: completed, failed: failed, error: $.error}\nresults: {urls: $.url}\n");
    private static final Feed WITHOUT_DETAIL =
            TestFeed.of("list: {path: /jobs}\njob: {completed: completed}\nresults: {urls: $.url}\n");

    private final JobDetail detail = new JobDetail();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$.id     | A1 | {'id': 'A1'}",
                "$.id     | A1 | {'status': 'completed'}",
                "$.id     | A1 | {'id': 'result-9', 'job_id': 'A1'}",
                "$.id     | 7  | {'id': 7}",
                "$.id     | A1 | {'id': null, 'uuid': '" + OTHER + "'}",
                "$.job_id | A1 | {'id': 'B2'}",
                "$.job_id | " + UUID + " | {'job_id': '3FA85F64-5717-4562-B3FC-2C963F66AFA6'}",
                "''       | A1 | {'id': 'A1', 'job_id': 'x'}"
            })
    void an_answer_about_the_job_is_taken(String idPath, String id, String answer) throws Exception {
        Job merged = detail(idPath, id, answer);

        assertThat(merged.detailed()).isTrue();
        assertThat(merged.id()).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$.id     | A1 | {'id': 'B2'}",
                "$.id     | A1 | {'id': 'B2', 'uuid': '" + OTHER + "'}",
                "$.id     | A1 | {'job_id': 'B2'}",
                "$.key    | A1 | {'key': 'B2', 'id': 'x'}",
                "$.id     | 7  | {'id': 8}",
                "$.job_id | " + UUID + " | {'job_id': '" + OTHER + "'}",
                "''       | A1 | {'job_id': 'B2'}",
                "''       | A1 | {'jobId': 'B2', 'id': 'r'}",
                "''       | A1 | {'id': 'B2'}",
                "''       | A1 | {'id': 'of-another-form'}",
                "''       | 999 | {'id': 1000}",
                "$.id     | A1 | {'job_id': 7}",
                "''       | " + UUID + " | {'id': 17}",
                "''       | " + UUID + " | {'uuid': '" + OTHER + "'}"
            })
    void an_answer_about_another_job_is_not(String idPath, String id, String answer) {
        assertThatThrownBy(() -> detail(idPath, id, answer))
                .isInstanceOf(RetryThenHold.class)
                .hasMessageMatching("the vendor's detail answer is about job .* where " + id
                        + " was asked for; nothing was delivered");
    }

    @Test
    void the_job_may_be_wrapped_in_the_response() throws Exception {
        Feed feed = TestFeed.of("list: {path: /jobs}\ndetail: {path: \"/jobs/{jobId}\", item: $.data}\n"
                + "job: {completed: completed}\nresults: {urls: $.url}\n");
        Job job = new Job("f", "v", "a", (ObjectNode) json("{'url': 'old', 'status': 'completed'}"), false, null);

        Job merged = detail.merge(feed, job, 200, json("{'data': {'id': 'a', 'url': 'new'}, 'url': 'none'}"));

        assertThat(merged.fields()).isEqualTo(json("{'url': 'new', 'status': 'completed', 'id': 'a'}"));
        assertThatThrownBy(() -> detail.merge(feed, job, 200, json("{'url': 'new'}")))
                .hasMessage("the vendor's detail answer is no JSON object at $.data; the next poll checks it again");
        assertThatThrownBy(() -> detail.merge(feed, job, 200, json("{'data': {'id': 'b'}}")))
                .hasMessageContaining("is about job b where a was asked for");
    }

    @Test
    void a_null_in_the_detail_takes_nothing_away_and_the_lists_entry_is_kept() throws Exception {
        Job job = new Job("f", "v", "a", (ObjectNode) json("{'url': 'u', 'status': 'completed'}"), false, null);

        Job merged = detail.merge(FEED, job, 200, json("{'url': null, 'status': 'failed', 'error': null}"));

        assertThat(merged.fields()).isEqualTo(json("{'url': 'u', 'status': 'failed', 'error': null}"));
        assertThat(merged.listed().fields()).isEqualTo(job.fields());
        assertThat(merged.with(json("{'status': 'x'}")).listed().fields()).isEqualTo(job.fields());
    }

    @Test
    void of_two_entries_on_a_page_neither_hides_the_url_of_the_other() throws Exception {
        Job job = Job.known("f", "v", "a");
        Job placed = new Job(
                "f",
                "v",
                "a",
                job.fields(),
                false,
                new ListPlace(RequestTemplate.get("/jobs").with(Places.NONE), "$", "$.id"));

        assertThat(detail.merge(
                                WITHOUT_DETAIL,
                                placed,
                                200,
                                json("[{'id': 'a', 'url': 'u'}, {'id': 'b'}, {'id': 'a', 'url': null}]"))
                        .fields()
                        .path("url")
                        .asText())
                .isEqualTo("u");
        assertThatThrownBy(() -> detail.merge(WITHOUT_DETAIL, placed, 200, json("[{'id': 'b'}]")))
                .isInstanceOf(RetryLater.class);
    }

    @Test
    void a_page_that_holds_an_error_shows_no_job_for_that_reason() throws Exception {
        Feed feed = TestFeed.of("list: {path: /jobs, items: $.jobs, error: $.error}\n"
                + "job: {completed: completed}\nresults: {urls: $.url}\n");
        Job known = Job.known("f", "v", "a");
        Job placed = new Job(
                "f",
                "v",
                "a",
                known.fields(),
                false,
                new ListPlace(RequestTemplate.get("/jobs").with(Places.NONE), "$.jobs", "$.id"));

        assertThatThrownBy(() -> detail.merge(feed, placed, 200, json("{'error': 'token expired'}")))
                .isInstanceOf(RetryLater.class)
                .hasMessage("the vendor's list says at $.error: token expired");
    }

    @Test
    void the_detail_decides_where_the_list_gives_no_status_or_no_reason() throws Exception {
        assertThat(detail.decides(WITHOUT_DETAIL, job("{}"))).isFalse();
        assertThat(detail.decides(FEED, job("{}"))).isTrue();
        assertThat(detail.decides(FEED, job("{'status': 'failed'}"))).isTrue();
        assertThat(detail.decides(FEED, job("{'status': 'failed', 'error': 'x'}")))
                .isFalse();
        assertThat(detail.decides(FEED, job("{'status': 'completed'}"))).isFalse();
        assertThat(detail.decides(FEED, job("{}").with(json("{}")))).isFalse();
    }

    private static Job job(String fields) throws Exception {
        return new Job("f", "v", "a", (ObjectNode) json(fields), false, null);
    }

    private Job detail(String idPath, String id, String answer) throws Exception {
        Job known = Job.known("f", "v", id);
        ListPlace place = idPath.isEmpty()
                ? null
                : new ListPlace(RequestTemplate.get("/jobs").with(Places.NONE), "$", idPath);
        return detail.merge(FEED, new Job("f", "v", id, known.fields(), false, place), 200, json(answer));
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }
}
