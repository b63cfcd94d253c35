package io.jobdrop.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.JobId;
import io.jobdrop.job.JobState;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.support.Installation.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What becomes of a job that meets a fault, of the one beside it, and of the poll: in drop, ledger, log, requests. */
public final class FaultExpectation {
    /** In a name: the job's id. */
    public static final String JOB = "JOB";

    private final @Nullable JobState state;
    private final String reason;
    private @Nullable String pollError;
    private boolean said = true;
    private String name = "r.csv";
    private byte[] bytes = FaultScene.CSV;
    private int requests = -1;
    private long resumedAt;
    private Duration pause = Duration.ZERO;
    private @Nullable String jobId;
    private List<String> hidden = List.of(FaultScene.TOKEN, FaultScene.SIGNATURE);
    private @Nullable FaultExpectation inBucket;

    private FaultExpectation(@Nullable JobState state, String reason) {
        this.state = state;
        this.reason = reason;
    }

    public static FaultExpectation delivered() {
        return new FaultExpectation(JobState.DELIVERED, "");
    }

    /** The job is not delivered, for a reason that holds this text. */
    public static FaultExpectation ends(JobState state, String reason) {
        return new FaultExpectation(state, reason);
    }

    /** The poll gives no job at all. */
    public static FaultExpectation pollFails(String error) {
        return new FaultExpectation(null, "").pollFailing(error);
    }

    /** The poll goes well, and gives no job at all. */
    public static FaultExpectation nothing() {
        return new FaultExpectation(null, "");
    }

    /** The ledger alone tells the reason: what the vendor says itself is no line in the log. */
    public FaultExpectation unsaid() {
        said = false;
        return this;
    }

    /** With a bucket as the destination it ends otherwise: less than a part is not kept from attempt to attempt. */
    public FaultExpectation inBucket(FaultExpectation other) {
        inBucket = other;
        return this;
    }

    public FaultExpectation inBucket() {
        return inBucket == null ? this : inBucket;
    }

    /** In a service there may be one poll more, at which a held job is looked at once more. */
    public FaultExpectation inService() {
        requests = state == JobState.HELD ? -1 : requests;
        return this;
    }

    /** So many requests reach the result host. */
    public FaultExpectation asking(int count) {
        requests = count;
        return this;
    }

    /** It is this job, and not the scene's, that meets the fault. */
    public FaultExpectation of(String id) {
        jobId = id;
        return this;
    }

    /** These stand nowhere either, as key and signature never do: not in log, ledger or manifest. */
    public FaultExpectation hiding(String... texts) {
        hidden = Stream.concat(hidden.stream(), Stream.of(texts)).toList();
        return this;
    }

    public FaultExpectation named(String fileName) {
        name = fileName;
        return this;
    }

    public FaultExpectation holding(byte[] content) {
        bytes = content;
        return this;
    }

    /** The rest from this byte on is asked for; -1 for never. */
    public FaultExpectation resuming(long at) {
        resumedAt = at;
        return this;
    }

    /** So much time lies between the first two requests to the result host. */
    public FaultExpectation pausing(Duration time) {
        pause = time;
        return this;
    }

    public FaultExpectation pollFailing(String error) {
        pollError = error;
        return this;
    }

    public void check(Installation jobdrop, Outcome outcome, FaultScene scene, List<String> log) throws Exception {
        String error = outcome.pollError(scene.feed());
        if (pollError == null) {
            assertThat(error).as("the poll").isNull();
        } else {
            assertThat(error).as("the poll").contains(pollError);
            assertThat(log).anyMatch(line -> line.startsWith(scene.feed() + " poll failed: ") && line.contains(error));
        }
        assertThat(log).noneMatch(line -> hidden.stream().anyMatch(line::contains));
        if (state != null) {
            LedgerEntry job = job(outcome, scene, id(scene));
            assertThat(job.toString()).doesNotContain(hidden);
            assertThat(job.state()).as(job.error()).isEqualTo(state);
            if (state == JobState.DELIVERED) {
                checkDelivered(jobdrop, scene, job, log);
            } else {
                checkUndelivered(jobdrop, scene, job, log);
            }
            assertThat(job(outcome, scene, "beside").state())
                    .as("the job beside")
                    .isEqualTo(JobState.DELIVERED);
            assertThat(jobdrop.file(scene.feed() + "/beside/r.csv")).isEqualTo(FaultScene.BESIDE);
            checkRequests(scene.host());
        }
    }

    private void checkDelivered(Installation jobdrop, FaultScene scene, LedgerEntry job, List<String> log)
            throws Exception {
        String folder = folder(scene);
        String result = folder + name.replace(JOB, JobId.fileName(id(scene)));
        assertThat(jobdrop.files().stream().filter(file -> file.startsWith(folder)))
                .containsExactlyInAnyOrder(result, folder + "manifest.json");
        assertThat(jobdrop.file(result)).isEqualTo(bytes);
        assertThat(jobdrop.text(folder + "manifest.json"))
                .contains(job.files().get(0).sha256())
                .doesNotContain(hidden);
        assertThat(log.stream().filter(line -> line.startsWith(scene.feed() + " job " + id(scene) + " delivered: ")))
                .hasSize(1);
    }

    private void checkUndelivered(Installation jobdrop, FaultScene scene, LedgerEntry job, List<String> log)
            throws Exception {
        assertThat(jobdrop.files()).noneMatch(file -> file.startsWith(folder(scene)));
        assertThat(job.error()).contains(reason);
        assertThat(log)
                .anyMatch(line -> !said
                        || line.startsWith(scene.feed() + " job " + id(scene) + ": ") && line.contains(job.error()));
    }

    private String id(FaultScene scene) {
        return jobId == null ? scene.id() : jobId;
    }

    private String folder(FaultScene scene) {
        return scene.feed() + "/" + JobId.fileName(id(scene)) + "/";
    }

    private void checkRequests(FakeVendor host) {
        List<FakeVendor.Request> asked = host.requests("/r");
        if (requests >= 0) {
            assertThat(asked).hasSize(requests);
        }
        if (resumedAt != 0) {
            assertThat(asked.stream().skip(1).map(request -> request.header("Range")))
                    .contains(resumedAt < 0 ? null : "bytes=" + resumedAt + "-");
        }
        if (!pause.isZero()) {
            assertThat(Duration.ofNanos(asked.get(1).at() - asked.get(0).at())).isGreaterThanOrEqualTo(pause);
        }
        assertThat(host.requests())
                .allSatisfy(request -> assertThat(request.headers().toString()).doesNotContain(FaultScene.TOKEN));
    }

    private static LedgerEntry job(Outcome outcome, FaultScene scene, String id) {
        return outcome.jobs().stream()
                .filter(job -> job.feed().equals(scene.feed()) && job.jobId().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no job " + id + " in the ledger"));
    }
}
