package io.jobdrop.recorded;

import io.jobdrop.Feed;
import io.jobdrop.config.Configuration;
import io.jobdrop.config.FeedFile;
import io.jobdrop.config.FeedFolders;
import io.jobdrop.config.Problem;
import io.jobdrop.config.Setting;
import io.jobdrop.config.TestConfiguration;
import io.jobdrop.deliver.Plan;
import io.jobdrop.job.JobState;
import io.jobdrop.poll.InboxFile;
import io.jobdrop.poll.Polls;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.record.RunLock;
import io.jobdrop.recorded.Outcome.FoundJob;
import io.jobdrop.runtime.JobdropContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs the real routes of one feed against recorded answers: no network, no ledger but one of its own, no file delivered.
 * What a vendor or a host would be asked for is compared with what is recorded, and so is what becomes of the jobs.
 */
public final class FeedTest {
    private static final int PATIENCE_SECONDS = 120;
    private static final int REPEATS = 2;

    private final Path install;
    private final FeedFolders folders;

    /**
     * What a test found.
     *
     * @param wrong what is wrong with the test or its feed, so that it was not run
     * @param differences what did not come as it must; empty when the feed passes
     * @param summary how much was compared
     */
    public record Result(List<Problem> wrong, List<String> differences, String summary) {}

    /** Tests feeds of these folders with the routes of an installation. */
    public FeedTest(Path install, FeedFolders folders) {
        this.install = install;
        this.folders = folders;
    }

    /** Runs the test of a feed. */
    public Result run(FeedFile file, TestFile test) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("jobdrop-test");
        try {
            Configuration configuration =
                    TestConfiguration.of(install, home, folders, file, test.settings(), String.valueOf(test.path()));
            List<Problem> wrong = new ArrayList<>(configuration.obstacles());
            if (wrong.isEmpty()) {
                wrong.addAll(wrongIds(configuration.feeds().get(0), test));
            }
            if (!wrong.isEmpty()) {
                return new Result(wrong, List.of(), "");
            }
            FeedFile right = configuration.active().get(0);
            String address =
                    configuration.settings().get(right.vendor() + ".url").replaceAll("/+$", "");
            TestFile local = test.below(address);
            Outcome outcome = outcome(
                    configuration,
                    local,
                    new RecordedVendor(local.requests(), address, secrets(configuration, right.vendor(), test)),
                    home.resolve("ledger.db"));
            List<String> differences = Stream.concat(
                            UnfoundPaths.of(right, test).stream(), Differences.between(local, outcome).stream())
                    .toList();
            return new Result(
                    List.of(),
                    differences,
                    outcome.jobs().size() + " jobs, " + test.requests().size() + " requests");
        } finally {
            delete(home);
        }
    }

    private static List<Problem> wrongIds(Feed feed, TestFile test) {
        String file = String.valueOf(test.path());
        if (feed.list().isPresent() != test.ids().isEmpty()) {
            return List.of(new Problem(
                    file,
                    feed.list().isPresent()
                            ? "the feed has a list, so that no ids enter; leave ids out"
                            : "the feed has no list; ids names the jobs that enter"));
        }
        return test.ids().stream()
                .filter(id -> !InboxFile.isId(feed, id))
                .map(id -> new Problem(file, "'" + id + "' does not match job.idPattern"))
                .toList();
    }

    private static Outcome outcome(Configuration configuration, TestFile test, RecordedVendor played, Path ledger)
            throws IOException, InterruptedException {
        String feed = configuration.feeds().get(0).name();
        try (RunLock lock = RunLock.take(ledger).orElseThrow();
                JobdropContext bundle = new JobdropContext(configuration, ledger, lock, played)) {
            bundle.start();
            if (!test.ids().isEmpty()) {
                bundle.ledger().register(feed, test.ids());
            }
            String error = poll(bundle, feed);
            return new Outcome(error, jobs(bundle, feed), played.sent());
        }
    }

    private static Map<String, String> secrets(Configuration configuration, String vendor, TestFile test) {
        Map<String, String> secrets = new HashMap<>();
        Stream.concat(test.settings().keySet().stream(), Stream.of(vendor + ".token"))
                .filter(Setting::isSecret)
                .forEach(key -> secrets.put(configuration.settings().get(key), key));
        return secrets;
    }

    // A later page may say more of a job that is on its way: then a real run polls again.
    private static @Nullable String poll(JobdropContext bundle, String feed) throws InterruptedException {
        Polls.Poll last = null;
        for (int i = 0; i == 0 || (i <= REPEATS && bundle.inFlight().hasLate(feed)); i++) {
            try {
                last = bundle.polls().pollNow(feed).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                return "the poll did not end within " + PATIENCE_SECONDS + " s";
            }
            bundle.inFlight().awaitNone(feed);
        }
        return Objects.requireNonNull(last).error();
    }

    private static Map<String, FoundJob> jobs(JobdropContext bundle, String feed) {
        Map<String, List<String>> files = new HashMap<>();
        for (Plan.Item item : bundle.plan().items()) {
            List<String> names = files.computeIfAbsent(item.jobId(), id -> new ArrayList<>());
            if (!names.contains(item.path())) {
                names.add(item.path());
            }
        }
        Map<String, FoundJob> jobs = new LinkedHashMap<>();
        for (LedgerEntry entry : bundle.ledger().queries().jobs(feed, null)) {
            List<String> names = files.getOrDefault(entry.jobId(), List.of());
            String reason = Objects.toString(entry.error(), "");
            jobs.put(
                    entry.jobId(),
                    names.isEmpty()
                            ? new FoundJob(entry.state(), reason, names)
                            : new FoundJob(JobState.DELIVERED, "", names));
        }
        return jobs;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
