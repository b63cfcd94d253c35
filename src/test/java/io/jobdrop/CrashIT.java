package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.support.Distribution;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.Faults;
import io.jobdrop.support.PacedJobs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that die. {@code -Djobdrop.crash.kills=100 -Djobdrop.crash.jobs=1000} makes a soak of the first test; it
 * prints its figures.
 */
class CrashIT {
    private static final int KILLS = Integer.getInteger("jobdrop.crash.kills", 4);
    private static final int JOBS = Integer.getInteger("jobdrop.crash.jobs", 60);
    private static final byte[] LARGE = "0123456789abcdef".repeat(100_000).getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private FakeVendor vendor;
    private Distribution jobdrop;

    @BeforeEach
    void start() throws IOException {
        vendor = new FakeVendor();
        jobdrop = new Distribution(folder)
                .set("CONVERTLY_URL", vendor.url())
                .set("CONVERTLY_TOKEN", "key")
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host())
                .set("JOBDROP_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
    }

    @AfterEach
    void stop() throws IOException {
        vendor.close();
    }

    @Test
    void killed_again_and_again_it_delivers_everything_once_and_whole() throws Exception {
        int pace = Math.max(1, JOBS / KILLS / 2);
        PacedJobs jobs = new PacedJobs(vendor, pace);
        for (int i = 0; i < JOBS; i++) {
            jobs.add(Faults.file(content(i)));
        }
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch over = new CountDownLatch(1);
        Thread watcher = new Thread(() -> watch(over, wrong));
        watcher.start();

        Random random = new Random(7);
        for (int kill = 0; kill < KILLS; kill++) {
            Process run = jobdrop.start("run", "--once");
            assertThat(run.waitFor(1500 + random.nextInt(2500), TimeUnit.MILLISECONDS))
                    .isFalse();
            run.destroyForcibly().waitFor();
            jobs.allow(pace);
        }
        jobs.allowAll();
        assertThat(jobdrop.run("run", "--once")).isZero();
        over.countDown();
        watcher.join();

        assertThat(wrong).isEmpty();
        assertThat(lostOrHalf()).isEmpty();
        assertThat(folder.resolve("drop/.staging")).doesNotExist();
        assertThat(jobdrop.run("audit")).isZero();
        int asked = vendor.requests().size();
        assertThat(jobdrop.run("run", "--once")).isZero();
        int pages = (JOBS + PacedJobs.PAGE - 1) / PacedJobs.PAGE;
        assertThat(vendor.requests()).as("nothing but the list").hasSize(asked + pages);
        System.out.println(KILLS + " kills, " + JOBS + " jobs: lost or half 0, twice 0, seen half 0; transfers "
                + jobs.transfers());
    }

    @Test
    void a_killed_download_goes_on_where_it_was() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        new PacedJobs(vendor, 0).addUnpaced(Faults.first(1, slowly(begun), Faults.file(LARGE)));

        Process run = jobdrop.start("run", "--once");
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        awaitStaged();
        run.destroyForcibly().waitFor();

        assertThat(jobdrop.run("run", "--once")).isZero();
        assertWholeAndResumed();
    }

    @Test
    void a_stopped_service_gives_a_long_download_up_and_the_next_one_goes_on() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        new PacedJobs(vendor, 0).addUnpaced(Faults.first(1, slowly(begun), Faults.file(LARGE)));
        jobdrop.set("JOBDROP_SHUTDOWN_TIMEOUT", "1s");

        Process service = jobdrop.start("run");
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        awaitStaged();
        service.destroy();

        assertThat(service.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(folder.resolve("drop/convertly-jobs")).doesNotExist();
        assertThat(jobdrop.run("run", "--once")).isZero();
        assertWholeAndResumed();
    }

    @Test
    void a_file_system_that_takes_no_more_loses_nothing() throws Exception {
        PacedJobs jobs = new PacedJobs(vendor, 0);
        byte[] huge = Arrays.copyOf(LARGE, 4 * LARGE.length);
        jobs.addUnpaced(Faults.file(huge));
        jobs.addUnpaced(Faults.file(content(1)));
        jobdrop.set("JOBDROP_RETRY_ATTEMPTS", "2").set("JOBDROP_RETRY_BACKOFF", "1ms");

        assertThat(jobdrop.withFilesUpTo(4096).run("run", "--once")).isEqualTo(1);
        assertThat(folder.resolve("drop/convertly-jobs/j0")).doesNotExist();
        assertThat(folder.resolve("drop/convertly-jobs/j1/r.csv")).hasBinaryContent(content(1));

        assertThat(jobdrop.withFilesUpTo(0).run("retry", "--failed")).isZero();
        assertThat(jobdrop.run("run", "--once")).isZero();
        assertThat(folder.resolve("drop/convertly-jobs/j0/r.csv")).hasBinaryContent(huge);
    }

    private void assertWholeAndResumed() throws IOException {
        assertThat(folder.resolve("drop/convertly-jobs/j0/r.csv")).hasBinaryContent(LARGE);
        List<FakeVendor.Request> asked = vendor.requests("/r/0");
        assertThat(asked).hasSize(2);
        assertThat(asked.get(1).header("Range")).matches("bytes=[1-9]\\d{4,}-");
        assertThat(asked.get(1).header("If-Range")).isEqualTo("\"v1\"");
    }

    // Three quarters of the file, and then nothing.
    private static FakeVendor.Reply slowly(CountDownLatch begun) {
        return (request, wire) -> {
            begun.countDown();
            Faults.file(LARGE).stallAt(LARGE.length * 3 / 4).send(request, wire);
        };
    }

    private void awaitStaged() throws Exception {
        long staged = 0;
        for (int i = 0; i < 600 && staged < LARGE.length / 2; i++) {
            new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS);
            try (Stream<Path> files = Files.walk(folder.resolve("drop"))) {
                staged = files.mapToLong(file -> file.toFile().length()).max().orElse(0);
            } catch (IOException e) {
                staged = 0;
            }
        }
        assertThat(staged).isGreaterThan(LARGE.length / 2);
    }

    private void watch(CountDownLatch over, List<String> wrong) {
        try {
            while (!over.await(10, TimeUnit.MILLISECONDS)) {
                for (int i = 0; i < JOBS; i++) {
                    Path job = folder.resolve("drop/convertly-jobs/j" + i);
                    Path file = job.resolve("r.csv");
                    boolean marked = Files.exists(job.resolve("manifest.json"));
                    if (marked && !Files.exists(file)) {
                        wrong.add(job + " has a manifest and no file");
                    }
                    if (Files.exists(file) && !Arrays.equals(Files.readAllBytes(file), content(i))) {
                        wrong.add(file + " was seen half");
                    }
                }
            }
        } catch (IOException | InterruptedException e) {
            wrong.add(e.toString());
        }
    }

    private List<String> lostOrHalf() throws IOException {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < JOBS; i++) {
            Path job = folder.resolve("drop/convertly-jobs/j" + i);
            JsonNode manifest =
                    new ObjectMapper().readTree(job.resolve("manifest.json").toFile());
            boolean whole = Arrays.equals(Files.readAllBytes(job.resolve("r.csv")), content(i));
            if (!whole || manifest.path("files").size() != 1 || job.toFile().list().length != 2) {
                found.add(job.toString());
            }
        }
        return found;
    }

    private static byte[] content(int job) {
        return ("content of " + job + "\n").repeat(3000).getBytes(StandardCharsets.UTF_8);
    }
}
