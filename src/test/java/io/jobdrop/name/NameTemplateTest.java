package io.jobdrop.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameTemplateTest {
    @ParameterizedTest
    @CsvSource({"${jobId}/${index}", "${jobId}-${fileName}", "x/${feed}/${vendor}/${jobType}-${jobId}.${fileName}"})
    void results_are_told_apart_by_a_name_or_an_index(String template) {
        assertThat(NameTemplate.forResult(template)).isNotNull();
    }

    @Test
    void an_unknown_place_is_refused_with_those_that_there_are() {
        assertThatThrownBy(() -> NameTemplate.forResult("${jobid}/${fileName}"))
                .hasMessage("unknown ${jobid}; there is ${day}, ${feed}, ${fileName}, ${hour}, ${index}, ${jobId},"
                        + " ${jobType}, ${month}, ${vendor}, ${year}");
        assertThatThrownBy(() -> NameTemplate.forManifest("${jobId}/${fileName}"))
                .hasMessage("unknown ${fileName}; there is ${day}, ${feed}, ${hour}, ${jobId}, ${jobType}, ${month},"
                        + " ${vendor}, ${year}");
    }

    @ParameterizedTest
    @CsvSource({"${feed}/{jobId}/${jobId}-${index},jobId", "{feed}/${jobId}/${fileName},feed"})
    void a_place_without_its_dollar_is_refused(String template, String name) {
        assertThatThrownBy(() -> NameTemplate.forResult(template))
                .hasMessage("'{" + name + "}' is replaced by nothing; write ${" + name + "}");
        assertThat(NameTemplate.forResult("{own}/${jobId}/${index}")).isNotNull();
    }

    @Test
    void a_template_that_gives_two_things_one_name_is_refused() {
        assertThatThrownBy(() -> NameTemplate.forResult("${jobId}/x"))
                .hasMessage("'${jobId}/x' gives all results of a job one name; add ${fileName} or ${index}");
        assertThatThrownBy(() -> NameTemplate.forManifest("${feed}/manifest.json"))
                .hasMessage("'${feed}/manifest.json' gives all jobs one name; add ${jobId}");
    }

    @ParameterizedTest
    @CsvSource({
        "../${jobId}",
        "/${jobId}",
        "${jobId}/",
        "a//${jobId}",
        ".staging/${jobId}",
        "a\\${jobId}",
        "' /${jobId}'"
    })
    void a_template_that_leaves_the_drop_is_refused(String template) {
        assertThatThrownBy(() -> NameTemplate.forManifest(template))
                .hasMessage("'" + template
                        + "' is no path below the drop; no part may be empty, start with a dot, or hold \\");
    }

    @Test
    void values_stand_in_their_places_as_they_are() {
        NameTemplate template = NameTemplate.forResult("${feed}/${jobId}/${index}-${fileName}");

        String path = template.path(Map.of("feed", "f", "jobId", "a", "index", "1", "fileName", "$1\\x.csv"));

        assertThat(path).isEqualTo("f/a/1-$1\\x.csv");
        assertThat(template.asksFor("jobId")).isTrue();
        assertThat(template.asksFor("job")).isFalse();
    }

    @Test
    void a_part_for_which_there_is_no_value_is_an_underscore() {
        NameTemplate template = NameTemplate.forManifest("${jobType}/${jobId}");

        assertThat(template.path(Map.of("jobId", "a"))).isEqualTo("_/a");
    }

    @Test
    void a_part_of_255_bytes_is_taken_and_one_of_256_is_not() {
        NameTemplate template = NameTemplate.forManifest("x/${jobId}");

        assertThat(template.path(Map.of("jobId", "é".repeat(127) + "a"))).hasSize(130);
        assertThatThrownBy(() -> template.path(Map.of("jobId", "é".repeat(128))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a part of 'x/${jobId}' is longer than 255 bytes");
    }

    @Test
    void all_misplaced_braces_of_a_name_are_told() {
        assertThatThrownBy(() -> NameTemplate.forResult("${feed}/{jobId}/${filename}"))
                .hasMessageContaining("unknown ${filename}; there is ")
                .hasMessageContaining("'{jobId}' is replaced by nothing");
        assertThatThrownBy(() -> NameTemplate.forResult("${feed}/${jobId}}}/${fileName}"))
                .hasMessage("'${feed}/${jobId}}}/${fileName}' has a brace too many; a place is written as ${jobId}");
    }
}
