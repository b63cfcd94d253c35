package io.jobdrop.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.Feed;
import io.jobdrop.config.RuntimeSettings;
import io.jobdrop.config.Settings;
import io.jobdrop.config.TestFeed;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.Result;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Under which names a destination has a job's results. */
class DropNamesTest {
    private static final Feed FEED = TestFeed.of("list: {path: /jobs}\n"
            + "job: {completed: completed, type: $.type, completedAt: $.done}\nresults: {urls: $.url}\n");

    private final Map<String, String> settings = new HashMap<>();

    @Test
    void all_that_is_known_of_a_job_may_stand_in_a_name() throws Exception {
        settings.put(
                "JOBDROP_DROP_NAME",
                "${vendor}/${jobType}/${year}/${month}/${day}/${hour}/${jobId}-${index}-${fileName}");
        settings.put("JOBDROP_DROP_MANIFEST", "${feed}/${year}-${jobId}.json");
        DropNames names = names();

        JobNames job = names.of(FEED, job("a", "{\"type\":\"Daily/Report\",\"done\":\"2026-02-17T23:30:00-02:00\"}"));

        assertThat(path(job, 1, "x.csv")).isEqualTo("v/Report/2026/02/18/01/a-1-x.csv");
        assertThat(path(job, 2, "x.csv")).isEqualTo("v/Report/2026/02/18/01/a-2-x-2.csv");
        assertThat(job.manifest()).isEqualTo("f/2026-a.json");
    }

    @ParameterizedTest
    @CsvSource({
        "${feed}/${jobId}/${fileName},             f/a/manifest.json",
        "${vendor}/x/${jobId}/${fileName},         v/x/a/manifest.json",
        "${feed}/${jobId}/${index}/${fileName},    f/a/manifest.json",
        "${feed}/${jobId}/p${index}/x/${fileName}, f/a/manifest.json",
        "${jobId}-${fileName},                     a.manifest.json",
        "${feed}/${jobId}-${fileName},             f/a.manifest.json",
        "${feed}/${fileName}/${jobId},             f/a.manifest.json",
        "${index}/${jobId}/${fileName},            a.manifest.json",
        "${year}/${feed}-${jobId}/${fileName},     2026/f-a/manifest.json"
    })
    void the_manifest_is_beside_the_results(String template, String manifest) throws Exception {
        settings.put("JOBDROP_DROP_NAME", template);

        assertThat(names().of(FEED, job("a", "{\"done\":\"2026-02-17T00:00:00Z\"}"))
                        .manifest())
                .isEqualTo(manifest);
    }

    @ParameterizedTest
    @CsvSource({
        "'',             '',      2026/12/31/23",
        "Europe/Berlin,  '',      2027/01/01/00",
        "Europe/Berlin,  -05:00,  2026/12/31/18",
        "'',             UTC+2,   2027/01/01/01"
    })
    void the_time_zone_of_the_feed_tells_the_date(String ofAll, String ofFeed, String date) throws Exception {
        settings.put("JOBDROP_DROP_NAME", "${year}/${month}/${day}/${hour}/${jobId}/${fileName}");
        if (!ofAll.isEmpty()) {
            settings.put("JOBDROP_TIME_ZONE", ofAll);
        }
        settings.put("F_TIME_ZONE", ofFeed);
        JobNames job = names().of(FEED, job("a", "{\"done\":\"2026-12-31T23:30:00Z\"}"));

        assertThat(path(job, 1, "x.csv")).isEqualTo(date + "/a/x.csv");
        assertThat(job.manifest()).isEqualTo(date + "/a/manifest.json");
    }

    @ParameterizedTest
    @CsvSource({"{},job", "'{\"type\":\"..\"}',job", "'{\"type\":\"import\"}',import"})
    void a_job_of_no_usable_type_is_called_job(String fields, String type) throws Exception {
        settings.put("JOBDROP_DROP_NAME", "${jobType}/${jobId}/${fileName}");
        DropNames names = names();

        assertThat(path(names.of(FEED, job("a", fields)), 1, "x.csv")).isEqualTo(type + "/a/x.csv");
    }

    @Test
    void an_id_of_any_characters_is_one_safe_part_of_a_name() throws Exception {
        settings.put("JOBDROP_DROP_NAME", "${feed}/${jobId}/${fileName}");
        JobNames job = names().of(FEED, job("../../a/..", "{}"));

        assertThat(path(job, 1, "x.csv")).matches("f/_.._.._a_..-[0-9a-f]{32}/x.csv");
        assertThat(path(job, 2, null)).matches("f/_.._.._a_..-[0-9a-f]{32}/_.._.._a_..-[0-9a-f]{32}.bin");
        assertThat(job.manifest()).matches("f/_.._.._a_..-[0-9a-f]{32}/manifest.json");
    }

    @ParameterizedTest
    @CsvSource({"year", "month", "day", "hour"})
    void a_completion_time_that_a_name_asks_for_and_nobody_gives_holds_the_job(String part) {
        settings.put("JOBDROP_DROP_NAME", "${" + part + "}/${jobId}/${fileName}");

        assertThatThrownBy(() -> names().of(FEED, job("a", "{}")))
                .isInstanceOf(Held.class)
                .hasMessage("jobdrop.drop.name asks for the completion time, but the vendor gives none at $.done");
    }

    @Test
    void a_name_that_file_systems_would_not_take_holds_the_job() throws Exception {
        settings.put("JOBDROP_DROP_NAME", "${jobId}${jobId}/${fileName}");

        assertThatThrownBy(() -> names().of(FEED, job("a".repeat(128), "{}")))
                .isInstanceOf(Held.class)
                .hasMessage("a part of '${jobId}${jobId}/manifest.json' is longer than 255 bytes");
        settings.put("JOBDROP_DROP_MANIFEST", "${jobId}.json");
        JobNames job = names().of(FEED, job("a".repeat(128), "{}"));
        assertThatThrownBy(() -> path(job, 1, "x.csv"))
                .isInstanceOf(Held.class)
                .hasMessage("a part of '${jobId}${jobId}/${fileName}' is longer than 255 bytes");
    }

