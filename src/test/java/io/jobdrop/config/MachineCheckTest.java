package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineCheckTest {
    private static final String SETTING = "jobdrop.drop.dir";

    @TempDir
    Path drop;

    @Test
    void what_a_killed_process_left_of_its_check_is_removed_by_the_next_one() throws IOException {
        Path staging = Files.createDirectory(drop.resolve(".staging"));
        Files.createFile(staging.resolve(".jobdrop-check"));

        assertThat(problems()).isEmpty();
        assertThat(staging).isEmptyDirectory();
    }

    @Test
    void a_link_in_the_place_of_the_checks_file_is_not_followed() throws IOException {
        Path staging = Files.createDirectory(drop.resolve(".staging"));
        Path elsewhere = drop.resolve("elsewhere");
        Files.createSymbolicLink(staging.resolve(".jobdrop-check"), elsewhere);

        assertThat(problems()).isEmpty();
        assertThat(elsewhere).doesNotExist();
        assertThat(staging).isEmptyDirectory();
    }

    @Test
    void a_drop_whose_staging_is_no_folder_is_told() throws IOException {
        Files.createFile(drop.resolve(".staging"));

        assertThat(problems()).singleElement().asString().contains(".staging");
    }

    private List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        MachineCheck.drop(SETTING, drop, problems);
        return problems;
    }
}
