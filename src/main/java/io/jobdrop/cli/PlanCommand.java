package io.jobdrop.cli;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.FeedFile;
import io.jobdrop.config.LedgerAddress;
import io.jobdrop.config.WrongSetting;
import io.jobdrop.poll.Poll;
import io.jobdrop.record.JobStream;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.record.RunLock;
import io.jobdrop.recorded.Recording;
import io.jobdrop.runtime.CannotRun;
import io.jobdrop.runtime.JobdropContext;
import io.jobdrop.runtime.SingleRun;
import io.jobdrop.stage.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = {
            "Asks the vendors (read only) and prints what would be delivered, under which names.",
            "Nothing is downloaded, delivered or recorded. A name that ends with .* gets its ending from the download.",
            "What would be held or given up is printed with its reason; then the exit code is 1.",
            "It works beside a running jobdrop. Ids that still lie in an inbox are not looked at."
        })
final class PlanCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(arity = "0..*", paramLabel = "FEED", description = "The active feeds to ask for. Default: all.")
    private List<String> names = List.of();

    @Option(
            names = "--record",
            paramLabel = "DIR",
            description = {
                "Writes the vendors' answers to DIR as a test of each feed, NAME.test.yaml, for jobdrop test.",
                "The ledger counts as empty, so that jobs are asked for that were delivered before.",
                "Keys and signatures are replaced. No file is overwritten, and none is larger than 1 MB.",
                "The file holds all else that the vendor answered: read it before you commit it."
            })
    private @Nullable Path record;

    @Mixin
    private ConfigurationOptions places = new ConfigurationOptions();

    PlanCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Configuration all = places.read(console, Map.of());
        if (!console.accept(all)) {
            return Console.WRONG;
        }
        Configuration configuration = chosen(all);
        RecordingFolder recordings = record == null ? null : new RecordingFolder(record, console);
        if (recordings != null) {
            recordings.prepare(configuration.active());
        }
        Path folder = Files.createTempDirectory("jobdrop-plan");
        try {
            Path copy = folder.resolve("ledger.db");
            LedgerDatabase.refuseNewer(configuration.ledger());
            LedgerDatabase.copy(configuration.ledger(), copy);
            return recordings == null
                    ? plan(configuration, copy)
                    : record(configuration, waiting(configuration, copy), folder, recordings);
        } catch (CannotRun e) {
            return console.wrong(String.valueOf(e.getMessage()));
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.deleteIfExists(file);
                }
            }
            Files.delete(folder);
        }
    }

    private Configuration chosen(Configuration all) {
        List<String> active = all.active().stream().map(FeedFile::name).toList();
        for (String name : names) {
            if (!active.contains(name)) {
                throw new WrongSetting(
                        all.feed(name).isPresent()
                                ? "the feed " + name
                                        + " is not active; set its vendor's key, or name it in jobdrop.feeds"
                                : all.unknownFeed(name));
            }
        }
        List<FeedFile> chosen = all.active().stream()
                .filter(feed -> names.isEmpty() || names.contains(feed.name()))
                .toList();
        return new Configuration(all.install(), all.runtime(), all.settings(), all.folders(), chosen, all.problems());
    }

    private int plan(Configuration configuration, Path ledger) throws CannotRun, IOException, InterruptedException {
        try (RunLock lock = RunLock.take(ledger).orElseThrow();
                JobdropContext bundle = new JobdropContext(
                        configuration,
                        new LedgerAddress.InFile(ledger),
                        lock,
                        JobdropContext.Mode.PLAN,
                        Progress.NONE,
                        Clock.systemUTC())) {
            PlanReport report = run(bundle, Map.of(), configuration.destinations());
            return report.isAllWell() ? Console.FINE : Console.UNDELIVERED;
        }
    }

    private int record(
            Configuration configuration, Map<String, List<String>> ids, Path folder, RecordingFolder recordings)
            throws CannotRun, IOException, InterruptedException {
        Recording recording = new Recording();
        Map<String, String> errors = new HashMap<>();
        PlanReport report;
        Path ledger = folder.resolve("empty.db");
        // An empty ledger knows nothing of the files in the drop, which are no obstacle here.
        Configuration elsewhere = configuration.with(configuration
                .settings()
                .with(Map.of("jobdrop.drop.dir", folder.resolve("drop").toString()), "--record"));
        try (RunLock lock = RunLock.take(ledger).orElseThrow();
                JobdropContext bundle = new JobdropContext(
                        elsewhere, new LedgerAddress.InFile(ledger), lock, JobdropContext.Mode.PLAN, recording)) {
            report = run(bundle, ids, configuration.destinations() + " with an empty ledger");
        }
        report.polls().forEach(poll -> errors.put(poll.feed(), poll.error()));
        int code = report.isPolled() ? Console.FINE : Console.UNDELIVERED;
        for (FeedFile feed : configuration.active()) {
            List<String> entered = ids.getOrDefault(feed.name(), List.of());
            if (!recordings.write(configuration, feed, recording, entered, errors.get(feed.name()))) {
                code = Console.UNDELIVERED;
            }
        }
        return code;
    }

    // The unfinished jobs of feeds without a list, by their feeds.
    private static Map<String, List<String>> waiting(Configuration configuration, Path ledger) {
        Map<String, List<String>> waiting = new HashMap<>();
        try (LedgerDatabase database =
                LedgerDatabase.open(ledger, configuration.settings().path("jobdrop.drop.dir"))) {
            JobStream jobs = JobStream.all(database, null);
            configuration.feeds().stream().filter(feed -> feed.list().isEmpty()).forEach(feed -> {
                List<String> ids = new ArrayList<>();
                jobs.each(feed.name(), job -> {
                    if (!job.state().isFinal()) {
                        ids.add(job.jobId());
                    }
                });
                waiting.put(feed.name(), ids);
            });
        }
        return waiting;
    }

    private PlanReport run(JobdropContext bundle, Map<String, List<String>> ids, String destinations)
            throws CannotRun, InterruptedException {
        bundle.start();
        ids.forEach((feed, entered) -> bundle.ledger().register(feed, entered));
        List<Poll> polls = new SingleRun(bundle, Clock.systemUTC()).run();
        PlanReport report = new PlanReport(bundle.plan(), polls, bundle.ledger().queries());
        report.print(console.out(), console.err(), destinations);
        return report;
    }
}
