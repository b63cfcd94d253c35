package io.jobdrop.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.ClaimLost;
import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.Delivery;
import io.jobdrop.job.GiveUp;
import io.jobdrop.job.RetryLater;
import io.jobdrop.stage.StagedResult;
import io.jobdrop.support.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileDropTest {
    @TempDir
    Path folder;

    private DropScene scene;
    private FileDrop drop;

    @BeforeEach
    void open() {
        scene = new DropScene(folder);
        drop = scene.open();
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void all_results_are_published_and_nothing_stays_staged() throws Exception {
        List<StagedResult> results = List.of(scene.staged(1, "a.csv", "1,2"), scene.staged(2, "b.csv", "3"));

        Delivery delivery = scene.deliver(drop, results);

        assertThat(scene.files()).containsExactly("f/a/a.csv", "f/a/b.csv", "f/a/manifest.json");
        assertThat(scene.path("f/a/a.csv")).hasContent("1,2");
        assertThat(delivery.manifest())
                .isEqualTo(scene.path("f/a/manifest.json").toString());
        assertThat(delivery.files())
                .containsExactly(
                        file("a.csv", 3, results.get(0).sha256()),
                        file("b.csv", 1, results.get(1).sha256()));
    }

    @Test
    void a_delivery_is_one_line_in_the_log() throws Exception {
        List<StagedResult> results = List.of(scene.staged(1, "a.csv", "1,2"), scene.staged(2, "b.csv", "3"));

        try (LogLines log = new LogLines(Level.INFO)) {
            scene.deliver(drop, results);

            assertThat(log.all()).containsExactly("f job a delivered: 2 files, 4 bytes, manifest f/a/manifest.json");
        }
    }

    @Test
    void the_manifest_comes_last_and_each_step_reaches_the_disk_before_the_next() throws Exception {
        List<StagedResult> results = List.of(scene.staged(1, "a.csv", "1"), scene.staged(2, "b.csv", "2"));

        scene.deliver(drop, results);

        assertThat(scene.disk().taken())
                .containsSubsequence(
                        "folder a",
                        "publish a.csv",
                        "publish b.csv",
                        "flush a",
                        "create manifest",
                        "write manifest",
                        "flush manifest",
                        "publish manifest.json",
                        "flush a",
                        "delete a");
    }

    @Test
    void the_manifest_counts_attempts_and_has_the_time_of_delivery() throws Exception {
        scene.ledger().offerable(List.of(scene.job()));
        scene.ledger().claims("me").add("f/a");

        scene.deliver(drop, List.of(scene.staged(1, "a.csv", "1")));

        assertThat(scene.manifest().path("attempts").asInt()).isEqualTo(1);
        assertThat(scene.manifest().path("deliveredAt").asText()).isEqualTo("2026-11-21T12:00:00Z");
        assertThat(scene.manifest().at("/files/0/path").asText()).isEqualTo("f/a/a.csv");
    }

    @Test
    void a_repeat_finds_its_own_files_and_publishes_the_rest() throws Exception {
        scene.write("f/a/a.csv", "1,2");
        List<StagedResult> results = List.of(scene.staged(1, "a.csv", "1,2"), scene.staged(2, "b.csv", "3"));

        scene.deliver(drop, results);

        assertThat(scene.files()).containsExactly("f/a/a.csv", "f/a/b.csv", "f/a/manifest.json");
        assertThat(scene.disk().taken())
                .doesNotContain("publish a.csv")
                .containsSubsequence("delete 1", "publish b.csv", "flush a", "publish manifest.json");
    }

    @Test
    void a_repeat_leaves_its_own_manifest_as_it_was() throws Exception {
        scene.deliver(drop, List.of(scene.staged(1, "a.csv", "1")));
        String before = scene.manifest().toString();
        scene.ledger().clock().tick(Duration.ofMinutes(1));

        Delivery again = scene.deliver(drop, List.of(scene.staged(1, "a.csv", "1")));

        assertThat(again.files()).hasSize(1);
        assertThat(scene.manifest().toString()).isEqualTo(before);
        assertThat(scene.files()).containsExactly("f/a/a.csv", "f/a/manifest.json");
    }

    @Test
    void a_file_of_other_content_is_never_replaced() throws Exception {
        Path foreign = scene.write("f/a/a.csv", "somebody else's");
        StagedResult staged = scene.staged(1, "a.csv", "1");

        assertThatThrownBy(() -> scene.deliver(drop, List.of(staged)))
                .isInstanceOf(GiveUp.class)
                .hasMessage("a file of other content already stands at " + foreign
                        + "; it was not replaced. Move it away, then use jobdrop retry");

        assertThat(foreign).hasContent("somebody else's");
        assertThat(scene.path("f/a/manifest.json")).doesNotExist();
        assertThat(staged.localFile()).hasContent("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no JSON", "[]", "{\"feed\":\"f\",\"jobId\":\"b\",\"files\":[]}"})
    void another_manifest_is_never_replaced(String text) throws Exception {
        Path foreign = scene.write("f/a/manifest.json", text);

        assertThatThrownBy(() -> scene.deliver(drop, List.of(scene.staged(1, "a.csv", "1"))))
                .isInstanceOf(GiveUp.class)
                .hasMessage("another manifest already stands at " + foreign
                        + "; it was not replaced. Move it away, then use jobdrop retry");

        assertThat(foreign).hasContent(text);
    }

    @Test
    void a_file_that_appears_in_this_moment_is_not_replaced() throws Exception {
        scene.disk().on("publish a.csv", path -> Files.writeString(path, "somebody else's"));

        assertThatThrownBy(() -> scene.deliver(drop, List.of(scene.staged(1, "a.csv", "1"))))
                .isInstanceOf(RetryLater.class)
                .hasMessage(
                        "another file appeared at " + scene.path("f/a/a.csv") + " in this moment; it was not replaced");

        assertThat(scene.path("f/a/a.csv")).hasContent("somebody else's");
    }

    @Test
    void a_folder_that_cannot_be_written_is_a_passing_failure() throws Exception {
        scene.write("f", "in the way");

        assertThatThrownBy(() -> scene.deliver(drop, List.of(scene.staged(1, "a.csv", "1"))))
                .isInstanceOf(RetryLater.class)
                .hasMessageStartingWith("cannot write to jobdrop.drop.dir (" + scene.path("") + "): ")
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void a_job_without_results_has_a_manifest_all_the_same() throws Exception {
        Delivery delivery = scene.deliver(drop, List.of());

        assertThat(delivery.files()).isEmpty();
        assertThat(scene.files()).containsExactly("f/a/manifest.json");
    }

    @Test
    void no_symbolic_link_is_followed_below_the_drop() throws Exception {
        Path elsewhere = Files.createDirectories(scene.path("../elsewhere"));
        Files.createDirectories(scene.path("f"));
        Files.createSymbolicLink(scene.path("f/a"), elsewhere);
        List<StagedResult> results = List.of(scene.staged(1, "a.csv", "1,2"));

        assertThatThrownBy(() -> scene.deliver(drop, results))
                .isInstanceOf(GiveUp.class)
                .hasMessage(scene.path("f/a") + " is a symbolic link, which is never followed below jobdrop.drop.dir;"
                        + " nothing was written through it. Replace it by a folder or file, then use jobdrop retry");

        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void a_symbolic_link_in_the_place_of_a_file_or_of_the_manifest_is_no_file_of_ours() throws Exception {
        Path elsewhere = scene.write("elsewhere.csv", "1,2");
        for (String name : List.of("a.csv", "manifest.json")) {
            Files.createDirectories(scene.path("f/a"));
            Path link = Files.createSymbolicLink(scene.path("f/a/" + name), elsewhere);
            List<StagedResult> results = List.of(scene.staged(1, "a.csv", "1,2"));

            assertThatThrownBy(() -> scene.deliver(drop, results))
                    .isInstanceOf(GiveUp.class)
                    .hasMessageContaining(link + " is a symbolic link");

            Files.delete(link);
        }
        assertThat(elsewhere).hasContent("1,2");
    }

    @Test
    void a_file_that_an_earlier_claim_of_the_job_published_is_kept_and_recorded_as_it_is() throws Exception {
        StagedResult earlier = scene.staged(1, "a.csv", "1,2");
        scene.ledger().intents().write(scene.job(), List.of(earlier.intent()));
        scene.write("f/a/a.csv", "1,2");
        scene.claimAnew();

        Delivery delivery = scene.deliver(drop, List.of(scene.staged(1, "a.csv", "other bytes")));

        assertThat(scene.path("f/a/a.csv")).hasContent("1,2");
        assertThat(delivery.files()).containsExactly(file("a.csv", 3, earlier.sha256()));
        assertThat(scene.manifest().path("files").get(0).path("sha256").asText())
                .isEqualTo(earlier.sha256());
    }

    @Test
    void a_claim_that_was_lost_publishes_nothing() throws Exception {
        List<StagedResult> results = List.of(scene.staged(1, "a.csv", "1,2"));
        scene.ledger().clock().tick(Duration.ofMinutes(2));
        scene.ledger().claims("other").add("f/a");

        assertThatThrownBy(() -> scene.deliver(drop, results)).isInstanceOf(ClaimLost.class);

        assertThat(scene.path("f")).doesNotExist();
    }

    private DeliveredFile file(String name, long bytes, String sha256) {
        return new DeliveredFile(
                name, bytes, sha256, scene.path("f/a").resolve(name).toString());
    }
}
