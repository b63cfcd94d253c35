package io.jobdrop.support;

import io.jobdrop.config.LedgerAddress;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobFailure;
import io.jobdrop.record.Intents;
import io.jobdrop.record.JobActions;
import io.jobdrop.record.JobLedger;
import io.jobdrop.record.LedgerClaims;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.record.LedgerWatch;
import io.jobdrop.record.ListedJobs;
import io.jobdrop.record.RetryPolicy;
import io.jobdrop.record.RunLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.apache.camel.util.FileUtil;
import org.jspecify.annotations.Nullable;

/**
 * A real ledger with a clock that the test sets and three attempts: in a file, or on a PostgreSQL server where the system
 * property {@code jobdrop.test.ledger} is {@code postgresql}.
 */
public final class TestLedger implements AutoCloseable {
    /** An empty ledger, made once in each process: making one takes longer than most tests. */
    private static final byte[] EMPTY = isOnServer() ? new byte[0] : empty();

    private static final RetryPolicy RETRIES = new RetryPolicy(3, Duration.ofSeconds(10), Duration.ofSeconds(15));

    private final ManualClock clock = new ManualClock();
    private final LedgerAddress address;
    private final LedgerDatabase database;
    private final JobLedger jobs;
    private @Nullable RunLock lock;

    public TestLedger(Path folder) {
        Path file = folder.resolve("ledger.db");
        if (isOnServer()) {
            address = TestServer.ledger(folder);
        } else {
            address = new LedgerAddress.InFile(file);
            if (!Files.exists(file)) {
                write(file);
            }
        }
        database = LedgerDatabase.open(address, file.resolveSibling("drop"));
        jobs = new JobLedger(database, clock, RETRIES, text -> text.replace("s3cret", "***"));
    }

    private static boolean isOnServer() {
        return System.getProperty("jobdrop.test.ledger", "sqlite").equals("postgresql");
    }

    private static void write(Path file) {
        try {
            Files.write(file, EMPTY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] empty() {
        try {
            Path folder = Files.createTempDirectory("ledger");
            Path file = folder.resolve("ledger.db");
            LedgerDatabase.open(file, file.resolveSibling("drop")).close();
            withoutIdentity(file);
            byte[] bytes = Files.readAllBytes(file);
            FileUtil.removeDir(folder.toFile());
            return bytes;
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    // Each ledger gets its own when it is opened.
    private static void withoutIdentity(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = DELETE");
            statement.execute("DELETE FROM identity");
        }
    }

    public static Job job(String id) {
        return Job.known("f", "v", id);
    }

    public JobLedger jobs() {
        return jobs;
    }

    /** What operators do. */
    public JobActions actions() {
        return new JobActions(database, clock, RETRIES, text -> text.replace("s3cret", "***"));
    }

    /** What is left of a page of a list. */
    public List<Job> offerable(List<Job> page) {
        return listed().page(page, 1).offerable();
    }

    public ListedJobs listed() {
        return new ListedJobs(database, clock, RETRIES);
    }

    public LedgerClaims claims(String owner) {
        return new LedgerClaims(database, clock, RETRIES, owner, () -> true);
    }

    /** A job that is registered and then claimed. */
    public Job claimed(String id) {
        return claimed(job(id), "me");
    }

    /** The same job, registered and claimed by an owner. */
    public Job claimed(Job job, String owner) {
        jobs.register(job.feed(), List.of(job.id()));
        return job.claimedAs(claims(owner).claim(job.feed(), job.id()).orElseThrow());
    }

    /** Lets {@code me} try a job, stage so many bytes, and fail. */
    public void fail(String id, JobFailure failure, long staged) {
        offerable(List.of(job(id)));
        LedgerClaims claims = claims("me");
        Job claimed = job(id).claimedAs(claims.claim("f", id).orElseThrow());
        jobs.failed(claimed, failure, staged);
        claims.remove("f/" + id);
    }

    public void fail(String id, JobFailure failure) {
        fail(id, failure, 0);
    }

    /** Watches the ledger's files, with a lock as a run has it. */
    public LedgerWatch watch() throws IOException {
        if (lock == null) {
            lock = RunLock.take(address).orElseThrow();
        }
        return new LedgerWatch(database, lock);
    }

    public RetryPolicy retries() {
        return RETRIES;
    }

    public Intents intents() {
        return new Intents(database, clock);
    }

    public LedgerDatabase database() {
        return database;
    }

    public ManualClock clock() {
        return clock;
    }

    public LedgerEntry entry(String id) {
        return jobs.queries().jobs("f", null).stream()
                .filter(entry -> entry.jobId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        if (lock != null) {
            lock.close();
        }
        database.close();
    }
}
