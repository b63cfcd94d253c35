package io.jobdrop;

import static io.jobdrop.ApiScene.CSV;
import static io.jobdrop.ApiScene.KEY;
import static io.jobdrop.ApiScene.csv;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Results that a vendor's own API gives: they are asked for with the key, which goes nowhere else. */
@Tag("slow")
class ApiResultsTest {
    private static final String LIST =
            "list: {path: /jobs}\njob: {completed: done, type: $.type, typesWithoutFile: purge}\n";
    private static final String FILES =
            LIST + "results: {urls: $.files}\ndownload: {path: \"/files/{result}/content\"}\n";

    @AutoClose
    private final ApiScene scene;

    ApiResultsTest(@TempDir Path home) throws IOException {
        scene = new ApiScene(home);
    }

    @Test
    void each_value_is_a_request_and_all_land() throws Exception {
        scene.feed(LIST + "results: {urls: \"$['out','err']\"}\ndownload: {path: \"/files/{result}/content\"}\n")
                .lists(
                        "{\"id\":\"both\",\"status\":\"done\",\"out\":\"f/1\",\"err\":22}",
                        "{\"id\":\"one\",\"status\":\"done\",\"out\":\"f-3\",\"err\":null}",
                        "{\"id\":\"none\",\"status\":\"done\",\"out\":null,\"err\":null}",
                        "{\"id\":\"purged\",\"status\":\"done\",\"type\":\"purge\"}");
        scene.vendor.on("/api/files/f%2F1/content", csv());
        scene.vendor.on("/api/files/22/content", csv());
        scene.vendor.on("/api/files/f-3/content", csv());

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.job("both").files()).hasSize(2);
        assertThat(outcome.job("one").files()).hasSize(1);
        assertThat(outcome.job("none").error())
                .isEqualTo("completed, but without a result URL at $['out','err'];" + " the next poll checks it again");
        assertThat(outcome.state("purged")).isEqualTo(JobState.EMPTY);
        assertThat(scene.vendor.requests()).allMatch(ApiScene::hasKey);
        assertThat(scene.vendor.unexpected()).isEmpty();
        assertThat(scene.jobdrop.pollOnce().state("both")).isEqualTo(JobState.DELIVERED);
        assertThat(scene.vendor.requests("/api/files/22/content")).hasSize(1);
    }

    @Test
    void a_job_may_be_its_own_result_under_an_id_with_slashes() throws Exception {
        scene.feed(
                        "list: {path: /jobs}\njob: {completed: done}\nresults: {name: $.n, count: $.c}\n"
                                + "download: {path: \"/jobs/{jobId}/archive?as={$.as}\", headers: {accept: text/csv, X-Of: \"{$.n}\"}}\n")
                .lists(
                        "{\"id\":\"gid://x/Job/1?a=b\",\"status\":\"done\",\"n\":\"r.csv\",\"as\":\"a&b\"}",
                        "{\"id\":\"nothing\",\"status\":\"done\",\"c\":0}",
                        "{\"id\":\"two\",\"status\":\"done\",\"c\":2}");
        scene.vendor.on("/api/jobs/gid%3A%2F%2Fx%2FJob%2F1%3Fa%3Db/archive", csv());

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.job("gid://x/Job/1?a=b").files())
                .singleElement()
                .matches(file -> file.name().equals("r.csv"));
        assertThat(outcome.state("nothing")).isEqualTo(JobState.EMPTY);
        assertThat(outcome.job("two").error())
                .contains("completed with 2 files at $.c, but only 1 result URLs at download.path");
        FakeVendor.Request asked = scene.vendor.requests().get(1);
        assertThat(asked.parameters()).containsEntry("as", "a&b");
        assertThat(asked.header("Accept")).isEqualTo("text/csv");
        assertThat(asked.header("X-Of")).isEqualTo("r.csv");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "../../jobs", "%2e%2e", "?x#y", "{jobId}", "{{acme.token}}", "a b\u00fc"})
    void a_hostile_value_stays_one_segment(String value) throws Exception {
        scene.feed(FILES).lists("{\"id\":\"j\",\"status\":\"done\",\"files\":[\"" + value + "\"]}");
        String segment = io.jobdrop.job.JobId.inPath(value);
        scene.vendor.on("/api/files/" + segment + "/content", csv());

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(scene.vendor.unexpected()).isEmpty();
        assertThat(outcome.state("j")).isEqualTo(value.matches("\\.+") ? JobState.HELD : JobState.DELIVERED);
    }

    @Test
    void objects_with_an_id_are_named_by_it_and_others_are_never_guessed() throws Exception {
        scene.feed(
                        LIST
                                + "results: {urls: $.files, urlFields: file_id}\ndownload: {path: \"/files/{result}/content\"}\n")
                .lists(
                        "{\"id\":\"a\",\"status\":\"done\",\"files\":[{\"file_id\":7,\"name\":\"x.csv\",\"size\":8,\"public\":true}]}",
                        "{\"id\":\"b\",\"status\":\"done\",\"files\":[{\"id\":7,\"name\":\"x.csv\"}]}");
        scene.vendor.on("/api/files/7/content", csv());

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.job("a").files())
                .singleElement()
                .matches(file -> file.name().equals("x.csv"));
        assertThat(outcome.job("b").error()).contains("1 of its results at $.files have no URL");
        assertThat(scene.vendor.unexpected()).isEmpty();
    }

    @Test
    void a_redirect_to_storage_gets_no_key_and_no_secret_and_the_way_back_gets_them_again() throws Exception {
        scene.jobdrop.set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", scene.vendor.host() + "," + scene.host.host());
        scene.feed("headers: {X-Own: \"k {{acme.token}}\", X-Version: v1}\n" + FILES)
                .lists("{\"id\":\"j\",\"status\":\"done\",\"files\":\"f\"}");
        scene.vendor.on("/api/files/f/content", Answer.redirect(scene.host.url() + "/s3/f?sig=s1g"));
        scene.host.on("/s3/f", Answer.redirect(scene.vendor.url() + "/api/back"));
        scene.vendor.on("/api/back", csv());

        assertThat(scene.jobdrop.pollOnce().state("j")).isEqualTo(JobState.DELIVERED);

        assertThat(scene.vendor.requests())
                .hasSize(3)
                .allMatch(ApiScene::hasKey)
                .allMatch(request -> ("k " + KEY).equals(request.header("X-Own")));
        assertThat(scene.host.requests())
                .singleElement()
                .satisfies(request -> assertThat(request.headers().toString())
                        .doesNotContain("k3y")
                        .contains("v1"));
        assertThat(scene.jobdrop.text("acme-jobs/j/manifest.json")).doesNotContain("k3y", "s1g");
    }

    @Test
    void a_storage_url_that_has_expired_is_asked_for_again_by_the_request_that_led_to_it() throws Exception {
        scene.jobdrop.set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", scene.vendor.host() + "," + scene.host.host());
        scene.feed(FILES).lists("{\"id\":\"j\",\"status\":\"done\",\"files\":\"f\"}");
        AtomicInteger signed = new AtomicInteger();
        scene.vendor.on(
                "/api/files/f/content",
                request -> Answer.redirect(scene.host.url() + "/s3?n=" + signed.incrementAndGet()));
        scene.host.on("/s3", request -> request.number("n") == 1 ? Answer.status(403, "{}") : csv());

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.state("j")).isEqualTo(JobState.DELIVERED);
        assertThat(outcome.job("j").attempts()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "401, the result host 127.0.0.1 refuses the URL: 401",
        "403, the result host 127.0.0.1 refuses the URL: 403",
        "404, result 1 is not ready yet: the result host 127.0.0.1 answered 404",
        "410, the result host 127.0.0.1 refuses the URL: 410"
    })
    void a_refusal_is_told(int status, String error) throws Exception {
        scene.feed(FILES.replace("content\"}", "content\", notReady: [404, 425]}"))
                .lists("{\"id\":\"j\",\"status\":\"done\",\"files\":\"f\"}");
        scene.vendor.on("/api/files/f/content", Answer.status(status, "{}"));

        assertThat(scene.jobdrop.pollOnce().job("j").error()).startsWith(error);

        assertThat(scene.jobdrop.files()).isEmpty();
    }

    @Test
    void a_result_that_is_not_ready_is_asked_for_again() throws Exception {
        scene.feed(FILES.replace("content\"}", "content\", notReady: \"404, 425\"}"))
                .lists("{\"id\":\"j\",\"status\":\"done\",\"files\":\"f\"}");
        AtomicInteger tries = new AtomicInteger();
        scene.vendor.on(
                "/api/files/f/content", request -> tries.incrementAndGet() == 1 ? Answer.status(404, "{}") : csv());

        assertThat(scene.jobdrop.pollOnce().state("j")).isEqualTo(JobState.DELIVERED);
        assertThat(scene.vendor.requests("/api/jobs")).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void a_body_without_a_length_is_proven_and_one_that_breaks_off_is_resumed_with_the_key() throws Exception {
        scene.feed(FILES)
                .lists(
                        "{\"id\":\"chunked\",\"status\":\"done\",\"files\":\"c\"}",
                        "{\"id\":\"cut\",\"status\":\"done\",\"files\":\"r\"}");
        scene.vendor.on("/api/files/c/content", csv().announcing(-1));
        scene.vendor.on("/api/files/r/content", request -> {
            Answer whole = csv().with("ETag", "\"1\"").with("Accept-Ranges", "bytes");
            String range = request.header("Range");
            if (range == null) {
                return new Answer(200, whole.headers(), java.util.Arrays.copyOf(CSV, 4), CSV.length);
            }
            byte[] rest = java.util.Arrays.copyOfRange(CSV, 4, CSV.length);
            return new Answer(206, whole.headers(), rest, rest.length)
                    .with("Content-Range", "bytes 4-" + (CSV.length - 1) + "/" + CSV.length);
        });

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.state("chunked")).isEqualTo(JobState.DELIVERED);
        assertThat(outcome.state("cut")).isEqualTo(JobState.DELIVERED);
        assertThat(scene.vendor.requests("/api/files/r/content")).hasSize(2).allMatch(ApiScene::hasKey);
        assertThat(scene.vendor.requests("/api/files/r/content").get(1).header("Range"))
                .isEqualTo("bytes=4-");
    }

    @Test
    void many_at_once_get_each_its_own_request() throws Exception {
        String[] jobs = new String[40];
        for (int i = 0; i < jobs.length; i++) {
            String id = "j" + i;
            jobs[i] = "{\"id\":\"" + id + "\",\"status\":\"done\",\"files\":\"" + id + "\"}";
            scene.vendor.on(
                    "/api/files/" + id + "/content",
                    request -> request.header("X-Job").equals(id)
                            ? Answer.bytes("text/csv", id.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                            : Answer.status(400, "{}"));
        }
        scene.feed(FILES.replace("content\"}", "content\", headers: {X-Job: \"{jobId}\"}}"))
                .lists(jobs);

        assertThat(scene.jobdrop.pollOnce().jobs())
                .hasSize(40)
                .allMatch(job -> job.state() == JobState.DELIVERED
                        && job.files().get(0).bytes() == job.jobId().length());
    }
}
