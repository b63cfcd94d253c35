package io.jobdrop.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.GiveUp;
import io.jobdrop.stage.StagedResult;
import io.jobdrop.support.Fifo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands under the names of a job already: its own, or what nobody should read. */
class OccupiedNamesTest {
    @AutoClose
    private final DropScene scene;

    private final FileDrop drop;

    OccupiedNamesTest(@TempDir Path folder) {
        scene = new DropScene(folder);
        drop = scene.open();
    }

    @ParameterizedTest
    @ValueSource(strings = {"f/a/a.csv", "f/a/manifest.json"})
    @Timeout(60)
    void nothing_is_read_that_stands_in_place_of_a_file_and_is_none(String place) throws Exception {
        Files.createDirectories(scene.path("f/a"));
        Fifo.at(scene.path(place));
        List<StagedResult> results = List.of(scene.staged(1, "a.csv", "1,2"));

        assertThatThrownBy(() -> scene.deliver(drop, results))
                .isInstanceOf(GiveUp.class)
                .hasMessage(scene.path(place) + " stands where a file is to be, and is none; nothing was written. Move"
                        + " it away, then use jobdrop retry");
        assertThat(scene.files()).noneMatch(file -> file.startsWith("f/"));
    }

    @Test
    void a_manifest_of_a_large_job_is_known_again() throws Exception {
        scene.job("a", "{\"log\":\"" + "a".repeat(1_000_000) + "\"}");
        List<StagedResult> results = List.of(scene.staged(1, "a.csv", "1,2"));
        String manifest = scene.deliver(drop, results).content();

        assertThat(scene.deliver(drop, List.of(scene.staged(1, "a.csv", "1,2"))).content())
                .isEqualTo(manifest)
                .hasSizeGreaterThan(1_000_000);
    }
}
