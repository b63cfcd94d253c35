package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.support.Faults;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One job, step by step. */
class JobHistoryTest {
    @AutoClose
    private final JobdropHome scene;

    JobHistoryTest(@TempDir Path home) throws IOException {
        scene = new JobdropHome(home);
    }

    @BeforeEach
    void failOnceAndDeliver() {
        scene.environment.put("JOBDROP_RETRY_ATTEMPTS", "1");
        scene.vendor.on("/r/1", Faults.status(500));
        assertThat(scene.run("run", "--once")).isEqualTo(1);
        scene.vendor.on("/r/1", Faults.answer(200, "a\n"));
        assertThat(scene.run("retry", "convertly-jobs", "e-1")).isZero();
        assertThat(scene.run("run", "--once")).isZero();
    }

    @Test
    void a_job_is_shown_with_its_files_and_its_attempts() throws Exception {
        assertThat(scene.run("jobs", "convertly-jobs", "e-1")).isZero();
        assertThat(scene.out())
                .contains("delivered", "drop/convertly-jobs/e-1/r.csv", "failed", "answered 500 where a file")
                .doesNotContain("s3cret");

        assertThat(scene.run("jobs", "convertly-jobs", "e-1", "--json")).isZero();
        JsonNode job = new ObjectMapper().readTree(scene.out());
        assertThat(job.path("jobId").asText()).isEqualTo("e-1");
        assertThat(job.path("history").findValuesAsText("outcome")).containsExactly("delivered", "failed");
        assertThat(job.path("undeliveredSince").isNull()).isTrue();
    }

    @Test
    void an_unknown_job_and_half_a_name_are_told() {
        assertThat(scene.run("jobs", "convertly-jobs", "no-such")).isEqualTo(2);
        assertThat(scene.err()).contains("convertly-jobs job no-such is not in the ledger");
        assertThat(scene.run("jobs", "convertly-jobs")).isEqualTo(2);
        assertThat(scene.err()).contains("jobdrop jobs FEED JOB");
    }
}
