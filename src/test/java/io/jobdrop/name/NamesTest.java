package io.jobdrop.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jobdrop.job.Job;
import io.jobdrop.job.Result;
import io.jobdrop.support.Generated;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    static final Job JOB = new Job("f", "v", "j-1", JsonNodeFactory.instance.objectNode(), false, null);

    @ParameterizedTest
    @CsvSource({
        "a.csv,a.csv",
        "../../etc/passwd,passwd",
        "C:\\temp\\a.csv,a.csv",
        "..,''",
        ".,''",
        "...,''",
        ".hidden,hidden",
        "'a.csv. ',a.csv",
        "a:b.csv,a_b.csv",
        "CON,_CON",
        "con.txt,_con.txt",
        "COM1.csv,_COM1.csv",
        "/,''",
        "'  ','' ",
        "a$b.csv,a$b.csv",
        "com\u00b9.csv,_com\u00b9.csv",
        "LPT\u00b3,_LPT\u00b3",
        "COM0,COM0",
        "con .csv,_con .csv",
        "'.\u2003.a.csv\u2003.\u00a0',a.csv"
    })
    void a_name_is_reduced_to_a_safe_base_name(String name, String safe) {
        assertThat(SafeName.of(name)).isEqualTo(safe.strip());
    }

    @Test
    void control_and_direction_characters_are_dropped() {
        assertThat(SafeName.of("a\u0000b\nc\u202Egpj.csv")).isEqualTo("abcgpj.csv");
        assertThat(SafeName.of("e\u0301.csv")).isEqualTo("\u00e9.csv");
        assertThat(SafeName.of("e\u200d\u0301.csv")).isEqualTo("\u00e9.csv");
    }

    @Test
    void a_long_name_keeps_its_extension_and_no_half_character() {
        String safe = SafeName.of("\uD83D\uDE00".repeat(1000) + ".csv");

        assertThat(safe).endsWith(".csv");
        assertThat(safe.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(150);
        assertThat(safe.codePoints().filter(point -> point == 0x1F600).count()).isEqualTo(36);
    }

    @Test
    void a_long_reserved_name_is_cut_after_it_is_marked() {
        assertThat(SafeName.of("con." + "x".repeat(150))).isEqualTo("_con." + "x".repeat(145));
        assertThat(SafeName.of("con" + " ".repeat(200) + "x.csv")).isEqualTo("_con.csv");
    }

    @Test
    @Timeout(10)
    void a_name_of_blanks_takes_no_long_time() {
        assertThat(SafeName.of("a" + " ".repeat(500_000) + "b.csv")).isEqualTo("a.csv");
    }

    @Test
    void every_name_becomes_one_that_stays_in_its_folder() {
        Generated.check(any -> assertSafe(SafeName.of(any.text(300))));
    }

    @Test
    void the_results_of_a_job_never_share_a_name() {
        NameTemplate template = NameTemplate.forResult("${feed}/${jobId}/${fileName}");
        Generated.check(any -> {
            List<String> paths = named(any.list(0, 12, () -> any.text(160))).stream()
                    .map(name -> template.path(Map.of("feed", "f", "jobId", "j-1", "fileName", name)))
                    .map(path -> path.toLowerCase(java.util.Locale.ROOT))
                    .toList();

            assertThat(paths)
                    .doesNotHaveDuplicates()
                    .doesNotContain("f/j-1/manifest.json")
                    .allMatch(path -> path.startsWith("f/j-1/"));
        });
    }

    @Test
    void long_equal_names_are_told_apart() {
        String longName = "x".repeat(400) + ".csv";

        assertThat(named(List.of(longName, longName))).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "text/csv,j-1.csv",
        "TEXT/CSV; charset=utf-8,j-1.csv",
        "application/json,j-1.json",
        "application/zip,j-1.zip",
        "application/octet-stream,j-1.bin",
        "nonsense,j-1.bin"
    })
    void a_result_without_a_name_gets_the_jobs_id_and_the_ending_of_its_type(String type, String name) {
        Result result = new Result(1, "https://h/x", null, OptionalLong.empty());

        assertThat(new ResultNames(JOB, "manifest.json", text -> text)
                        .of(result, new ResultHead("h", "/path/export", type, null, null)))
                .isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${feed}/${fileName}",
                "${jobId}/x",
                "${jobId}/${nope}/${fileName}",
                "../${jobId}/${fileName}",
                "/abs/${jobId}/${fileName}",
                "${jobId}//${fileName}",
                ".staging/${jobId}/${fileName}",
                "a\\${jobId}/${fileName}"
            })
    void a_template_that_could_lose_or_misplace_a_result_is_refused(String template) {
        assertThatThrownBy(() -> NameTemplate.forResult(template)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_template_takes_values_and_dates() throws Exception {
        Job job = new Job(
                "f",
                "v",
                "j-1",
                JsonNodeFactory.instance.objectNode().put("done", "2026-02-17T23:30:00-02:00"),
                false,
                null);
        Map<String, String> parts =
                CompletionTime.parts(new io.jobdrop.job.JsonField("$.done"), job, java.time.ZoneOffset.UTC);

        assertThat(parts)
                .containsEntry("year", "2026")
                .containsEntry("month", "02")
                .containsEntry("day", "18")
                .containsEntry("hour", "01");
        assertThat(CompletionTime.parts(
                        new io.jobdrop.job.JsonField("$.done"),
                        new Job(
                                "f",
                                "v",
                                "j",
                                JsonNodeFactory.instance.objectNode().put("done", 1_771_371_000L),
                                false,
                                null),
                        java.time.ZoneOffset.UTC))
                .containsEntry("year", "2026");
        assertThatThrownBy(() ->
                        CompletionTime.parts(new io.jobdrop.job.JsonField("$.nope"), job, java.time.ZoneOffset.UTC))
                .isInstanceOf(io.jobdrop.job.Held.class)
                .hasMessageContaining("the vendor gives none at $.nope");
    }

    static void assertSafe(String name) {
        assertStaysInItsFolder(name);
        assertThat(name.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(150);
        assertThat(SafeName.of(name)).isEqualTo(name);
    }

    static void assertStaysInItsFolder(String name) {
        assertThat(name)
                .doesNotContainPattern("[/\\\\\\p{C}]")
                .doesNotStartWith(".")
                .doesNotMatch("(?i)(con|prn|aux|nul|(com|lpt)[1-9\u00b9\u00b2\u00b3])\\p{Z}*(\\..*)?");
    }

    static List<String> named(List<String> given) {
        ResultNames names = new ResultNames(JOB, "manifest.json", text -> text);
        List<String> found = new ArrayList<>();
        for (String name : given) {
            Result result = new Result(found.size() + 1, "https://h/x", name, OptionalLong.empty());
            found.add(names.of(result, new ResultHead("h", "/path/export", "text/csv", null, null)));
        }
        return found;
    }
}
