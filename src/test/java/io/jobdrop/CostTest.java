package io.jobdrop;

import static io.jobdrop.DeliveryScene.completed;
import static io.jobdrop.DeliveryScene.file;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.jobdrop.record.CountedStatements;
import io.jobdrop.record.DurableCommits;
import io.jobdrop.support.Faults;
import io.jobdrop.support.Polled;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a small job costs, in figures that do not depend on the speed of a machine. Each limit is a tenth above what was
 * counted when it was set: whoever needs more raises it and says why, whoever makes do with less lowers it.
 */
class CostTest {
    private static final double MOST_STATEMENTS = 12.3;
    private static final double MOST_FLUSHES = 6.6;
    private static final double MOST_REQUESTS = 1.1;
    private static final double MOST_KILOBYTES = 475;
    private static final int JOBS = 50;

    @TempDir
    Path folder;

    @AutoClose
    private final DeliveryScene scene;

    CostTest(@TempDir Path home) throws Exception {
        scene = new DeliveryScene(home);
        scene.host.on("/r", Faults.answer(200, "a,b\n1,2\n"));
    }

    @Test
    void a_small_job_costs_no_more_than_it_did() throws Exception {
        try (Polled polled = Polled.start(scene.jobdrop);
                Recording flushes = new Recording()) {
            deliver(polled, "warm");
            CountedStatements statements = CountedStatements.of(polled.bundle().ledger());
            flushes.enable("jdk.FileForce").withThreshold(Duration.ZERO);
            int asked = asked();
            long allocated = allocated();
            long commits = DurableCommits.of(polled.bundle().ledger());
            flushes.start();

            deliver(polled, "more");

            flushes.stop();
            double sent = statements.total() / (double) JOBS;
            double kilobytes = (allocated() - allocated) / 1024.0 / JOBS;
            double requests = (asked() - asked) / (double) JOBS;
            assertThat(sent).as("statements%n%s", statements).isBetween(1.0, MOST_STATEMENTS);
            double waits = (count(flushes) + DurableCommits.of(polled.bundle().ledger()) - commits) / (double) JOBS;
            assertThat(waits).as("waits for the disk").isBetween(1.0, MOST_FLUSHES);
            assertThat(requests).as("requests").isBetween(1.0, MOST_REQUESTS);
            assertThat(kilobytes).as("KiB that its worker allocates").isBetween(1.0, MOST_KILOBYTES);
        }
    }

    private void deliver(Polled polled, String name) throws Exception {
        scene.lists(IntStream.range(0, JOBS)
                .mapToObj(i -> completed(name + i, file("r.csv", scene.host.url() + "/r")))
                .toArray(String[]::new));
        polled.poll("convertly-jobs", 1);
        assertThat(scene.jobdrop.files().stream().filter(path -> path.contains("/" + name)))
                .hasSize(2 * JOBS);
    }

    private int asked() {
        return scene.host.requests("/r").size()
                + scene.vendor.requests(DeliveryScene.LIST).size();
    }

    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().startsWith("jobdrop-worker"))
                .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.getThreadId()))
                .sum();
    }

    private int count(Recording recording) throws IOException {
        Path file = folder.resolve("flushes.jfr");
        recording.dump(file);
        return (int) RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("jdk.FileForce"))
                .count();
    }
}
