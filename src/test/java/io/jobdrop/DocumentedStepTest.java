package io.jobdrop;

import static io.jobdrop.OwnStepScene.CSV;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The own steps that the page about feeds shows: a gunzip and a virus scanner. */
class DocumentedStepTest {
    @AutoClose
    private final OwnStepScene scene;

    DocumentedStepTest(@TempDir Path home) throws IOException {
        scene = new OwnStepScene(home);
    }

    @Test
    void the_documented_gunzip_delivers_what_was_compressed() throws Exception {
        scene.host.on("/r/1", Answer.bytes("application/gzip", gzip(CSV)));
        scene.host.on("/r/2", Answer.bytes("text/csv", CSV.getBytes(UTF_8)));
        scene.lists("r.csv.gz", "plain.csv");
        scene.step("direct:gunzip", documented("gunzip"));

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(scene.jobdrop.files())
                .containsExactly("own-jobs/e-1/manifest.json", "own-jobs/e-1/plain.csv", "own-jobs/e-1/r.csv");
        assertThat(scene.jobdrop.text("own-jobs/e-1/r.csv")).isEqualTo(CSV);
        assertThat(outcome.job("e-1").files().get(0).bytes()).isEqualTo(CSV.length());
        assertThat(scene.jobdrop.text("own-jobs/e-1/manifest.json"))
                .contains("own-jobs/e-1/r.csv\"")
                .doesNotContain("e-1/r.csv.gz", "application/gzip");
    }

    @Test
    void what_only_looks_compressed_is_not_delivered() throws Exception {
        scene.lists("r.csv.gz");
        scene.step("direct:gunzip", documented("gunzip"));

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(scene.jobdrop.files()).isEmpty();
        assertThat(outcome.state("e-1")).isEqualTo(JobState.GAVE_UP);
        assertThat(outcome.job("e-1").error()).contains("the feed's own step direct:gunzip failed", "GZIP");
        assertThat(outcome.job("e-1").attempts()).isEqualTo(2);
    }

    @Test
    void a_file_that_is_cut_off_inside_its_compression_is_not_delivered() throws Exception {
        byte[] whole = gzip(CSV.repeat(10_000));
        scene.host.on("/r/1", Answer.bytes("application/gzip", Arrays.copyOf(whole, whole.length - 9)));
        scene.lists("r.csv.gz");
        scene.step("direct:gunzip", documented("gunzip"));

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(scene.jobdrop.files()).isEmpty();
        assertThat(outcome.job("e-1").error()).contains("what the feed's own step left cannot be read");
    }

    @Test
    void what_unpacks_to_more_than_the_greatest_size_is_given_up() throws Exception {
        scene.jobdrop.set("JOBDROP_DOWNLOAD_MAX_SIZE", "100KB");
        scene.host.on("/r/1", Answer.bytes("application/gzip", gzip("x".repeat(200_000))));
        scene.lists("r.csv.gz");
        scene.step("direct:gunzip", documented("gunzip"));

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(scene.jobdrop.files()).isEmpty();
        assertThat(outcome.state("e-1")).isEqualTo(JobState.GAVE_UP);
        assertThat(outcome.job("e-1").error()).contains("jobdrop.download.max-size");
    }

    @Test
    void a_name_that_another_result_has_gets_a_number() throws Exception {
        scene.host.on("/r/1", Answer.bytes("application/gzip", gzip("unpacked")));
        scene.host.on("/r/2", Answer.bytes("text/csv", CSV.getBytes(UTF_8)));
        scene.lists("r.csv.gz", "r.csv");
        scene.step("direct:gunzip", documented("gunzip"));

        scene.jobdrop.pollOnce();

        assertThat(scene.jobdrop.text("own-jobs/e-1/r.csv")).isEqualTo(CSV);
        assertThat(scene.jobdrop.text("own-jobs/e-1/r-2.csv")).isEqualTo("unpacked");
    }

    @Test
    void the_documented_scanner_sees_the_bytes_and_the_file_is_delivered() throws Exception {
        scene.host.on("/scan", Answer.bytes("text/plain", "clean".getBytes(UTF_8)));
        scene.step("direct:scan", scan());

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(outcome.state("e-1")).isEqualTo(JobState.DELIVERED);
        assertThat(scene.jobdrop.text("own-jobs/e-1/r.csv")).isEqualTo(CSV);
        assertThat(scene.host.requests("/scan"))
                .singleElement()
                .satisfies(request -> assertThat(request.body()).contains(CSV));
    }

    @Test
    void what_the_documented_scanner_refuses_is_not_delivered() throws Exception {
        scene.host.on("/scan", Answer.bytes("text/plain", "infected".getBytes(UTF_8)));
        scene.step("direct:scan", scan());

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(scene.jobdrop.files()).isEmpty();
        assertThat(outcome.state("e-1")).isEqualTo(JobState.GAVE_UP);
        assertThat(outcome.job("e-1").error()).isEqualTo("the scanner says infected");
        assertThat(outcome.job("e-1").attempts()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"503, '503'", "401, '401'"})
    void a_scanner_that_fails_is_asked_again_later_and_the_vendors_key_is_not_blamed(int status, String shown)
            throws Exception {
        scene.host.on("/scan", Answer.status(status, "{}"));
        scene.step("direct:scan", scan());

        Outcome outcome = scene.jobdrop.pollOnce();

        assertThat(scene.jobdrop.files()).isEmpty();
        assertThat(outcome.state("e-1")).isEqualTo(JobState.GAVE_UP);
        assertThat(outcome.job("e-1").attempts()).isEqualTo(2);
        assertThat(outcome.job("e-1").error())
                .startsWith("the feed's own step direct:scan failed: ")
                .contains(shown)
                .doesNotContain("convertly.token");
    }

    private String scan() throws IOException {
        return documented("scan").replace("http://localhost:8090", scene.host.url());
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
