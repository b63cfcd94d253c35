package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Reply;
import io.jobdrop.support.FakeVendor.Request;
import io.jobdrop.support.FaultScene;
import io.jobdrop.support.Faults;
import io.jobdrop.support.Installation;
import io.jobdrop.support.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large results over a slow link. */
@Tag("slow")
class RangesTest {
    private static final int PIECE = 64 * 1024;
    private static final int MB = 1 << 20;
    private static final byte[] FILE = new byte[30 * MB + 77];

    static {
        new Random(2).nextBytes(FILE);
    }

    @TempDir
    Path home;

    private FaultScene scene;
    private Installation jobdrop;

    @BeforeEach
    void start() throws Exception {
        scene = new FaultScene("acme", new FakeVendor(), "j0");
        jobdrop = new Installation(home).set("JOBDROP_DOWNLOAD_RANGES_ABOVE", "20MB");
        scene.install(jobdrop);
        jobdrop.set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", scene.host().host());
    }

    @AfterEach
    void stop() throws Exception {
        scene.close();
    }

    @Test
    void parts_are_fetched_beside_one_another() throws Exception {
        serve(Faults.file(FILE));

        assertThat(jobdrop.pollOnce().state("j0")).isEqualTo(JobState.DELIVERED);

        assertThat(jobdrop.file("acme/j0/r.csv")).isEqualTo(FILE);
        assertThat(requests(false)).hasSize(1);
        assertThat(requests(true)).hasSizeBetween(3, 4).allSatisfy(part -> {
            assertThat(part.header("If-Range")).isEqualTo("\"v1\"");
            assertThat(part.header("Range")).matches("bytes=\\d+-\\d+");
            assertThat(part.query()).contains("sig=" + FaultScene.SIGNATURE);
        });
    }

    @Test
    void a_host_that_refuses_parts_is_read_from_end_to_end() throws Exception {
        serve(Faults.status(403));

        assertThat(jobdrop.pollOnce().state("j0")).isEqualTo(JobState.DELIVERED);

        assertThat(jobdrop.file("acme/j0/r.csv")).isEqualTo(FILE);
        assertThat(requests(false)).hasSize(1);
    }

    @Test
    void a_host_that_ignores_ranges_is_read_from_end_to_end() throws Exception {
        serve(Faults.file(FILE).ignoringRange());

        assertThat(jobdrop.pollOnce().state("j0")).isEqualTo(JobState.DELIVERED);

        assertThat(jobdrop.file("acme/j0/r.csv")).isEqualTo(FILE);
        assertThat(requests(false)).hasSize(1);
    }

    @Test
    void a_part_that_is_cut_is_gone_on_from() throws Exception {
        AtomicInteger part = new AtomicInteger();
        serve((request, wire) ->
                (part.incrementAndGet() == 2 ? Faults.file(FILE).resetAt(MB) : Faults.file(FILE)).send(request, wire));

        assertThat(jobdrop.pollOnce().state("j0")).isEqualTo(JobState.DELIVERED);

        assertThat(jobdrop.file("acme/j0/r.csv")).isEqualTo(FILE);
        assertThat(requests(false)).hasSize(1);
    }

    @Test
    void versions_are_never_mixed() throws Exception {
        byte[] newer = Arrays.copyOf(FILE, FILE.length);
        newer[newer.length - 1]++;
        Reply now = Faults.file(newer).with("ETag", "\"v2\"");
        scene.result((request, wire) -> {
            String range = request.header("Range");
            if (range == null) {
                Reply whole = requests(true).isEmpty() ? this::slowly : now;
                whole.send(request, wire);
            } else {
                long from = Long.parseLong(range.replaceAll("bytes=(\\d+)-.*", "$1"));
                (from < 20 * MB ? Faults.file(FILE) : now).send(request, wire);
            }
        });

        assertThat(jobdrop.pollOnce().state("j0")).isEqualTo(JobState.DELIVERED);

        assertThat(jobdrop.file("acme/j0/r.csv")).isEqualTo(newer);
    }

    @Test
    void one_range_is_none() throws Exception {
        jobdrop.set("JOBDROP_DOWNLOAD_RANGES", "1");
        scene.result(RangesTest::slowlyAtFirst);

        assertThat(jobdrop.pollOnce().state("j0")).isEqualTo(JobState.DELIVERED);

        assertThat(scene.host().requests()).hasSize(1);
    }

    @Test
    void the_vendors_api_is_not_asked_for_parts() throws Exception {
        scene.detail(FaultScene.detailOf(scene.vendor().url() + "/r", ""));
        scene.vendor().on("/r", RangesTest::slowlyAtFirst);
        jobdrop.set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", scene.vendor().host());

        assertThat(jobdrop.pollOnce().state("j0")).isEqualTo(JobState.DELIVERED);

        assertThat(scene.vendor().requests("/r")).hasSize(1);
    }

    private List<Request> requests(boolean parts) {
        return scene.host().requests().stream()
                .filter(request -> parts == (request.header("Range") != null))
                .toList();
    }

    private void serve(Reply parts) {
        scene.result((request, wire) -> {
            if (request.header("Range") == null) {
                slowly(request, wire);
            } else {
                parts.send(request, wire);
            }
        });
    }

    // Slow until somebody asks for a part.
    private void slowly(Request request, Wire wire) throws IOException {
        wire.write(head());
        for (int at = 0; at < FILE.length; at += PIECE) {
            wire.write(Arrays.copyOfRange(FILE, at, Math.min(FILE.length, at + PIECE)));
            if (requests(true).isEmpty()) {
                wire.pause(100);
            }
        }
    }

    private static void slowlyAtFirst(Request request, Wire wire) throws IOException {
        wire.write(head());
        for (int at = 0; at < FILE.length; at += PIECE) {
            wire.write(Arrays.copyOfRange(FILE, at, Math.min(FILE.length, at + PIECE)));
            if (at < 30 * PIECE) {
                wire.pause(100);
            }
        }
    }

    private static String head() {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + FILE.length
                + "\r\nAccept-Ranges: bytes\r\nETag: \"v1\"\r\nConnection: close\r\n\r\n";
    }
}
