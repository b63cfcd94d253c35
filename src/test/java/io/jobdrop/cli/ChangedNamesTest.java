package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.TestFeed;
import io.jobdrop.support.FakeVendor.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings of names and time zones that change between two runs. */
@Tag("slow")
class ChangedNamesTest {
    @AutoClose
    private final JobdropHome scene;

    ChangedNamesTest(@TempDir Path home) throws IOException {
        scene = new JobdropHome(home);
        Path feeds = Files.createDirectory(home.resolve("feeds"));
        Files.writeString(feeds.resolve("acme.camel.yaml"), TestFeed.yaml("acme", """
                vendor: acme
                list: {path: /api/jobs, items: $.jobs}
                job: {completed: completed, completedAt: $.completed_at}
                results: {urls: $.results}
                """));
        scene.environment.put("JOBDROP_FEEDS", "acme");
        scene.environment.put("ACME_URL", scene.vendor.url());
        scene.environment.put("ACME_TOKEN", "secret-key");
        scene.environment.put("JOBDROP_DROP_NAME", "${year}-${month}-${day}/${jobId}/${fileName}");
        scene.vendor.on(
                "/api/jobs",
                Answer.json("{\"jobs\":[" + job("e-1", "2026-12-31T23:30:00Z")
                        + "],\"pagination\":{\"limit\":100,\"hasMore\":false}}"));
    }

    @Test
    void another_time_zone_changes_new_names_and_delivers_nothing_twice() throws Exception {
        assertThat(run("run", "--once")).isZero();
        scene.environment.put("JOBDROP_TIME_ZONE", "Europe/Berlin");
        scene.vendor.on("/r/2", Answer.bytes("text/csv", "b\n".getBytes(StandardCharsets.UTF_8)));
        scene.vendor.on(
                "/api/jobs",
                Answer.json("{\"jobs\":[" + job("e-2", "2026-12-31T23:30:00Z") + ","
                        + job("e-1", "2026-12-31T23:30:00Z") + "],\"pagination\":{\"limit\":100,\"hasMore\":false}}"));

        assertThat(run("run", "--once")).isZero();

        assertThat(files())
                .containsExactly(
                        "2026-12-31/e-1/manifest.json",
                        "2026-12-31/e-1/r.csv",
                        "2027-01-01/e-2/manifest.json",
                        "2027-01-01/e-2/r.csv");
        assertThat(run("audit")).isZero();
    }

    @Test
    void a_manifest_at_an_earlier_place_is_still_found() throws Exception {
        scene.environment.put("JOBDROP_DROP_MANIFEST", "${feed}/${jobId}/manifest.json");
        assertThat(run("run", "--once")).isZero();
        scene.environment.remove("JOBDROP_DROP_MANIFEST");

        assertThat(run("run", "--once")).isZero();

        assertThat(files()).containsExactly("2026-12-31/e-1/r.csv", "acme/e-1/manifest.json");
        assertThat(run("audit")).isZero();
        Files.delete(scene.home.resolve("drop/acme/e-1/manifest.json"));
        assertThat(run("audit")).isEqualTo(1);
    }

    private int run(String... arguments) {
        return scene.run(Stream.concat(Stream.of(arguments), Stream.of("--feeds", scene.home + "/feeds"))
                .toArray(String[]::new));
    }

    private String job(String id, String completedAt) {
        return "{\"id\":\"" + id + "\",\"job_type\":\"convert\",\"status\":\"completed\",\"completed_at\":\""
                + completedAt
                + "\",\"results\":[{\"filename\":\"r.csv\",\"url\":\"" + scene.vendor.url() + "/r/"
                + id.substring(2) + "\"}]}";
    }

    private List<String> files() throws IOException {
        Path drop = scene.home.resolve("drop");
        try (Stream<Path> files = Files.walk(drop)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> drop.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
