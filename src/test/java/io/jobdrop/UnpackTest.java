package io.jobdrop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.JobState;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Packed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packed results that are delivered unpacked. */
@Tag("slow")
class UnpackTest {
    private static final byte[] CSV = "a,b\n1,2\n".getBytes(UTF_8);

    @TempDir
    Path home;

    private ResultPartsScene scene;

    @BeforeEach
    void start() throws IOException {
        scene = new ResultPartsScene(home);
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    @Test
    void gzip_is_delivered_as_its_content_without_its_ending() throws Exception {
        LedgerEntry job = poll("gzip", "data.csv.gz", Packed.gzip(CSV, CSV));

        assertThat(job.state()).isEqualTo(JobState.DELIVERED);
        assertThat(scene.files()).containsExactly("data.csv");
        assertThat(scene.text("data.csv")).isEqualTo("a,b\n1,2\na,b\n1,2\n");
        assertThat(job.files().get(0).bytes()).isEqualTo(16);
        assertThat(job.files().get(0).name()).isEqualTo("data.csv");
    }

    @Test
    void without_unpack_a_packed_file_lands_as_it_came() throws Exception {
        byte[] packed = Packed.gzip(CSV);

        poll("none", "data.csv.gz", packed);

        assertThat(scene.jobdrop.file("acme-jobs/j1/data.csv.gz")).isEqualTo(packed);
    }

    @ParameterizedTest
    @CsvSource({
        "report.csv, report.csv",
        "a/b/report.csv, report.csv",
        "../../../etc/passwd, passwd",
        "CON.csv, _CON.csv"
    })
    void the_one_file_of_a_zip_lands_under_its_own_name_made_safe(String entry, String name) throws Exception {
        assertThat(poll("zip", "data.zip", Packed.zip("folder/", "", entry, "x"))
                        .state())
                .isEqualTo(JobState.DELIVERED);

        assertThat(scene.files()).containsExactly(name);
        assertThat(scene.text(name)).isEqualTo("x");
    }

    @Test
    void a_zip_of_no_file_or_several_holds_the_job_and_says_how_to_get_it() throws Exception {
        LedgerEntry several = poll("zip", "data.zip", Packed.zip("a.csv", "1", "b.csv", "2"));
        assertThat(several.state()).isEqualTo(JobState.HELD);
        assertThat(several.error())
                .isEqualTo("the zip file of result 1 holds more than one file; nothing was delivered."
                        + " With download.unpack: none it is delivered packed");

        LedgerEntry none = poll("zip", "data.zip", Packed.zip("folder/", ""));
        assertThat(none.state()).isEqualTo(JobState.HELD);
        assertThat(none.error()).startsWith("the zip file of result 1 holds no file");
        assertThat(scene.files()).isEmpty();

        poll("none", "data.zip", Packed.zip("a.csv", "1", "b.csv", "2"));
        assertThat(scene.files()).containsExactly("data.zip");
    }

    @Test
    void what_is_damaged_is_asked_for_again_and_then_held() throws Exception {
        byte[] damaged = Packed.gzip(CSV);
        damaged[damaged.length - 6] ^= 1;

        LedgerEntry job = poll("gzip", "data.csv.gz", damaged);

        assertThat(job.state()).isEqualTo(JobState.HELD);
        assertThat(job.error())
                .startsWith("result 1 is no whole gzip file: its content is not what its checksum says; nothing was");
        assertThat(scene.asked()).hasSizeGreaterThan(1);
        assertThat(scene.files()).isEmpty();

        assertThat(poll("gzip", "data.csv.gz", CSV).error()).contains("it does not begin as gzip does");
        byte[] zip = Packed.zip("a.csv", "1");
        assertThat(poll("zip", "a.zip", Arrays.copyOf(zip, zip.length - 30)).error())
                .startsWith("result 1 is no whole zip file: it does not end as zip does");
    }

    @Test
    void what_unpacks_to_a_thousand_times_its_size_or_over_the_limit_is_refused() throws Exception {
        byte[] bomb = Packed.gzip(new byte[12 << 20]);

        LedgerEntry ratio = poll("gzip", "data.gz", bomb);
        scene.jobdrop.set("JOBDROP_DOWNLOAD_MAX_SIZE", "1MB");
        scene.vendor.on("/api/jobs", Answer.json("[{\"id\":\"j2\",\"status\":\"done\"}]"));
        scene.vendor.on("/api/jobs/j2/results", Answer.bytes("application/gzip", bomb));
        LedgerEntry size = scene.jobdrop.pollOnce().job("j2");

        assertThat(ratio.state()).isEqualTo(JobState.GAVE_UP);
        assertThat(ratio.error()).startsWith("result 1 unpacks to more than 1000 times its " + bomb.length + " bytes");
        assertThat(size.state()).isEqualTo(JobState.GAVE_UP);
        assertThat(size.error()).contains("larger than jobdrop.download.max-size");
        assertThat(scene.files()).isEmpty();
    }

    @Test
    void an_own_step_has_the_content() throws Exception {
        scene.jobdrop.feed("mark", """
                - route:
                    id: mark
                    from:
                      uri: direct:mark
                      steps:
                        - setHeader: {name: CamelFileName, simple: "${header.CamelFileName}.own"}
                """);
        result("data.csv.gz", Packed.gzip(CSV));
        scene.feed("download: {path: '/jobs/{jobId}/results', unpack: gzip}\nstep: direct:mark");

        scene.jobdrop.pollOnce();

        assertThat(scene.files()).containsExactly("data.csv.own");
        assertThat(scene.text("data.csv.own")).isEqualTo("a,b\n1,2\n");
    }

    private void result(String name, byte[] content) {
        scene.vendor.on(
                ResultPartsScene.RESULT,
                Answer.bytes("application/octet-stream", content)
                        .with("Content-Disposition", "attachment; filename=\"" + name + "\""));
    }

    private LedgerEntry poll(String unpack, String name, byte[] content) throws Exception {
        scene.feed("download: {path: '/jobs/{jobId}/results', unpack: " + unpack + "}");
        result(name, content);
        return scene.jobdrop.pollOnce().job("j1");
    }
}
