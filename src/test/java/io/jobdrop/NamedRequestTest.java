package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.FaultScene;
import io.jobdrop.support.Installation;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the vendor's API does not know is named: method and path, and no key. */
class NamedRequestTest {
    private final Installation jobdrop;

    @AutoClose
    private final FaultScene scene;

    NamedRequestTest(@TempDir Path home) throws IOException {
        scene = new FaultScene("acme", new FakeVendor(), "a");
        jobdrop = new Installation(home);
        scene.install(jobdrop);
    }

    @ParameterizedTest
    @CsvSource({"404, ; check acme.url", "405, ''", "410, ''", "400, ''", "415, ''"})
    void a_poll_names_what_it_asked_for(int status, String advice) throws Exception {
        scene.vendor().on("/v2/jobs", Answer.status(status, "{\"error\":\"gone\"}"));
        jobdrop.set("ACME_URL", scene.vendor().url() + "/v2/");

        assertThat(jobdrop.pollOnce().pollError("acme"))
                .isEqualTo("acme answered " + status + " X to GET /v2/jobs: gone" + advice);
    }

    @ParameterizedTest
    @CsvSource({"404, the vendor does not know the job", "410, ''", "405, ''"})
    void a_jobs_reason_names_it_too(int status, String meaning) throws Exception {
        scene.list(FaultScene.list(1, 1, "a"));
        scene.detail(Answer.status(status, "{}"));

        assertThat(jobdrop.pollOnce().job("a").error())
                .startsWith(meaning)
                .contains("acme answered " + status + " X to GET /jobs/a");
    }

    @Test
    void a_key_in_the_path_and_the_query_are_not_shown() throws Exception {
        scene.vendor().on("/" + FaultScene.TOKEN + "/jobs", Answer.status(404, "{}"));
        jobdrop.set("ACME_URL", scene.vendor().url() + "/" + FaultScene.TOKEN);

        assertThat(jobdrop.pollOnce().pollError("acme"))
                .startsWith("acme answered 404 X to GET /***/jobs; check acme.url")
                .doesNotContain(FaultScene.TOKEN, "?");
    }

    @Test
    void a_refused_key_is_about_no_path() throws Exception {
        scene.list(Answer.status(401, "{}"));

        assertThat(jobdrop.pollOnce().pollError("acme")).startsWith("acme answered 401 X; check acme.token");
    }
}