    @Test
    void no_secret_that_a_vendor_gives_stands_in_a_name() throws Exception {
        settings.put("JOBDROP_DROP_NAME", "${jobType}/${jobId}/${fileName}");
        settings.put("CONVERTLY_TOKEN", "our-key");
        DropNames names = names();
        JobNames job = names.of(FEED, job("a", "{\"type\":\"of our-key\"}"));

        assertThat(path(job, 1, "report.csv?X-Amz-Expires=60&X-Amz-Signature=SECRET"))
                .isEqualTo("of ___/a/report.csv");
        assertThat(path(job, 2, "our-key.csv")).isEqualTo("of ___/a/___.csv");
    }

    @ParameterizedTest
    @CsvSource({
        "/dl/c-our-key-1.txt, c-___.txt",
        "/dl/c-%6fur%2Dkey%2D1.txt, c-___.txt",
        "/dl/c-%256fur%252Dkey%252D1.txt, c-___.txt",
        "/dl/c-b3VyLWtleS0x.txt, ___.txt",
        "/dl/c.6f75722d6b65792d31, a.bin",
        "/dl/our-key-1/b.txt, b.txt",
        "/dl/c-our/slash-key.txt, c-___.txt",
        "/dl/x.our1, a.bin"
    })
    void no_secret_that_a_path_repeats_is_in_a_name(String path, String name) throws Exception {
        settings.put("CONVERTLY_TOKEN", "our-key-1");
        settings.put("USERPILOT_TOKEN", "our/slash-key");
        settings.put("COMPANYENRICH_TOKEN", "our1");
        JobNames job = names().of(FEED, job("a", "{}"));

        assertThat(job.path(new Result(1, "https://h/x", null, OptionalLong.empty()), ResultHead.at(path)))
                .isEqualTo("f/a/" + name);
    }

    @Test
    void no_secret_that_is_too_long_for_a_name_is_left_in_part() throws Exception {
        String key = "0123456789".repeat(30);
        settings.put("CONVERTLY_TOKEN", key);
        JobNames job = names().of(FEED, job("a", "{}"));
        String header = "attachment; filename=\"c-" + key + ".txt\"";

        String given = Disposition.fileName(header, job::redacted);

        assertThat(given).isEqualTo("c-___.txt");
        assertThat(path(job, 1, key + ".csv")).isEqualTo("f/a/___.csv");
        assertThat(job.renamed(announced(2, "x", -1), "f/a/", key + ".csv")).isEqualTo("f/a/___-2.csv");
        assertThat(job.redacted(announced(3, key, 1)).name()).isEqualTo("***");
    }

    @Test
    void no_result_takes_the_name_of_the_manifest() throws Exception {
        assertThat(path(names().of(FEED, job("a", "{}")), 1, "Manifest.JSON")).isEqualTo("f/a/Manifest-2.JSON");
    }

    @Test
    void no_result_takes_the_name_of_a_manifest_without_a_folder() throws Exception {
        settings.put("JOBDROP_DROP_NAME", "${jobId}-${fileName}");
        settings.put("JOBDROP_DROP_MANIFEST", "${jobId}.json");

        assertThat(path(names().of(FEED, job("a", "{}")), 1, "a.json")).isEqualTo("a-a-2.json");
    }

    @ParameterizedTest
    @CsvSource({
        "${jobId}/${index}${fileName}, 1, 1a.csv, 11, a.csv, a/11a.csv",
        "${jobId}/${fileName}${index}, 1, a1, 11, a, a/a11"
    })
    void two_results_that_the_template_gives_one_name_hold_the_job(
            String template, int first, String one, int second, String other, String path) throws Exception {
        settings.put("JOBDROP_DROP_NAME", template);
        JobNames job = names().of(FEED, job("a", "{}"));
        path(job, first, one);

        assertThatThrownBy(() -> path(job, second, other))
                .isInstanceOf(Held.class)
                .hasMessage("result " + second + " and result " + first + " have one name by jobdrop.drop.name, " + path
                        + "; nothing was delivered. Put a / or another separator between its parts");
        assertThat(path(job, first, one)).isEqualTo(path);
    }

    @Test
    void a_result_that_the_template_gives_the_name_of_the_manifest_holds_the_job() throws Exception {
        settings.put("JOBDROP_DROP_NAME", "${jobId}/${fileName}.json");
        JobNames job = names().of(FEED, job("a", "{}"));

        assertThatThrownBy(() -> path(job, 1, "Manifest"))
                .isInstanceOf(Held.class)
                .hasMessageContaining("result 1 and the manifest have one name by jobdrop.drop.name");
    }

    private DropNames names() {
        return Settings.load(
                        Path.of(""),
                        List.of(),
                        RuntimeSettings.NONE,
                        settings,
                        List.of("f.time-zone"),
                        new ArrayList<>())
                .dropNames();
    }

    private static Job job(String id, String fields) throws Exception {
        return new Job("f", "v", id, (ObjectNode) new ObjectMapper().readTree(fields), true, null);
    }

    private static String path(JobNames names, int index, String name) {
        return names.path(announced(index, name, -1), ResultHead.at("/x"));
    }

    private static Result announced(int index, String name, long size) {
        return new Result(index, "https://h.example/x", name, size < 0 ? OptionalLong.empty() : OptionalLong.of(size));
    }
}
