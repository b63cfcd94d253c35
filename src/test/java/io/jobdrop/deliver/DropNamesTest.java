package io.jobdrop.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.Held;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Under which names the drop has a job's results, and what a plan says of them. */
class DropNamesTest {
    @TempDir
    Path folder;

    private DropScene scene;

    @BeforeEach
    void open() {
        scene = new DropScene(folder);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void all_that_is_known_of_a_job_may_stand_in_a_name() throws Exception {
        scene.set(
                        "JOBDROP_DROP_NAME",
                        "${vendor}/${jobType}/${year}/${month}/${day}/${hour}/${jobId}-${index}-${fileName}")
                .set("JOBDROP_DROP_MANIFEST", "${feed}/${year}-${jobId}.json")
                .job("a", "{\"type\":\"Daily/Report\",\"done\":\"2026-02-17T23:30:00-02:00\"}");
        FileDrop drop = scene.open();
        drop.setTypePath("$.type");
        drop.setCompletedAtPath("$.done");

        drop.deliver(scene.job(), List.of(scene.staged(1, "x.csv", "1"), scene.staged(2, "x.csv", "2")));

        assertThat(scene.files())
                .containsExactly(
                        "f/2026-a.json", "v/Report/2026/02/18/01/a-1-x.csv", "v/Report/2026/02/18/01/a-2-x-2.csv");
    }

    @ParameterizedTest
    @CsvSource({"{},job", "'{\"type\":\"..\"}',job", "'{\"type\":\"import\"}',import"})
    void a_job_of_no_usable_type_is_called_job(String fields, String type) throws Exception {
        FileDrop drop = scene.set("JOBDROP_DROP_NAME", "${jobType}/${jobId}/${fileName}")
                .job("a", fields)
                .open();
        drop.setTypePath("$.type");

        drop.deliver(scene.job(), List.of(scene.staged(1, "x.csv", "1")));

        assertThat(scene.files()).containsExactly("f/a/manifest.json", type + "/a/x.csv");
    }

    @ParameterizedTest
    @CsvSource({"year", "month", "day", "hour"})
    void a_completion_time_that_a_name_asks_for_and_nobody_gives_holds_the_job(String part) throws Exception {
        FileDrop drop = scene.set("JOBDROP_DROP_NAME", "${" + part + "}/${jobId}/${fileName}")
                .open();

        assertThatThrownBy(() -> drop.deliver(scene.job(), List.of(scene.staged(1, "x.csv", "1"))))
                .isInstanceOf(Held.class)
                .hasMessage("jobdrop.drop.name asks for the completion time, but the vendor gives none");
    }

    @Test
    void a_name_that_file_systems_would_not_take_holds_the_job() throws Exception {
        FileDrop drop = scene.set("JOBDROP_DROP_NAME", "${jobId}${jobId}/${fileName}")
                .job("a".repeat(128), "{}")
                .open();

        assertThatThrownBy(() -> drop.deliver(scene.job(), List.of(scene.staged(1, "x.csv", "1"))))
                .isInstanceOf(Held.class)
                .hasMessage("a part of '${jobId}${jobId}/${fileName}' is longer than 255 bytes");
    }

    @Test
    void no_result_takes_the_name_of_the_manifest() throws Exception {
        scene.open().deliver(scene.job(), List.of(scene.staged(1, "Manifest.JSON", "1")));

        assertThat(scene.files()).containsExactly("f/a/Manifest-2.JSON", "f/a/manifest.json");
    }

    @Test
    void no_result_takes_the_name_of_a_manifest_without_a_folder() throws Exception {
        FileDrop drop = scene.set("JOBDROP_DROP_NAME", "${jobId}-${fileName}")
                .set("JOBDROP_DROP_MANIFEST", "${jobId}.json")
                .open();

        drop.deliver(scene.job(), List.of(scene.staged(1, "a.json", "1")));

        assertThat(scene.files()).containsExactly("a-a-2.json", "a.json");
    }

    @Test
    void a_plan_says_what_would_be_delivered_and_delivers_nothing() throws Exception {
        FileDrop drop = scene.open();
        drop.setPlanning(true);
        drop.setStep("kamelet:own-step-action");

        Delivery delivery = drop.deliver(
                scene.job(),
                List.of(scene.staged(1, "x.csv", "123"), scene.staged(2, null, "1"), scene.staged(3, "y.bin", "1")));

        assertThat(scene.planned())
                .containsExactly(
                        new Plan.Item("f", "a", "f/a/x.csv", 3),
                        new Plan.Item("f", "a", "f/a/a.*", 1),
                        new Plan.Item("f", "a", "f/a/y.bin", 1));
        assertThat(delivery.files()).hasSize(3);
        assertThat(scene.path("f")).doesNotExist();
        assertThat(scene.disk().taken()).isEmpty();
    }

    @Test
    void a_name_that_the_template_ends_differently_is_planned_as_it_is() throws Exception {
        FileDrop drop =
                scene.set("JOBDROP_DROP_NAME", "${jobId}/${fileName}.part").open();
        drop.setPlanning(true);

        drop.deliver(scene.job(), List.of(scene.staged(1, null, "1")));

        assertThat(scene.planned())
                .singleElement()
                .satisfies(item -> assertThat(item.path()).isEqualTo("a/a.bin.part"));
    }
}
