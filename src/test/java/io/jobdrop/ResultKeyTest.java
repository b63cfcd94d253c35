package io.jobdrop;

import static io.jobdrop.ApiScene.csv;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which results are asked for with the vendor's key: those on the vendor's own origin, where the feed says so. */
class ResultKeyTest {
    private static final String FEED = "list: {path: /jobs}\njob: {completed: done}\nresults: {urls: $.url}\n";

    @AutoClose
    private final ApiScene scene;

    ResultKeyTest(@TempDir Path home) throws IOException {
        scene = new ApiScene(home);
        scene.vendor.on("/api/r", csv());
        scene.host.on("/r", csv());
    }

    private Outcome deliver(String properties, String url) throws Exception {
        scene.feed(FEED + properties).lists("{\"id\":\"j\",\"status\":\"done\",\"url\":\"" + url + "\"}");
        return scene.jobdrop.pollOnce();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "download: {auth: none}\n", "download: {headers: {X-A: b}}\n"})
    void without_same_origin_the_vendors_own_origin_gets_no_key_either(String download) throws Exception {
        assertThat(deliver(download, "/api/r").state("j")).isEqualTo(JobState.DELIVERED);

        assertThat(scene.vendor.requests("/api/r"))
                .singleElement()
                .matches(request -> !request.headers().toString().contains("k3y"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"URL/api/r", "/api/r", "HTTP://HOST/x/../api/r"})
    void with_same_origin_the_vendors_own_origin_gets_the_key_and_its_secret_headers(String url) throws Exception {
        String given = url.replace("URL", scene.vendor.url()).replace("HOST", scene.vendor.host());

        deliver("download: {auth: same-origin, headers: {X-Own: \"{{acme.token}}\"}}\n", given);

        assertThat(scene.vendor.requests("/api/r"))
                .singleElement()
                .matches(ApiScene::hasKey)
                .matches(request -> ApiScene.KEY.equals(request.header("X-Own")));
    }

    @Test
    void another_host_and_another_port_get_no_key() throws Exception {
        scene.jobdrop.set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", scene.vendor.host() + "," + scene.host.host());

        deliver(
                "download: {auth: same-origin, headers: {X-Own: \"{{acme.token}}\", X-A: b}}\n",
                scene.host.url() + "/r");

        assertThat(scene.host.requests())
                .singleElement()
                .matches(request -> !request.headers().toString().contains("k3y"))
                .matches(request -> "b".equals(request.header("X-A")));
    }

    @Test
    void a_vendor_on_a_private_address_gives_its_own_results_without_an_exception() throws Exception {
        scene.jobdrop.set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", "");

        assertThat(deliver("download: {auth: same-origin}\n", "/api/r").state("j"))
                .isEqualTo(JobState.DELIVERED);
    }

    @Test
    void a_feed_without_its_key_at_results_needs_that_exception() throws Exception {
        scene.jobdrop.set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", "");

        assertThat(deliver("", "/api/r").job("j").error()).contains("is plain http", "jobdrop.download.allow-hosts");
        assertThat(scene.vendor.requests("/api/r")).isEmpty();
    }

    @Test
    void a_vendor_on_a_private_address_leads_to_no_other_port_there() throws Exception {
        scene.jobdrop.set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", "");
        String port = scene.host.host().replaceAll(".*:", "");

        Outcome other = deliver("download: {auth: same-origin}\n", "https://127.0.0.1:" + port + "/r");

        assertThat(other.state("j")).isEqualTo(JobState.HELD);
        assertThat(other.job("j").error()).contains("has the loopback address 127.0.0.1");
        assertThat(scene.host.connections()).isZero();
    }

    @Test
    void a_result_url_that_lies_about_its_host_gets_nothing() throws Exception {
        String lie = "http://" + scene.vendor.host() + "@" + scene.host.host() + "/r";

        assertThat(deliver("download: {auth: same-origin}\n", lie).state("j")).isEqualTo(JobState.HELD);

        assertThat(scene.host.connections()).isZero();
    }

    @Test
    void a_redirect_to_another_port_is_followed_without_the_key() throws Exception {
        scene.jobdrop.set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", scene.vendor.host() + "," + scene.host.host());
        scene.vendor.on("/api/hop", Answer.redirect("//" + scene.host.host() + "/r"));

        deliver("download: {auth: same-origin}\n", "/api/hop");

        assertThat(scene.vendor.requests("/api/hop")).singleElement().matches(ApiScene::hasKey);
        assertThat(scene.host.requests())
                .singleElement()
                .matches(request -> !request.headers().toString().contains("k3y"));
    }
}
