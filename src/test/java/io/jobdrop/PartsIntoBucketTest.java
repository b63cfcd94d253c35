package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Packed;
import io.jobdrop.support.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results in parts, and packed ones, on their way into a bucket. */
@Tag("slow")
class PartsIntoBucketTest {
    private static final String LOCATOR = "{type: cursor, header: X-Locator, parameter: locator";

    @TempDir
    Path home;

    private final S3Server store = S3Server.s3proxy();
    private ResultPartsScene scene;

    @BeforeEach
    void start() throws IOException {
        scene = new ResultPartsScene(home);
        scene.jobdrop.intoBucket(store, store.endpoint());
        scene.locators("a\n" + "1".repeat(6 << 20) + "\n", "a\n2\n", "a\n3\n");
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    @Test
    void parts_become_objects() throws Exception {
        scene.parts(LOCATOR + "}");

        assertThat(scene.jobdrop.pollOnce().state("j1")).isEqualTo(JobState.DELIVERED);

        assertThat(scene.files()).containsExactly("j1-2.csv", "j1-3.csv", "j1.csv");
        assertThat(scene.text("j1-3.csv")).isEqualTo("a\n3\n");
        assertThat(scene.asked()).hasSize(3);
    }

    @Test
    void parts_that_are_joined_become_one_object() throws Exception {
        scene.parts(LOCATOR + ", join: csv}");

        assertThat(scene.jobdrop.pollOnce().state("j1")).isEqualTo(JobState.DELIVERED);

        assertThat(scene.files()).containsExactly("j1.csv");
        assertThat(scene.text("j1.csv")).hasSize((6 << 20) + 7).endsWith("1\n2\n3\n");
    }

    @Test
    void a_packed_result_becomes_an_object_of_its_content() throws Exception {
        scene.feed("download: {path: '/jobs/{jobId}/results', unpack: zip}");
        scene.vendor.on(
                ResultPartsScene.RESULT, Answer.bytes("application/zip", Packed.zip("in/content.csv", "a\n1\n")));

        assertThat(scene.jobdrop.pollOnce().state("j1")).isEqualTo(JobState.DELIVERED);

        assertThat(scene.files()).containsExactly("content.csv");
        assertThat(scene.text("content.csv")).isEqualTo("a\n1\n");
    }
}
