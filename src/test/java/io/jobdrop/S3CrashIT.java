package io.jobdrop;

import static io.jobdrop.support.S3Request.Kind.PUT;
import static io.jobdrop.support.S3Request.Kind.UPLOAD_PART;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.support.Distribution;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.Faults;
import io.jobdrop.support.PacedJobs;
import io.jobdrop.support.S3Faults;
import io.jobdrop.support.S3Request;
import io.jobdrop.support.S3Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that die while they deliver into a bucket. {@code -Djobdrop.crash.kills=100 -Djobdrop.crash.jobs=1000} makes a
 * soak of it; it prints its figures. Few files need parts, however many jobs there are: the server keeps all in memory.
 */
class S3CrashIT {
    private static final int KILLS = Integer.getInteger("jobdrop.crash.kills", 3);
    private static final int JOBS = Integer.getInteger("jobdrop.crash.jobs", 20);
    private static final int LARGE_EVERY = Math.max(1, JOBS / 5);
    private static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    private final S3Server server = S3Server.s3proxy();
    private final String bucket = server.newBucket();
    private final AtomicBoolean killing = new AtomicBoolean(true);
    private S3Faults store;
    private FakeVendor vendor;
    private PacedJobs jobs;
    private Distribution jobdrop;

    @BeforeEach
    void start() throws IOException {
        store = new S3Faults(server.endpoint());
        vendor = new FakeVendor();
        jobs = new PacedJobs(vendor, pace());
        jobdrop = new Distribution(folder)
                .set("CONVERTLY_URL", vendor.url())
                .set("CONVERTLY_TOKEN", "key")
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host())
                .set("JOBDROP_DROP", "s3")
                .set("JOBDROP_DROP_S3_BUCKET", bucket)
                .set("JOBDROP_DROP_S3_ENDPOINT", store.endpoint().toString())
                .set("JOBDROP_DROP_S3_PATH_STYLE", "true")
                .set("JOBDROP_DROP_S3_ACCESS_KEY", S3Server.ACCESS_KEY)
                .set("JOBDROP_DROP_S3_SECRET_KEY", S3Server.SECRET_KEY)
                .set("JOBDROP_DROP_S3_PART_SIZE", "5MB")
                .set("JOBDROP_DROP_S3_PARALLEL", "1")
                .set("JOBDROP_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
    }

    @AfterEach
    void stop() throws IOException {
        vendor.close();
        store.close();
    }

    @Test
    void killed_again_and_again_it_delivers_every_object_once_and_whole() throws Exception {
        offerJobs();
        BucketWatch watch = new BucketWatch(server, bucket, S3CrashIT::content);

        Random random = new Random(7);
        for (int kill = 0; kill < KILLS; kill++) {
            killAfterAPart(random);
            jobs.allow(pace());
        }
        killing.set(false);
        jobs.allowAll();
        assertThat(jobdrop.run("run", "--once")).isZero();

        assertThat(watch.end()).isEmpty();
        assertThat(lostOrWrong()).isEmpty();
        assertThat(put()).hasSize(2 * JOBS - largeOnes()).doesNotHaveDuplicates();
        assertThat(server.openUploads(bucket)).isEmpty();
        assertThat(resumed()).isPositive();
        assertThat(jobdrop.run("audit")).isZero();
        int asked = vendor.requests().size();
        assertThat(jobdrop.run("run", "--once")).isZero();
        assertThat(vendor.requests()).hasSize(asked + 1);
        System.out.println(KILLS + " kills, " + JOBS
                + " jobs into a bucket: lost or wrong 0, published twice 0, seen wrong 0,"
                + " uploads left open 0; transfers " + jobs.transfers() + ", of which " + resumed() + " went on, parts "
                + store.count(UPLOAD_PART));
    }

    private static int pace() {
        return Math.max(1, JOBS / KILLS / 2);
    }

    private void offerJobs() {
        for (int i = 0; i < JOBS; i++) {
            Faults.File whole = Faults.file(content(i));
            if (isLarge(i)) {
                FakeVendor.Reply half = Faults.file(content(i)).stallAt(content(i).length * 3 / 4);
                jobs.addUnpaced(
                        Faults.first(1, (request, wire) -> (killing.get() ? half : whole).send(request, wire), whole));
            } else {
                jobs.add(whole);
            }
        }
    }

    // Once it works on files, and a part has arrived if there is one to come.
    private void killAfterAPart(Random random) throws IOException, InterruptedException {
        long transfers = jobs.transfers();
        int parts = store.count(UPLOAD_PART);
        Process run = jobdrop.start("run", "--once");
        await(run, 60_000, () -> jobs.transfers() > transfers);
        await(run, 5_000, () -> store.count(UPLOAD_PART) > parts);
        await(run, 100 + random.nextInt(1400), () -> false);
        run.destroyForcibly().waitFor();
    }

    private static void await(Process run, int millis, BooleanSupplier event) throws InterruptedException {
        for (int waited = 0; waited < millis && !event.getAsBoolean(); waited += 20) {
            assertThat(run.waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    private List<String> lostOrWrong() throws IOException {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < JOBS; i++) {
            JsonNode manifest =
                    new ObjectMapper().readTree(server.bytes(bucket, "convertly-jobs/j" + i + "/manifest.json"));
            boolean whole = Arrays.equals(server.bytes(bucket, key(i)), content(i));
            boolean told = manifest.path("files").size() == 1
                    && manifest.path("files").get(0).path("bytes").asInt() == content(i).length;
            if (!whole || !told) {
                found.add(key(i));
            }
        }
        return found;
    }

    // The status of a completion does not count: the server begins to answer before it knows.
    private List<String> put() {
        return store.requests(PUT).stream()
                .filter(request -> request.served() == 200)
                .map(S3Request::key)
                .toList();
    }

    private static int largeOnes() {
        return (int) IntStream.range(0, JOBS).filter(S3CrashIT::isLarge).count();
    }

    private long resumed() {
        return vendor.requests().stream()
                .filter(request -> request.header("Range") != null)
                .count();
    }

    private static boolean isLarge(int job) {
        return job % LARGE_EVERY == 0;
    }

    private static String key(int job) {
        return "convertly-jobs/j" + job + "/r.csv";
    }

    private static byte[] content(int job) {
        byte[] text = ("content of " + job + "\n").repeat(3000).getBytes(StandardCharsets.UTF_8);
        if (!isLarge(job)) {
            return text;
        }
        byte[] large = new byte[11 * MIB + job * MIB / 4 % (5 * MIB)];
        for (int at = 0; at < large.length; at += text.length) {
            System.arraycopy(text, 0, large, at, Math.min(text.length, large.length - at));
        }
        return large;
    }
}
