package io.jobdrop;

import static io.jobdrop.DeliveryScene.CSV;
import static io.jobdrop.DeliveryScene.completed;
import static io.jobdrop.DeliveryScene.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.JobState;
import io.jobdrop.support.Certificates;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vendor and its results, reached from a company's network: by its proxy, and with certificates of its own. */
@Tag("slow")
class ReachTest {
    private static final String URL = "https://" + ReachScene.FILES + "/r/17?sig=a~b";

    @AutoClose
    private final ReachScene scene;

    ReachTest(@TempDir Path home) throws Exception {
        scene = new ReachScene(home);
        scene.lists(completed("e-17", file("result.csv", URL)));
        scene.host.on("/r/17", Answer.bytes("text/csv", CSV));
    }

    @Test
    void api_and_results_go_by_the_proxy_and_nothing_of_it_reaches_the_vendor() throws Exception {
        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.pollError("convertly-jobs")).isNull();
        assertThat(outcome.job("e-17").error()).isNull();
        assertThat(scene.jobdrop.file("convertly-jobs/e-17/result.csv")).isEqualTo(CSV);
        assertThat(scene.proxy.passed())
                .containsExactlyInAnyOrder(
                        "CONNECT " + ReachScene.API + ":443 HTTP/1.1", "CONNECT " + ReachScene.FILES + ":443 HTTP/1.1");
        scene.assertThatNobodyConnectedDirectly();
        assertThat(scene.vendor.requests())
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request.headers()).doesNotContainKey("Proxy-Authorization"));
        assertThat(scene.host.requests()).singleElement().satisfies(request -> {
            assertThat(request.headers()).doesNotContainKeys("Proxy-Authorization", "Authorization");
            assertThat(request.header("Host")).isEqualTo(ReachScene.FILES);
            assertThat(request.header("User-Agent")).startsWith("Jobdrop/");
            assertThat(request.query()).isEqualTo("sig=a~b");
        });
    }

    @Test
    void the_proxy_of_the_environment_counts_where_the_settings_name_none() throws Exception {
        scene.jobdrop
                .set("JOBDROP_PROXY_URL", "")
                .set("JOBDROP_PROXY_USER", "")
                .set("JOBDROP_PROXY_PASSWORD", "")
                .set(
                        "https_proxy",
                        "http://" + ReachScene.USER + ":" + ReachScene.PASSWORD + "@"
                                + scene.proxy.address().getAuthority() + "/");

        assertThat(scene.jobdrop.pollOnce().state("e-17")).isEqualTo(JobState.DELIVERED);

        scene.assertThatNobodyConnectedDirectly();
    }

    @Test
    void a_wrong_password_fails_the_poll_and_names_proxy_and_setting() throws Exception {
        scene.jobdrop.set("JOBDROP_PROXY_PASSWORD", "wr0ng-passw0rd");

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.pollError("convertly-jobs"))
                .contains(
                        "convertly cannot be reached: the proxy "
                                + scene.proxy.address().getAuthority()
                                + " (jobdrop.proxy.url) does not connect to api.vendor.example:443: 407",
                        "check jobdrop.proxy.user and jobdrop.proxy.password")
                .doesNotContain("wr0ng");
        assertThat(scene.vendor.connections()).isZero();
    }

    @Test
    void a_host_behind_the_proxy_that_is_no_public_one_is_refused_by_its_name() throws Exception {
        scene.lists(
                completed("a", file("r.csv", "https://169.254.169.254/latest")),
                completed("b", file("r.csv", "https://0x7f.1/x")),
                completed("c", file("r.csv", "https://metadata.google.internal/x")),
                completed("d", file("r.csv", "https://localhost./x")));

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.jobs()).hasSize(4).allSatisfy(job -> {
            assertThat(job.state()).isEqualTo(JobState.HELD);
            assertThat(job.error()).contains("jobdrop.download.allow-hosts");
        });
        assertThat(scene.proxy.passed()).hasSize(1);
    }

    @Test
    void a_host_that_is_excluded_is_reached_directly_and_judged_by_its_address() throws Exception {
        scene.jobdrop.set("NO_PROXY", ".corp.example, localhost");
        scene.lists(completed("e-17", file("r.csv", "https://localhost:" + scene.files.port() + "/r/17")));

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.job("e-17").error()).contains("has the loopback address 127.0.0.1");
        assertThat(scene.proxy.passed()).hasSize(1);
    }

    @Test
    void the_client_certificate_is_shown_to_the_vendor_and_to_the_hosts_that_are_named() throws Exception {
        scene.api.insisting();
        scene.files.insisting();
        scene.jobdrop
                .set(
                        "JOBDROP_TLS_KEY_STORE",
                        scene.certificates.issue("jobdrop").toString())
                .set("JOBDROP_TLS_KEY_STORE_PASSWORD", Certificates.PASSWORD);

        Outcome refused = scene.jobdrop.pollOnce();

        assertThat(scene.api.clients()).containsOnly("CN=jobdrop");
        assertThat(scene.files.clients()).isEmpty();
        assertThat(refused.job("e-17").error())
                .contains(
                        "the TLS connection to files.vendor.example failed: ",
                        "it did not get our client certificate, see jobdrop.tls.key-store-hosts");

        scene.jobdrop.set("CONVERTLY_TLS_KEY_STORE_HOSTS", "*.vendor.example");
        scene.lists(completed("e-18", file("result.csv", URL)));

        assertThat(scene.jobdrop.pollOnce().state("e-18")).isEqualTo(JobState.DELIVERED);
        assertThat(scene.files.clients()).containsOnly("CN=jobdrop");
    }
}
