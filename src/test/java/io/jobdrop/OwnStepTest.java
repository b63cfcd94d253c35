package io.jobdrop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.JobState;
import io.jobdrop.stage.StagedResult;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation;
import io.jobdrop.support.Installation.Outcome;
import io.jobdrop.support.LogLines;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps of an engineer's own between download and delivery, those that the documents show among them. */
class OwnStepTest {
    private static final String CSV = "a,b\n1,2\n";

    @TempDir
    Path home;

    private FakeVendor vendor;
    private Installation jobdrop;

    @BeforeEach
    void start() throws IOException {
        vendor = new FakeVendor();
        jobdrop = new Installation(home)
                .set("CONVERTLY_URL", vendor.url())
                .set("CONVERTLY_TOKEN", "secret-key")
                .set("JOBDROP_FEEDS", "own-jobs")
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host());
        vendor.on("/r/1", Answer.bytes("text/csv", CSV.getBytes(UTF_8)));
        lists("r.csv");
    }

    @AfterEach
    void stop() {
        vendor.close();
    }

    @Test
    void the_documented_gunzip_delivers_what_was_compressed() throws Exception {
        vendor.on("/r/1", Answer.bytes("application/gzip", gzip(CSV)));
        vendor.on("/r/2", Answer.bytes("text/csv", CSV.getBytes(UTF_8)));
        lists("r.csv.gz", "plain.csv");
        step("direct:gunzip", documented("gunzip"));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(jobdrop.files())
                .containsExactly("own-jobs/e-1/manifest.json", "own-jobs/e-1/plain.csv", "own-jobs/e-1/r.csv");
        assertThat(jobdrop.text("own-jobs/e-1/r.csv")).isEqualTo(CSV);
        assertThat(outcome.job("e-1").files().get(0).bytes()).isEqualTo(CSV.length());
        assertThat(jobdrop.text("own-jobs/e-1/manifest.json"))
                .contains("own-jobs/e-1/r.csv\"")
                .doesNotContain("e-1/r.csv.gz", "application/gzip");
    }

    @Test
    void what_only_looks_compressed_is_not_delivered() throws Exception {
        lists("r.csv.gz");
        step("direct:gunzip", documented("gunzip"));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(jobdrop.files()).isEmpty();
        assertThat(outcome.state("e-1")).isEqualTo(JobState.GAVE_UP);
        assertThat(outcome.job("e-1").error()).contains("the feed's own step direct:gunzip failed", "GZIP");
        assertThat(outcome.job("e-1").attempts()).isEqualTo(2);
    }

    @Test
    void a_file_that_is_cut_off_inside_its_compression_is_not_delivered() throws Exception {
        byte[] whole = gzip(CSV.repeat(10_000));
        vendor.on("/r/1", Answer.bytes("application/gzip", Arrays.copyOf(whole, whole.length - 9)));
        lists("r.csv.gz");
        step("direct:gunzip", documented("gunzip"));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(jobdrop.files()).isEmpty();
        assertThat(outcome.job("e-1").error()).contains("what the feed's own step left cannot be read");
    }

    @Test
    void what_unpacks_to_more_than_the_greatest_size_is_given_up() throws Exception {
        jobdrop.set("JOBDROP_DOWNLOAD_MAX_SIZE", "100KB");
        vendor.on("/r/1", Answer.bytes("application/gzip", gzip("x".repeat(200_000))));
        lists("r.csv.gz");
        step("direct:gunzip", documented("gunzip"));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(jobdrop.files()).isEmpty();
        assertThat(outcome.state("e-1")).isEqualTo(JobState.GAVE_UP);
        assertThat(outcome.job("e-1").error()).contains("jobdrop.download.max-size");
    }

    @Test
    void a_name_that_another_result_has_gets_a_number() throws Exception {
        vendor.on("/r/1", Answer.bytes("application/gzip", gzip("unpacked")));
        vendor.on("/r/2", Answer.bytes("text/csv", CSV.getBytes(UTF_8)));
        lists("r.csv.gz", "r.csv");
        step("direct:gunzip", documented("gunzip"));

        jobdrop.pollOnce();

        assertThat(jobdrop.text("own-jobs/e-1/r.csv")).isEqualTo("unpacked");
        assertThat(jobdrop.text("own-jobs/e-1/r-2.csv")).isEqualTo(CSV);
    }

    @Test
    void the_documented_scanner_sees_the_bytes_and_the_file_is_delivered() throws Exception {
        vendor.on("/scan", Answer.bytes("text/plain", "clean".getBytes(UTF_8)));
        step("direct:scan", scan());

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.state("e-1")).isEqualTo(JobState.DELIVERED);
        assertThat(jobdrop.text("own-jobs/e-1/r.csv")).isEqualTo(CSV);
        assertThat(vendor.requests("/scan"))
                .singleElement()
                .satisfies(request -> assertThat(request.body()).contains(CSV));
    }

    @Test
    void what_the_documented_scanner_refuses_is_not_delivered() throws Exception {
        vendor.on("/scan", Answer.bytes("text/plain", "infected".getBytes(UTF_8)));
        step("direct:scan", scan());

        Outcome outcome = jobdrop.pollOnce();

        assertThat(jobdrop.files()).isEmpty();
        assertThat(outcome.state("e-1")).isEqualTo(JobState.GAVE_UP);
        assertThat(outcome.job("e-1").error()).isEqualTo("the scanner says infected");
        assertThat(outcome.job("e-1").attempts()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"503, '503'", "401, '401'"})
    void a_scanner_that_fails_is_asked_again_later_and_the_vendors_key_is_not_blamed(int status, String shown)
            throws Exception {
        vendor.on("/scan", Answer.status(status, "{}"));
        step("direct:scan", scan());

        Outcome outcome = jobdrop.pollOnce();

        assertThat(jobdrop.files()).isEmpty();
        assertThat(outcome.state("e-1")).isEqualTo(JobState.GAVE_UP);
        assertThat(outcome.job("e-1").attempts()).isEqualTo(2);
        assertThat(outcome.job("e-1").error())
                .startsWith("the feed's own step direct:scan failed: ")
                .contains(shown)
                .doesNotContain("convertly.token");
    }

    @Test
    void a_step_that_takes_all_headers_away_and_fails_is_not_repeated_for_ever() throws Exception {
        step("direct:own", route("""
                        - removeHeaders: {pattern: "*"}
                        - throwException: {exceptionType: java.io.IOException, message: no}
                        """));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.job("e-1").attempts()).isEqualTo(2);
        assertThat(outcome.job("e-1").error()).isEqualTo("the feed's own step direct:own failed: no");
    }

    @Test
    void the_password_of_an_endpoint_that_the_step_cannot_reach_is_not_told() throws Exception {
        step("direct:own", route("- toD: 'file:/tmp?passwort=AfairlySecret'"));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.job("e-1").error())
                .contains("Unknown parameters=[{passwort=***}]")
                .doesNotContain("AfairlySecret");
    }

    @Test
    void in_a_text_the_file_is_its_path_and_never_its_content() throws Exception {
        step("direct:own", route("""
                        - log: "the file is ${body.file}"
                        - log: "the body is ${body}"
                        """));

        try (LogLines log = new LogLines(Level.INFO)) {
            jobdrop.pollOnce();

            assertThat(log.all()).anyMatch(line -> line.matches("the file is /.*/\\.staging/.*/1"));
            assertThat(log.all()).noneMatch(line -> line.contains("a,b"));
        }
        assertThat(jobdrop.text("own-jobs/e-1/r.csv")).isEqualTo(CSV);
    }

    @ParameterizedTest
    @ValueSource(strings = {"asFile", "asPath"})
    void another_file_is_delivered_in_the_place_of_the_staged_one(String method) throws Exception {
        step("class:io.jobdrop.OwnStepTest$Another?method=" + method, "");

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.job("e-1").error()).isNull();
        assertThat(jobdrop.text("own-jobs/e-1/r.csv")).isEqualTo("another");
    }

    @Test
    void a_file_that_a_component_of_camel_has_read_is_delivered_in_the_place_of_the_staged_one() throws Exception {
        Path other = Files.writeString(home.resolve("other.txt"), "other");
        step(
                "direct:own",
                route("- pollEnrich: {simple: 'file:%s?fileName=other.txt&noop=true', timeout: 5000}".formatted(home)));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.job("e-1").error()).isNull();
        assertThat(jobdrop.text("own-jobs/e-1/other.txt")).isEqualTo("other");
        assertThat(other).hasContent("other");
    }

    /** A step that makes a file of its own beside the staged one. */
    public static final class Another {
        public File asFile(StagedResult staged) throws IOException {
            return asPath(staged).toFile();
        }

        public Path asPath(StagedResult staged) throws IOException {
            return Files.writeString(staged.localFile().resolveSibling("made"), "another");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "- setBody: {constant: changed}; left a String as its body",
                "- setBody: {simple: '${null}'}; left nothing as its body",
                "- setHeader: {name: CamelFileName, constant: '../up.csv'}; no other folder",
                "- setHeader: {name: CamelFileName, constant: '/up.csv'}; no other folder",
                "- setHeader: {name: CamelFileName, constant: '...'}; without any safe character"
            })
    void what_is_no_file_is_given_up_after_some_attempts(String step, String reason) throws Exception {
        step("direct:own", route(step));
        jobdrop.pollOnce();

        Outcome outcome = jobdrop.pollOnce();

        assertThat(jobdrop.files()).isEmpty();
        assertThat(vendor.requests("/r/1").size()).isLessThanOrEqualTo(2);
        assertThat(outcome.state("e-1")).isEqualTo(JobState.GAVE_UP);
        assertThat(outcome.job("e-1").error()).contains(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "other.csv, own-jobs/e-1/other.csv",
        "own-jobs/e-1/other.csv, own-jobs/e-1/other.csv",
        "Manifest.JSON, own-jobs/e-1/Manifest-2.JSON"
    })
    void a_step_may_give_content_another_name(String given, String landed) throws Exception {
        step("direct:own", route("""
                        - setBody: {constant: changed}
                        - setHeader: {name: CamelFileName, constant: "%s"}
                        """.formatted(given)));

        jobdrop.pollOnce();

        assertThat(jobdrop.text(landed)).isEqualTo("changed");
        assertThat(jobdrop.files()).hasSize(2);
    }

    @Test
    void a_step_that_ends_its_own_exchange_ends_only_that() throws Exception {
        step("direct:own", route("- stop: {}"));

        assertThat(jobdrop.pollOnce().state("e-1")).isEqualTo(JobState.DELIVERED);
    }

    @Test
    void a_step_may_change_the_file_in_place() throws Exception {
        step("class:io.jobdrop.support.AppendingStep", "");

        jobdrop.pollOnce();

        assertThat(jobdrop.text("own-jobs/e-1/r.csv")).isEqualTo(CSV + "3,4\n");
    }

    private void lists(String... names) {
        List<String> files = IntStream.range(0, names.length)
                .mapToObj(index -> "{\"filename\":\"" + names[index] + "\",\"downloadUrl\":\"" + vendor.url() + "/r/"
                        + (index + 1) + "\"}")
                .toList();
        vendor.on(
                "/api/jobs",
                Answer.json("{\"jobs\":[{\"id\":\"e-1\",\"job_type\":\"convert\",\"status\":\"completed\",\"results\":["
                        + String.join(",", files) + "]}],\"pagination\":{\"hasMore\":false}}"));
    }

    private void step(String uri, String routes) throws IOException {
        String feed = Files.readString(Path.of("routes/feeds/convertly-jobs.camel.yaml"))
                .replace("convertly-jobs", "own-jobs");
        jobdrop.feed("own-jobs", feed + "        step: " + uri + "\n");
        if (!routes.isEmpty()) {
            jobdrop.feed("own-route", routes);
        }
    }

    private static String route(String steps) {
        return "- route:\n    id: own\n    from:\n      uri: direct:own\n      steps:\n" + steps.indent(8);
    }

    private String scan() throws IOException {
        return documented("scan").replace("http://localhost:8090", vendor.url());
    }

    // The route of this name in the page about feeds.
    private static String documented(String route) throws IOException {
        return Pattern.compile("(?ms)^```yaml\\n(.*?)^```$")
                .matcher(Files.readString(Path.of("docs/feeds.md")))
                .results()
                .map((MatchResult block) -> block.group(1))
                .filter(block -> block.contains("- route:\n    id: " + route + "\n"))
                .findFirst()
                .orElseThrow();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }
}
