package io.jobdrop.support;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.RuntimeSettings;
import io.jobdrop.job.JobState;
import io.jobdrop.poll.Poll;
import io.jobdrop.record.JobActions;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.record.RetryPolicy;
import io.jobdrop.record.RunLock;
import io.jobdrop.runtime.CannotRun;
import io.jobdrop.runtime.JobdropContext;
import io.jobdrop.runtime.SingleRun;
import io.jobdrop.stage.Progress;
import io.jobdrop.vendor.PendingRequests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The routes of this project in a home folder of their own, with settings as an engineer would give them. */
public class Installation {
    private final Path home;
    private final Map<String, String> environment = new HashMap<>();
    private final List<Path> configFiles = new ArrayList<>();
    private final List<Path> feedFolders = new ArrayList<>();
    private @Nullable S3Server server;
    private String bucket = "";

    public Installation(Path home) {
        this.home = home;
        set("JOBDROP_RETRY_BACKOFF", "1ms");
        set("JOBDROP_RETRY_MAX_BACKOFF", "20ms");
        set("JOBDROP_RETRY_ATTEMPTS", "2");
    }

    public Installation set(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Delivers into a new bucket of a server, by its own address or by that of a proxy before it. */
    public Installation intoBucket(S3Server store, URI endpoint) {
        server = store;
        bucket = store.newBucket();
        return set("JOBDROP_DROP", "s3")
                .set("JOBDROP_DROP_S3_BUCKET", bucket)
                .set("JOBDROP_DROP_S3_REGION", S3Server.REGION)
                .set("JOBDROP_DROP_S3_ENDPOINT", endpoint.toString())
                .set("JOBDROP_DROP_S3_PATH_STYLE", "true")
                .set("JOBDROP_DROP_S3_ACCESS_KEY", S3Server.ACCESS_KEY)
                .set("JOBDROP_DROP_S3_SECRET_KEY", S3Server.SECRET_KEY)
                .set("JOBDROP_DROP_S3_PART_SIZE", "5MB");
    }

    public String bucket() {
        return bucket;
    }

    public Installation feed(String name, String yaml) throws IOException {
        Path folder = Files.createDirectories(home.resolve("feeds"));
        Files.writeString(folder.resolve(name + ".camel.yaml"), yaml);
        if (!feedFolders.contains(folder)) {
            feedFolders.add(folder);
        }
        return this;
    }

    /** With the settings of a file. */
    public Installation config(Path file) {
        configFiles.add(file);
        return this;
    }

    /** With the feeds of a folder. */
    public Installation feeds(Path folder) {
        feedFolders.add(folder);
        return this;
    }

    public Configuration read() {
        return Configuration.read(
                new Configuration.Sources(
                        Path.of("").toAbsolutePath(),
                        home,
                        configFiles,
                        feedFolders,
                        RuntimeSettings.NONE,
                        environment),
                Map.of());
    }

    Map<String, String> environment() {
        return environment;
    }

    List<Path> feedFolders() {
        return feedFolders;
    }

    /** What the product said while it ran, of what this process logged. */
    public List<String> said(LogLines log) throws IOException {
        return log.all();
    }

    /** Polls each active feed once and delivers what is due, as {@code run --once} does. */
    public Outcome pollOnce() throws InterruptedException {
        return poll(JobdropContext.Mode.ONCE);
    }

    /** The first poll of {@code run}, which then ends. */
    public Outcome pollAsService() throws InterruptedException {
        set("JOBDROP_HTTP_PORT", Integer.toString(ServerProcess.freePort()));
        return poll(JobdropContext.Mode.SERVICE);
    }

    private Outcome poll(JobdropContext.Mode mode) throws InterruptedException {
        Configuration configuration = read();
        if (!configuration.problems().isEmpty()) {
            throw new IllegalStateException(configuration.problems().toString());
        }
        PendingRequests pending;
        Outcome outcome;
        try (RunLock lock = RunLock.take(configuration.ledger()).orElseThrow();
                JobdropContext bundle = new JobdropContext(
                        configuration, configuration.ledger(), lock, mode, Progress.NONE, Clock.systemUTC())) {
            bundle.start();
            List<Poll> polls = new SingleRun(bundle, Clock.systemUTC()).run();
            pending = bundle.context().getRegistry().lookupByNameAndType("pendingRequests", PendingRequests.class);
            outcome = new Outcome(polls, bundle.ledger().queries().jobs(null, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (CannotRun e) {
            throw new IllegalStateException(e);
        }
        if (pending.size() > 0) {
            throw new AssertionError(pending.size() + " requests are kept of exchanges that have ended");
        }
        return outcome;
    }

    /** Does what an operator does beside a running process. */
    public void act(Predicate<JobActions> action) {
        try (LedgerDatabase database = LedgerDatabase.open(home.resolve("data/ledger.db"), drop())) {
            RetryPolicy policy = new RetryPolicy(2, Duration.ZERO, Duration.ZERO);
            if (!action.test(new JobActions(database, Clock.systemUTC(), policy, text -> text))) {
                throw new AssertionError("the job's state does not allow it");
            }
        }
    }

    public Path drop() {
        return home.resolve("drop");
    }

    /** All visible files of the drop, as paths below it; or all keys of the bucket. */
    public List<String> files() throws IOException {
        if (server != null) {
            return server.keys(bucket);
        }
        if (!Files.exists(drop())) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(drop())) {
            return files.filter(Files::isRegularFile)
                    .map(file -> drop().relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    public byte[] file(String path) throws IOException {
        return server == null ? Files.readAllBytes(drop().resolve(path)) : server.bytes(bucket, path);
    }

    public String text(String path) throws IOException {
        return new String(file(path), StandardCharsets.UTF_8);
    }

    public Path home() {
        return home;
    }

    /** What a poll led to. */
    public record Outcome(List<Poll> polls, List<LedgerEntry> jobs) {
        public LedgerEntry job(String id) {
            return jobs.stream()
                    .filter(job -> job.jobId().equals(id))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no job " + id + " among " + jobs));
        }

        public JobState state(String id) {
            return job(id).state();
        }

        public String pollError(String feed) {
            return polls.stream()
                    .filter(poll -> poll.feed().equals(feed))
                    .map(Poll::error)
                    .filter(java.util.Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        }
    }
}
