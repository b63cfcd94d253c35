package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PropertiesFileTest {
    private final List<Problem> problems = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "C:\\drop",
                "C:\\temp\\new",
                "C:\\users\\me",
                "C:\\\\data\\drop",
                "D:\\results",
                "results\\2026",
                "..\\drop",
                "\\\\server\\share",
                "jdbc:sqlite:C:\\data\\ledger.db",
                "{{file:C:\\secrets\\key}}"
            })
    void a_backslash_that_is_lost_is_found_and_the_rest_is_read(String value) {
        Map<String, Setting> settings = parse("# mine\njobdrop.drop.dir = " + value + "\njobdrop.queue.size = 7\n");

        assertThat(problems)
                .extracting(Problem::toString)
                .containsExactly("f:2: jobdrop.drop.dir: a backslash begins an escape in properties, and is lost here;"
                        + " write C:/folder, or C:\\\\folder");
        assertThat(settings.get("jobdrop.queue.size").value()).isEqualTo("7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "C:/drop",
                "C:\\\\drop",
                "\\\\\\\\server\\\\share",
                "schl\\u00fcssel",
                "a\\=b",
                "sftp://h/in?a=b\\\n  &c=d",
                "$\\{feed\\}",
                "a,\\\n  b"
            })
    void a_backslash_that_is_meant_is_fine(String value) {
        parse("jobdrop.drop.dir = " + value + "\n# C:\\drop is no value\n");

        assertThat(problems).isEmpty();
    }

    @Test
    void a_byte_order_mark_is_no_part_of_the_first_key() {
        assertThat(parse("\uFEFFjobdrop.queue.size = 7\r\n")
                        .get("jobdrop.queue.size")
                        .value())
                .isEqualTo("7");
        assertThat(problems).isEmpty();
    }

    @Test
    void a_backslash_that_swallows_the_next_setting_is_found() {
        parse("jobdrop.drop.dir = results\\\njobdrop.queue.size = 7\n");

        assertThat(problems)
                .extracting(Problem::toString)
                .containsExactly(
                        "f:1: jobdrop.drop.dir: a backslash at the end of a line joins the next line, which is a setting");
    }

    @Test
    void a_key_that_is_there_again_is_found_each_time_however_it_is_written() {
        Map<String, Setting> settings =
                parse("jobdrop.queue.size = 7\njobdrop.queue.size: 8\n\njobdrop.queue.size 9\n");

        assertThat(problems)
                .extracting(Problem::toString)
                .containsExactly(
                        "f:2: jobdrop.queue.size is there twice; f:1 sets it too",
                        "f:4: jobdrop.queue.size is there twice; f:2 sets it too");
        assertThat(settings.get("jobdrop.queue.size")).isEqualTo(new Setting("jobdrop.queue.size", "9", "f:4"));
    }

    private Map<String, Setting> parse(String text) {
        return PropertiesFile.parse("f", text, problems);
    }
}
