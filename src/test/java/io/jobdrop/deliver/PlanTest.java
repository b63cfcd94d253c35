package io.jobdrop.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.config.TestFeed;
import io.jobdrop.deliver.Plan.Item;
import io.jobdrop.job.GiveUp;
import io.jobdrop.job.Job;
import io.jobdrop.name.JobNames;
import io.jobdrop.record.PublishedFiles;
import io.jobdrop.support.TestLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanTest {
    @AutoClose
    private final DropScene scene;

    PlanTest(@TempDir Path folder) {
        scene = new DropScene(folder);
    }

    @Test
    void it_gathers_what_would_be_delivered_of_all_jobs() throws Exception {
        Plan plan = plan();

        plan.gather(
                scene.job(), scene.names(), List.of(scene.staged(1, "a.csv", "123"), scene.staged(2, "b.bin", "1234")));
        plan.gather(TestLedger.job("b"), names(TestLedger.job("b")), List.of());

        assertThat(plan.items())
                .containsExactly(new Item("f", "a", "f/a/a.csv", 3), new Item("f", "a", "f/a/b.bin", 4));
        assertThat(plan.all())
                .filteredOn(Item::manifest)
                .extracting(Item::path)
                .containsExactly("f/a/manifest.json", "f/b/manifest.json");
    }

    @Test
    void the_ending_that_only_the_download_shows_is_left_open() throws Exception {
        Plan plan = plan();

        plan.gather(scene.job(), scene.names(), List.of(scene.staged(1, null, "123")));

        assertThat(plan.items()).extracting(Item::path).containsExactly("f/a/a.*");
    }

    @Test
    void two_jobs_of_one_name_are_told() throws Exception {
        scene.set("JOBDROP_DROP_NAME", "${jobId}${fileName}").set("JOBDROP_DROP_MANIFEST", "${jobId}.json");
        Plan plan = plan();
        plan.gather(scene.job(), scene.names(), List.of(scene.staged(1, "bc.csv", "1")));
        scene.job("ab", "{}").anew();

        assertThatThrownBy(() -> plan.gather(scene.job(), scene.names(), List.of(scene.staged(1, "c.csv", "2"))))
                .isInstanceOf(GiveUp.class)
                .hasMessage(
                        "f job a has a file of the same name, abc.csv; unless both have the same content, the second"
                                + " job is given up. Change jobdrop.drop.name");
        assertThat(plan.items()).hasSize(1);
    }

    @Test
    void a_file_that_nobody_delivered_is_told() throws Exception {
        Path there = scene.write("f/a/a.csv", "x");

        assertThatThrownBy(this::gather)
                .isInstanceOf(GiveUp.class)
                .hasMessage(
                        "a file already stands at " + there + ", which no job of the ledger delivered; unless it has"
                                + " the same content, the job is given up. Move it away, or change jobdrop.drop.name");
    }

    @Test
    void a_file_of_another_job_is_told_with_that_job() throws Exception {
        scene.set("JOBDROP_DROP_NAME", "${jobId}${fileName}").set("JOBDROP_DROP_MANIFEST", "${jobId}.json");
        scene.deliver(scene.open(), List.of(scene.staged(1, "bc.csv", "1")));
        scene.recordDelivered("abc.csv");
        scene.job("ab", "{}").anew();

        assertThatThrownBy(() -> plan().gather(scene.job(), scene.names(), List.of(scene.staged(1, "c.csv", "2"))))
                .hasMessageContaining("abc.csv, delivered for f job a;");
    }

    @Test
    void what_an_earlier_attempt_at_the_job_left_is_no_obstacle() throws Exception {
        scene.deliver(scene.open(), List.of(scene.staged(1, "a.csv", "123")));

        gather();
    }

    @Test
    void another_manifest_is_told() throws Exception {
        scene.write("f/a/manifest.json", "{\"feed\":\"g\",\"jobId\":\"a\"}");

        assertThatThrownBy(this::gather).hasMessageContaining("another manifest already stands at");
    }

    @Test
    void a_symbolic_link_on_the_way_is_told() throws Exception {
        Files.createDirectories(scene.path(""));
        Files.createSymbolicLink(scene.path("f"), scene.path("..").toRealPath());

        assertThatThrownBy(this::gather).isInstanceOf(GiveUp.class).hasMessageContaining("is a symbolic link");
    }

    private void gather() throws IOException {
        plan().gather(scene.job(), scene.names(), List.of(scene.staged(1, "a.csv", "123")));
    }

    private Plan plan() {
        return new Plan(
                scene.settings(),
                new ExistingFiles(
                        scene.settings(), new PublishedFiles(scene.ledger().database())));
    }

    private JobNames names(Job job) {
        return scene.settings().dropNames().of(TestFeed.plain(), job);
    }
}
