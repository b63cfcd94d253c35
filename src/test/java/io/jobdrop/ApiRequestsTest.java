package io.jobdrop;

import static io.jobdrop.ApiScene.csv;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.FakeVendor.Request;
import io.jobdrop.support.Installation.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests with a method, a query, headers and a body of the feed's, against a vendor. */
@Tag("slow")
class ApiRequestsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int JOBS = 5;

    @AutoClose
    private final ApiScene scene;

    ApiRequestsTest(@TempDir Path home) throws IOException {
        scene = new ApiScene(home);
        scene.vendor.on("/api/r", csv());
    }

    private static JsonNode body(Request request) {
        try {
            return JSON.readTree(request.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer page(int from, String next) {
        List<String> jobs = IntStream.range(from, Math.min(from + 2, JOBS))
                .mapToObj(i -> "{\"id\":\"j" + i + "\",\"status\":\"done\",\"url\":\"/api/r\"}")
                .toList();
        return Answer.json(
                "{\"data\":[" + String.join(",", jobs) + "],\"next\":" + (from + 2 < JOBS ? next : "null") + "}");
    }

    private void list(String list) throws IOException {
        scene.feed("list:\n  path: /jobs\n  method: POST\n  items: $.data\n" + list.indent(2)
                + "job: {completed: done}\nresults: {urls: $.url}\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {type: cursor, cursor: $.next}           | "{cursor}" | ["", "a\\"b{jobId}{{acme.token}}2", "a\\"b{jobId}{{acme.token}}4"]
            {type: cursor, cursor: $.next}           | {cursor}   | [null, "a\\"b{jobId}{{acme.token}}2", "a\\"b{jobId}{{acme.token}}4"]
            {type: page, size: 2}                    | {page}     | [1, 2, 3, 4]
            {type: offset, size: 2}                  | {offset}   | [0, 2, 4, 5]
            """)
    void a_list_is_asked_for_by_post_page_by_page(String paging, String place, String asked) throws Exception {
        list("body: '{\"at\": " + place + ", \"n\": {size}}'\nheaders: {X-At: a}\npaging: " + paging + "\n");
        AtomicInteger page = new AtomicInteger();
        scene.vendor.on("/api/jobs", request -> {
            int from = 2 * page.getAndIncrement();
            return page(from, "\"a\\\"b{jobId}{{acme.token}}" + (from + 2) + "\"");
        });

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.pollError("acme-jobs")).isNull();
        assertThat(outcome.jobs()).hasSize(JOBS).allMatch(job -> job.state() == JobState.DELIVERED);
        assertThat(scene.vendor.requests("/api/jobs"))
                .extracting(request -> body(request).path("at"))
                .containsExactlyElementsOf(JSON.readTree(asked));
        assertThat(scene.vendor.requests("/api/jobs"))
                .allMatch(ApiScene::hasKey)
                .allMatch(request -> request.query().isEmpty())
                .allMatch(request -> request.header("Content-Type").equals("application/json"));
    }

    @Test
    void a_failed_request_is_sent_again_as_it_was() throws Exception {
        list(
                "body: '{\"key\": {{acme.token}}}'\nheaders: {X-Own: \"k {{acme.token}}\"}\nquery: {key: \"{{acme.token}}\"}\n");
        AtomicInteger tries = new AtomicInteger();
        scene.vendor.on(
                "/api/jobs",
                request -> tries.incrementAndGet() < 3 ? Answer.status(503, "{}") : page(JOBS - 1, "null"));

        assertThat(scene.jobdrop.pollOnce().pollError("acme-jobs")).isNull();

        assertThat(scene.vendor.requests("/api/jobs")).hasSize(3).allSatisfy(request -> {
            assertThat(body(request).path("key").textValue()).isEqualTo(ApiScene.KEY);
            assertThat(request.parameters()).containsEntry("key", ApiScene.KEY);
            assertThat(request.header("X-Own")).isEqualTo("k " + ApiScene.KEY);
        });
    }

    @Test
    void an_expired_url_is_renewed_by_the_page_of_a_list_that_is_asked_for_by_post() throws Exception {
        list("body: '{\"after\": {cursor}}'\npaging: {type: cursor, cursor: $.next}\n");
        scene.vendor.on("/api/jobs", request -> {
            boolean second = body(request).path("after").asText().equals("c");
            String job = "{\"id\":\"" + (second ? "b" : "a") + "\",\"status\":\"done\",\"url\":\"/api/"
                    + (second ? "x" + scene.vendor.requests("/api/jobs").size() : "r") + "\"}";
            return Answer.json("{\"data\":[" + job + "],\"next\":" + (second ? "null" : "\"c\"") + "}");
        });
        scene.vendor.on("/api/x2", Answer.status(403, "{}"));
        scene.vendor.on("/api/x3", csv());

        assertThat(scene.jobdrop.pollOnce().state("b")).isEqualTo(JobState.DELIVERED);

        assertThat(scene.vendor.requests("/api/jobs"))
                .extracting(request -> body(request).path("after").asText())
                .containsExactly("null", "c", "c");
    }

    @Test
    void a_redirect_of_a_post_is_not_followed() throws Exception {
        list("body: '{}'\n");
        scene.vendor.on("/api/jobs", Answer.redirect("/api/other"));

        assertThat(scene.jobdrop.pollOnce().pollError("acme-jobs"))
                .contains("acme redirects a POST (302), which is not followed; the next poll checks it again");
        assertThat(scene.vendor.requests()).hasSize(1);
    }

    @Test
    void a_next_address_gets_the_key_of_the_query_and_of_no_other_host() throws Exception {
        scene.feed("list: {path: \"/jobs?x=1\", query: {api_key: \"{{acme.token}}\", status: all}, items: $.data,"
                + " paging: {type: cursor, cursor: $.next}}\njob: {completed: done}\nresults: {urls: $.url}\n");
        scene.vendor.on(
                "/api/jobs",
                request -> page(request.query().contains("p=2") ? JOBS - 1 : 0, "\"/api/jobs?p=2&s=a%2Cb\""));

        assertThat(scene.jobdrop.pollOnce().pollError("acme-jobs")).isNull();

        assertThat(scene.vendor.requests("/api/jobs").get(1).parameters())
                .containsExactlyInAnyOrderEntriesOf(java.util.Map.of("p", "2", "s", "a,b", "api_key", ApiScene.KEY));
    }

    @Test
    void headers_of_a_request_win_over_those_of_the_feed_in_any_case() throws Exception {
        scene.feed("headers: {x-version: v1, X-Other: o, accept: text/x}\n"
                + "list: {path: /jobs, headers: {X-VERSION: v2}}\ndetail: {path: \"/jobs/{jobId}\"}\n"
                + "job: {completed: done}\nresults: {urls: $.url}\n");
        scene.lists("{\"id\":\"a\",\"status\":\"done\"}");
        scene.vendor.on("/api/jobs/a", Answer.json("{\"id\":\"a\",\"status\":\"done\",\"url\":\"/api/r\"}"));

        scene.jobdrop.pollOnce();

        assertThat(scene.vendor.requests())
                .extracting(request -> request.header("X-Version"))
                .containsExactly("v2", "v1", null);
        assertThat(scene.vendor.requests())
                .extracting(request -> request.header("X-Other"))
                .containsExactly("o", "o", null);
        assertThat(scene.vendor.requests().get(0).header("Accept")).isEqualTo("text/x");
    }

    @Test
    void a_detail_may_be_asked_for_by_a_form() throws Exception {
        scene.feed("list: {path: /jobs}\ndetail:\n  path: /find\n  method: POST\n  item: $.job\n"
                + "  headers: {Content-Type: application/x-www-form-urlencoded}\n  body: id={jobId}&key={{acme.token}}\n"
                + "job: {completed: done}\nresults: {urls: $.url}\n");
        scene.lists("{\"id\":\"a&b=\\\"{x}\",\"status\":\"done\"}");
        scene.vendor.on("/api/find", Answer.json("{\"job\":{\"url\":\"/api/r\"}}"));

        assertThat(scene.jobdrop.pollOnce().jobs()).allMatch(job -> job.state() == JobState.DELIVERED);

        assertThat(scene.vendor.requests("/api/find"))
                .singleElement()
                .satisfies(request -> assertThat(request.body())
                        .contains("id=a%26b%3D%22%7Bx%7D&key=" + io.jobdrop.job.JobId.inPath(ApiScene.KEY)));
    }
}
