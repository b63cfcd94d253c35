package io.jobdrop;

import static io.jobdrop.ApiScene.csv;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests between a job and its results, each of which needs the response to the one before. */
class ResultStepsTest {
    private static final String FEED = """
            list: {path: /jobs}
            job: {completed: done, type: $.type, typesWithoutFile: purge}
            results:
              steps:
                - {path: "/documents/{$.doc}"}
                - {path: /urls, method: POST, body: '{"key": {$.doc.key}, "job": "{jobId}"}', headers: {X-Doc: "{$.doc.id}"}}
              urls: $.data.url
              name: $.data.name
              count: $.n
            """;

    @AutoClose
    private final ApiScene scene;

    ResultStepsTest(@TempDir Path home) throws IOException {
        scene = new ApiScene(home);
        scene.feed(FEED);
        scene.vendor.on("/api/r", csv());
        scene.vendor.on("/api/urls", Answer.json("{\"data\":{\"url\":\"/api/r\",\"name\":\"d.csv\"}}"));
    }

    @Test
    void each_response_leads_to_the_next_request_and_the_last_one_to_the_results() throws Exception {
        scene.lists("{\"id\":\"j\",\"status\":\"done\",\"doc\":\"d/1\"}");
        scene.vendor.on("/api/documents/d%2F1", Answer.json("{\"doc\":{\"id\":5,\"key\":\"a\\\"}{jobId}\"}}"));

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.job("j").files())
                .singleElement()
                .matches(file -> file.name().equals("d.csv"));
        assertThat(scene.vendor.requests("/api/urls")).singleElement().satisfies(request -> {
            assertThat(request.body()).contains("{\"key\": \"a\\\"}{jobId}\", \"job\": \"j\"}");
            assertThat(request.header("X-Doc")).isEqualTo("5");
            assertThat(ApiScene.hasKey(request)).isTrue();
        });
    }

    @Test
    void jobs_that_have_no_file_take_no_step() throws Exception {
        scene.lists(
                "{\"id\":\"p\",\"status\":\"done\",\"type\":\"purge\"}", "{\"id\":\"n\",\"status\":\"done\",\"n\":0}");

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.jobs()).hasSize(2).allMatch(job -> job.state() == JobState.EMPTY);
        assertThat(scene.vendor.requests()).hasSize(1);
    }

    @Test
    void a_job_without_the_field_that_a_step_needs_is_held() throws Exception {
        scene.lists("{\"id\":\"j\",\"status\":\"done\",\"doc\":null}");

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.state("j")).isEqualTo(JobState.HELD);
        assertThat(outcome.job("j").error())
                .isEqualTo("the request /documents/{$.doc} needs {$.doc}, and there is nothing; the next poll checks it"
                        + " again");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"text\"", "null", "7"})
    void a_response_that_is_no_object_holds_the_job(String json) throws Exception {
        scene.lists("{\"id\":\"j\",\"status\":\"done\",\"doc\":\"d\"}");
        scene.vendor.on("/api/documents/d", Answer.json(json));

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.state("j")).isEqualTo(JobState.HELD);
        assertThat(outcome.job("j").error())
                .isEqualTo("the response to results.steps[1] is no JSON object; the next poll checks it again");
    }

    @Test
    void a_refused_step_is_told_and_one_that_fails_is_repeated() throws Exception {
        scene.lists(
                "{\"id\":\"a\",\"status\":\"done\",\"doc\":\"gone\"}",
                "{\"id\":\"b\",\"status\":\"done\",\"doc\":\"busy\"}");
        AtomicInteger tries = new AtomicInteger();
        scene.vendor.on("/api/documents/gone", Answer.status(404, "{\"message\":\"no such document\"}"));
        scene.vendor.on(
                "/api/documents/busy",
                request -> tries.incrementAndGet() == 1
                        ? Answer.status(500, "{}")
                        : Answer.json("{\"doc\":{\"id\":5,\"key\":null}}"));

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.state("a")).isEqualTo(JobState.HELD);
        assertThat(outcome.job("a").error()).contains("acme answered 404", "no such document");
        assertThat(outcome.state("b")).isEqualTo(JobState.DELIVERED);
    }

    @Test
    void an_expired_url_is_renewed_by_all_steps() throws Exception {
        scene.lists("{\"id\":\"j\",\"status\":\"done\",\"doc\":\"d\"}");
        scene.vendor.on("/api/documents/d", Answer.json("{\"doc\":{\"id\":5,\"key\":1}}"));
        scene.vendor.on(
                "/api/urls",
                request -> Answer.json("{\"data\":{\"name\":\"d.csv\",\"url\":\"/api/r"
                        + scene.vendor.requests("/api/urls").size() + "\"}}"));
        scene.vendor.on("/api/r1", Answer.status(403, "{}"));
        scene.vendor.on("/api/r2", csv());

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.state("j")).isEqualTo(JobState.DELIVERED);
        assertThat(outcome.job("j").attempts()).isEqualTo(1);
        assertThat(scene.vendor.requests("/api/documents/d")).hasSize(2);
    }
}
