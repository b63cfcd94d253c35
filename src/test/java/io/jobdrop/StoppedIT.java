package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobdrop.support.Distribution;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.Faults;
import io.jobdrop.support.PacedJobs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/**
 * A process that stands still for longer than its lease, while a second one on the same ledger and drop does its work.
 * {@code -Djobdrop.stop.rounds=30} makes a soak of it.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
class StoppedIT {
    private static final int ROUNDS = Integer.getInteger("jobdrop.stop.rounds", 1);
    private static final int JOBS = 12;
    private static final int WORKERS = 8;
    private static final int HALF = 60_000;

    @TempDir
    Path folder;

    private FakeVendor vendor;

    @BeforeEach
    void start() throws IOException {
        vendor = new FakeVendor();
    }

    @AfterEach
    void stop() throws IOException {
        vendor.close();
    }

    @Test
    void a_process_that_goes_on_after_its_lease_publishes_and_records_nothing() throws Exception {
        PacedJobs jobs = new PacedJobs(vendor, 0);
        Map<Path, Object> published = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            Path log = folder.resolve("first-" + round + ".log");
            CountDownLatch half = new CountDownLatch(WORKERS);
            CountDownLatch rest = new CountDownLatch(1);
            List<Path> files = add(jobs, half, rest);

            Process first = jobdrop().printingTo(log).start("run");
            assertThat(half.await(60, TimeUnit.SECONDS)).isTrue();
            stopOutsideOfTransactions(first);
            Files.delete(folder.resolve("data/ledger.db.lock"));
            Process second = jobdrop().printingTo(folder.resolve("second.log")).start("run");
            await().atMost(Duration.ofMinutes(2)).until(() -> files.stream().allMatch(StoppedIT::isMarked));
            published.putAll(inodes(files));

            signal(first, "CONT");
            rest.countDown();
            await().atMost(Duration.ofMinutes(1)).until(() -> lostIn(log) == WORKERS);
            end(first);
            end(second);

            assertThat(Files.readString(log)).contains("ledger.db.lock now under this process");
            assertThat(inodes(List.copyOf(published.keySet()))).isEqualTo(published);
            assertThat(files).allMatch(StoppedIT::isWhole);
        }
        assertThat(jobdrop().run("run", "--once")).isZero();
        assertThat(jobdrop().run("audit")).isZero();
        assertThat(folder.resolve("drop/.staging")).doesNotExist();
        assertThat(deliveries()).isEqualTo(ROUNDS * JOBS);
        System.out.println(ROUNDS + " rounds, " + ROUNDS * JOBS + " jobs: lost 0, twice 0, wrong 0");
    }

    private Distribution jobdrop() {
        return new Distribution(folder)
                .set("CONVERTLY_URL", vendor.url())
                .set("CONVERTLY_TOKEN", "key")
                .set("CONVERTLY_JOBS_SCHEDULE", "0/2 * * * * ?")
                .set("CONVERTLY_JOBS_JITTER", "0s")
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host())
                .set("JOBDROP_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
    }

    // The first request for a file stands still half-way; each request gets other bytes, so that no mixture goes
    // unnoticed.
    private List<Path> add(PacedJobs jobs, CountDownLatch half, CountDownLatch rest) {
        return Stream.generate(() -> {
                    AtomicInteger requests = new AtomicInteger();
                    int number = jobs.addUnpaced((request, wire) -> {
                        byte[] content = content(requests.incrementAndGet());
                        if (requests.get() > 1) {
                            Faults.file(content).send(request, wire);
                            return;
                        }
                        wire.write("HTTP/1.1 200 OK\r\nContent-Length: " + content.length + "\r\n\r\n"
                                + new String(content, 0, HALF, StandardCharsets.US_ASCII));
                        half.countDown();
                        awaitOpen(rest);
                        wire.write(new String(content, HALF, content.length - HALF, StandardCharsets.US_ASCII));
                    });
                    return folder.resolve("drop/convertly-jobs/j" + number + "/r.csv");
                })
                .limit(JOBS)
                .toList();
    }

    private static void awaitOpen(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static byte[] content(int request) {
        return ("bytes of request " + request + "\n").repeat(5000).getBytes(StandardCharsets.US_ASCII);
    }

    // A process that stands still in the middle of a transaction keeps everybody from the ledger.
    private void stopOutsideOfTransactions(Process process) throws Exception {
        signal(process, "STOP");
        while (isLocked()) {
            signal(process, "CONT");
            signal(process, "STOP");
        }
    }

    private boolean isLocked() {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + folder.resolve("data/ledger.db"));
        try (var connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            statement.execute("ROLLBACK");
            return false;
        } catch (SQLException e) {
            return true;
        }
    }

    private static void signal(Process process, String signal) throws Exception {
        String pid = Long.toString(process.pid());
        assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor())
                .isZero();
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    private static boolean isMarked(Path file) {
        return Files.exists(file.resolveSibling("manifest.json"));
    }

    private static boolean isWhole(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return Arrays.equals(bytes, content(1)) || Arrays.equals(bytes, content(2));
        } catch (IOException e) {
            return false;
        }
    }

    private static Map<Path, Object> inodes(List<Path> files) throws IOException {
        Map<Path, Object> inodes = new HashMap<>();
        for (Path file : files) {
            inodes.put(file, Files.getAttribute(file, "unix:ino"));
        }
        return inodes;
    }

    private static long lostIn(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .filter(line -> line.contains("is not claimed by this process any more"))
                .count();
    }

    private long deliveries() throws IOException {
        long count = 0;
        try (Stream<Path> logs = Files.list(folder)) {
            for (Path log :
                    logs.filter(path -> path.toString().endsWith(".log")).toList()) {
                count += Files.readAllLines(log).stream()
                        .filter(line -> line.contains(" delivered: "))
                        .count();
            }
        }
        return count;
    }
}
