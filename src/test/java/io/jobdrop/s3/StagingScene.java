package io.jobdrop.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.config.RuntimeSettings;
import io.jobdrop.config.Settings;
import io.jobdrop.job.Claim;
import io.jobdrop.job.Job;
import io.jobdrop.job.Result;
import io.jobdrop.name.ResultHead;
import io.jobdrop.record.Uploads;
import io.jobdrop.stage.Checkpoint;
import io.jobdrop.stage.Progress;
import io.jobdrop.stage.StagedResult;
import io.jobdrop.stage.Staging;
import io.jobdrop.support.S3Faults;
import io.jobdrop.support.S3Server;
import io.jobdrop.support.TestLedger;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;

/** A bucket of its own behind a proxy that a test makes fail, and a staging and publishing for the job {@code f/a}. */
final class StagingScene implements AutoCloseable {
    static final int PART = 5 << 20;
    /** Three parts and five bytes. */
    static final byte[] CONTENT = random(3 * PART + 5);

    static final Job JOB = TestLedger.job("a").claimedAs(new Claim("me", 1, true));

    final S3Server server;
    final S3Faults faults;
    final String bucket;
    final TestLedger ledger;
    final Uploads uploads;
    private final Map<String, String> environment = new HashMap<>();
    private final Path folder;
    S3Staging staging;

    StagingScene(S3Server server, Path folder) throws IOException {
        this.server = server;
        this.folder = folder;
        faults = new S3Faults(server.endpoint());
        bucket = server.newBucket();
        ledger = new TestLedger(folder);
        ledger.claimed("a");
        uploads = new Uploads(ledger.database());
        set("bucket", bucket).set("endpoint", faults.endpoint().toString()).set("path-style", "true");
        set("access-key", S3Server.ACCESS_KEY)
                .set("secret-key", S3Server.SECRET_KEY)
                .set("prefix", "in");
        staging = open();
    }

    StagingScene set(String name, String value) {
        environment.put(
                "JOBDROP_DROP_S3_" + name.toUpperCase(java.util.Locale.ROOT).replace('-', '_'), value);
        return this;
    }

    Settings settings() {
        return Settings.load(folder, List.of(), RuntimeSettings.NONE, environment, List.of(), new ArrayList<>());
    }

    /** A staging as a new process has it. */
    S3Staging open() {
        Bucket opened = new Bucket(settings(), S3Connection.open(settings(), 8));
        return new S3Staging(
                opened, uploads, Clock.systemUTC(), Progress.NONE, new S3Staging.Limits(100L << 20, PART, 2));
    }

    /** What the process held in memory is gone. */
    void restart() {
        staging.close();
        staging = open();
    }

    Checkpoint known(long total) {
        return known(1, "x.csv", total);
    }

    static Checkpoint known(int index, String name, long total) {
        return new Checkpoint(
                "f/a/" + (index == 1 ? "" : index + "-") + name,
                new Checkpoint.Announced(name, -1, "h/x"),
                new ResultHead("h", "/x", "text/csv", null, null),
                new Checkpoint.Version("\"v1\"", total),
                "2026-11-21T11:00:00Z");
    }

    Staging.Stored store(byte[] content) throws IOException {
        return store(1, content);
    }

    Staging.Stored store(int index, byte[] content) throws IOException {
        Checkpoint from = known(index, "x.csv", content.length);
        Staging.Stored stored = staging.store(JOB, index, new ByteArrayInputStream(content), from);
        staging.save(JOB, index, from.whole(stored.bytes(), stored.sha256()));
        return stored;
    }

    /** Publishes a stored result, and returns the hash of the object. */
    String publish(int index, Staging.Stored stored) throws IOException {
        return new Publisher(staging.bucket(), staging, ledger.intents())
                .publish(JOB, staged(index, stored))
                .sha256();
    }

    String publish(Staging.Stored stored) throws IOException {
        return publish(1, stored);
    }

    static StagedResult staged(int index, Staging.Stored stored) {
        Checkpoint known = known(index, "x.csv", stored.bytes());
        return new StagedResult(
                new Result(index, "https://h.example/x", "x.csv", OptionalLong.empty()),
                known.target(),
                stored,
                known.head(),
                Instant.EPOCH,
                Instant.EPOCH);
    }

    /** Lets the body of {@link #CONTENT} break off, and returns what is known then. */
    Checkpoint breakOff(int at) {
        assertThatThrownBy(() -> staging.store(JOB, 1, cut(CONTENT, 0, at), known(CONTENT.length)))
                .isInstanceOf(Staging.BrokenOff.class)
                .hasMessage("the download broke off after " + at + " bytes: gone");
        return staging.checkpoint(JOB, 1).orElseThrow();
    }

    /** Stores what is missing of {@link #CONTENT}. */
    Staging.Stored rest(Checkpoint from) throws IOException {
        byte[] rest = Arrays.copyOfRange(CONTENT, (int) from.flushed(), CONTENT.length);
        Staging.Stored stored = staging.store(JOB, 1, new ByteArrayInputStream(rest), from);
        staging.save(JOB, 1, from.whole(stored.bytes(), stored.sha256()));
        return stored;
    }

    /** Publishes {@link #CONTENT}, looks whether the object holds it, and returns its hash. */
    String publishContent(Staging.Stored stored) throws IOException {
        String sha256 = publish(stored);
        assertThat(object("in/f/a/x.csv")).isEqualTo(CONTENT);
        return sha256;
    }

    byte[] object(String key) {
        return server.bytes(bucket, key);
    }

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** A body that breaks off behind the first bytes of a content. */
    static InputStream cut(byte[] content, int from, int to) {
        return new SequenceInputStream(new ByteArrayInputStream(content, from, to - from), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("gone");
            }
        });
    }

    @Override
    public void close() throws IOException {
        staging.close();
        ledger.close();
        faults.close();
    }
}
