package io.jobdrop;

import static io.jobdrop.DeliveryScene.CSV;
import static io.jobdrop.DeliveryScene.completed;
import static io.jobdrop.DeliveryScene.file;
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

/** What becomes of a job when its result host refuses, breaks off, redirects or sends something else. */
class ResultHostTest {
    @AutoClose
    private final DeliveryScene scene;

    ResultHostTest(@TempDir Path home) throws IOException {
        scene = new DeliveryScene(home);
    }

    @Test
    void the_key_goes_to_the_vendor_and_nowhere_else_not_by_a_redirect_either() throws Exception {
        scene.lists(completed("e-17", file("result.csv", scene.host.url() + "/hop")));
        scene.host.on("/hop", Answer.redirect("/r/17"));
        scene.host.on("/r/17", Answer.bytes("text/csv", CSV));

        scene.jobdrop.pollOnce();

        assertThat(scene.vendor.requests())
                .allMatch(request -> "Bearer secret-key".equals(request.header("Authorization")));
        assertThat(scene.host.requests()).hasSize(2).allSatisfy(request -> {
            assertThat(request.headers().toString()).doesNotContain("secret-key");
            assertThat(request.header("Authorization")).isNull();
            assertThat(request.header("Accept-Encoding")).isEqualTo("identity");
        });
    }

    @Test
    void an_error_page_never_becomes_a_file() throws Exception {
        scene.lists(completed("e-17", file("result.csv", scene.host.url() + "/r/17?sig=s3cret")));
        scene.host.on("/r/17", Answer.status(403, "<Error>expired</Error>"));

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(scene.jobdrop.files()).isEmpty();
        assertThat(outcome.state("e-17")).isEqualTo(JobState.HELD);
        assertThat(outcome.job("e-17").attempts()).isEqualTo(2);
        assertThat(outcome.job("e-17").error())
                .isEqualTo("the result host 127.0.0.1 refuses the URL: 403, and the vendor gives no other");
    }

    @Test
    void a_body_that_breaks_off_is_tried_again_and_leaves_nothing() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        scene.lists(completed("e-17", file("result.csv", scene.host.url() + "/r/17")));
        scene.host.on(
                "/r/17",
                request -> tries.incrementAndGet() == 1
                        ? Answer.bytes("text/csv", CSV).announcing(CSV.length + 10)
                        : Answer.bytes("text/csv", CSV));

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.state("e-17")).isEqualTo(JobState.DELIVERED);
        assertThat(outcome.job("e-17").attempts()).isEqualTo(2);
        assertThat(scene.jobdrop.file("convertly-jobs/e-17/result.csv")).isEqualTo(CSV);
        assertThat(scene.jobdrop.files()).noneMatch(file -> file.startsWith(".staging"));
    }

    @Test
    void a_file_of_another_size_than_the_vendor_says_is_not_delivered() throws Exception {
        scene.lists(completed(
                "e-17", "{\"filename\":\"r.csv\",\"finalSize\":9999,\"url\":\"" + scene.host.url() + "/r/17\"}"));
        scene.host.on("/r/17", Answer.bytes("text/csv", CSV));

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(scene.jobdrop.files()).isEmpty();
        assertThat(outcome.job("e-17").error())
                .isEqualTo("the vendor says 9999 bytes for result 1, but 8 arrived; nothing was delivered");
    }

    @Test
    void one_bad_result_keeps_the_whole_job_out_of_the_drop() throws Exception {
        scene.lists(
                completed("e-17", file("a.csv", scene.host.url() + "/r/1"), file("b.csv", scene.host.url() + "/r/2")));
        scene.host.on("/r/1", Answer.bytes("text/csv", CSV));
        scene.host.on("/r/2", Answer.status(500, "{}"));

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.state("e-17")).isEqualTo(JobState.GAVE_UP);
        assertThat(scene.jobdrop.files()).isEmpty();
    }

    @Test
    void a_larger_result_than_allowed_is_refused() throws Exception {
        scene.jobdrop.set("JOBDROP_DOWNLOAD_MAX_SIZE", "5B");
        scene.lists(
                completed("e-17", file("a.csv", scene.host.url() + "/r/1")),
                completed("e-18", file("b.csv", scene.host.url() + "/r/2")));
        scene.host.on("/r/1", Answer.bytes("text/csv", CSV));
        scene.host.on("/r/2", Answer.bytes("text/csv", CSV).announcing(-1));

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.state("e-17")).isEqualTo(JobState.GAVE_UP);
        assertThat(outcome.state("e-18")).isEqualTo(JobState.GAVE_UP);
        assertThat(outcome.job("e-18").error())
                .isEqualTo("a result is larger than jobdrop.download.max-size (5 bytes); nothing was delivered."
                        + " Raise the setting, then use jobdrop retry");
        assertThat(scene.jobdrop.files()).isEmpty();
    }

    @Test
    void a_result_on_a_private_address_is_refused_without_a_connection() throws Exception {
        scene.jobdrop.set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", "");
        scene.lists(completed(
                "e-17", file("r.csv", "https://127.0.0.1:" + scene.host.host().split(":")[1] + "/r/17")));

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.state("e-17")).isEqualTo(JobState.HELD);
        assertThat(outcome.job("e-17").error())
                .contains("has the loopback address 127.0.0.1", "jobdrop.download.allow-hosts");
        assertThat(scene.host.requests()).isEmpty();
    }

    @Test
    void a_redirect_to_a_host_that_is_not_allowed_is_refused() throws Exception {
        scene.lists(completed("e-17", file("r.csv", scene.host.url() + "/hop")));
        scene.host.on("/hop", Answer.redirect("http://169.254.169.254/latest/meta-data"));

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.state("e-17")).isEqualTo(JobState.HELD);
        assertThat(outcome.job("e-17").error()).contains("169.254.169.254 is plain http");
    }

    @Test
    void a_gzip_answer_although_identity_was_asked_is_kept_as_it_came() throws Exception {
        byte[] gzip = {31, -117, 8, 0, 1, 2, 3};
        scene.lists(completed("e-17", file("r.csv", scene.host.url() + "/r/17")));
        scene.host.on("/r/17", Answer.bytes("text/csv", gzip).with("Content-Encoding", "gzip"));

        scene.jobdrop.pollOnce();

        assertThat(scene.jobdrop.file("convertly-jobs/e-17/r.csv.gz")).isEqualTo(gzip);
        assertThat(scene.jobdrop.text("convertly-jobs/e-17/manifest.json")).contains("\"contentEncoding\" : \"gzip\"");
    }
}
