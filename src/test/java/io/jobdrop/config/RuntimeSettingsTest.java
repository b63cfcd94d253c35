package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeSettingsTest {
    @TempDir
    Path folder;

    @Test
    void what_the_runtime_has_replaced_counts_and_the_file_says_where() throws IOException {
        Path file =
                Files.writeString(folder.resolve("io.jobdrop.cfg"), "# mine\n\njobdrop.drop.dir = ${karaf.data}/d\n");

        RuntimeSettings settings =
                RuntimeSettings.ofFile("karaf", file, Map.of("jobdrop.drop.dir", "/data/d"), DataSources.NONE);

        assertThat(settings.among(Set.of())).containsExactly(new Setting("jobdrop.drop.dir", "/data/d", file + ":3"));
    }

    @Test
    void names_have_variables_of_their_own() throws IOException {
        String name = "${feed}/${jobId}/${fileName}";
        Path file = Files.writeString(folder.resolve("io.jobdrop.cfg"), "jobdrop.drop.name = " + name + "\n");

        RuntimeSettings settings =
                RuntimeSettings.ofFile("karaf", file, Map.of("jobdrop.drop.name", "//"), DataSources.NONE);

        assertThat(settings.among(Set.of())).extracting(Setting::value).containsExactly(name);
    }

    @Test
    void a_file_that_is_gone_costs_the_line_and_nothing_else() {
        Path file = folder.resolve("gone.cfg");

        RuntimeSettings settings =
                RuntimeSettings.ofFile("karaf", file, Map.of("jobdrop.queue.size", " 7 "), DataSources.NONE);

        assertThat(settings.among(Set.of())).containsExactly(new Setting("jobdrop.queue.size", "7", file.toString()));
    }

    @Test
    void they_win_over_files_and_lose_against_the_environment() throws IOException {
        Path file =
                Files.writeString(folder.resolve("my.properties"), "jobdrop.queue.size = 1\njobdrop.drop.dir = a\n");
        RuntimeSettings runtime = known ->
                List.of(new Setting("jobdrop.queue.size", "2", "here"), new Setting("jobdrop.drop.dir", "b", "here"));

        Settings settings = Settings.load(
                folder, List.of(file), runtime, Map.of("JOBDROP_DROP_DIR", "c"), List.of(), new ArrayList<>());

        assertThat(settings.get("jobdrop.queue.size")).isEqualTo("2");
        assertThat(settings.get("jobdrop.drop.dir")).isEqualTo("c");
    }
}
