package io.jobdrop.cli;

import io.jobdrop.Feed;
import io.jobdrop.config.BrokerAddress;
import io.jobdrop.config.Configuration;
import io.jobdrop.config.LedgerAddress;
import io.jobdrop.config.Problem;
import io.jobdrop.config.Settings;
import io.jobdrop.deliver.FolderTrial;
import io.jobdrop.job.JobFailure;
import io.jobdrop.queue.BrokerTrial;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.record.LedgerTrial;
import io.jobdrop.record.RunLock;
import io.jobdrop.runtime.OwnRoutesTrial;
import io.jobdrop.s3.S3Check;
import io.jobdrop.stage.Disk;
import io.jobdrop.vendor.VendorConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Validates settings, feeds and kamelets without any network, unless it is told to connect.",
            "It prints all problems at once, with file, line and the nearest right name."
        })
final class CheckCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--connect",
            description =
                    "Asks each vendor for an answer, without its key, and tries the folder or the bucket with a tiny file"
                            + " that it removes, to see whether network, settings and rights suffice.")
    private boolean connect;

    @Mixin
    private ConfigurationOptions places = new ConfigurationOptions();

    CheckCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        Configuration configuration = places.read(console, Map.of());
        configuration.checkMachine(!mayRun(configuration));
        if (configuration.obstacles().isEmpty() && OwnRoutesTrial.isDue(configuration)) {
            configuration.problems().addAll(trial(configuration));
        }
        if (!console.accept(configuration)) {
            return Console.WRONG;
        }
        if (!configuration.problems().isEmpty()) {
            return console.wrong(Problem.all(configuration.problems(), "a run starts all the same"));
        }
        String ledger = ledger(configuration.ledger());
        console.out().println(connect ? "The configuration is right. Active feeds:" : "All is well. Active feeds:");
        for (Feed feed : configuration.feeds()) {
            console.out()
                    .printf(
                            "  %-24s %s, every %s, to %s%n",
                            feed.name(),
                            configuration.settings().get(feed.vendor() + ".url"),
                            configuration.schedule(feed) + zone(configuration, feed),
                            configuration.destination(feed));
        }
        if (!ledger.isEmpty()) {
            console.out().println(ledger);
        }
        int reached = connect
                ? IntStream.of(connect(configuration), folder(configuration), broker(configuration))
                        .max()
                        .getAsInt()
                : Console.FINE;
        if (configuration.intoBucket().isEmpty()) {
            return reached;
        }
        S3Check bucket =
                new S3Check(configuration.settings(), configuration.intoBucket().size());
        console.out().println(bucket.describe());
        return connect ? Math.max(reached, connect(bucket)) : Console.FINE;
    }

    // A server is asked only where the command may use the network.
    private String ledger(LedgerAddress ledger) {
        if (ledger instanceof LedgerAddress.OnServer server) {
            return connect ? LedgerTrial.run(server) : "The ledger is " + server + ".";
        }
        LedgerDatabase.refuseNewer(ledger);
        return "";
    }

    private int connect(Configuration configuration) {
        VendorConnection vendors = new VendorConnection(configuration.settings());
        int code = Console.FINE;
        for (String vendor :
                new TreeSet<>(configuration.feeds().stream().map(Feed::vendor).toList())) {
            try {
                console.out().println(vendors.connect(vendor));
            } catch (IOException e) {
                code = console.wrong(String.valueOf(e.getMessage()));
            }
        }
        return code;
    }

    private int broker(Configuration configuration) {
        if (!configuration.queue().equals("jms")) {
            return Console.FINE;
        }
        try {
            Settings settings = configuration.settings();
            console.out().println(BrokerTrial.run(BrokerAddress.of(settings), settings::redact));
            return Console.FINE;
        } catch (IOException e) {
            return console.wrong(String.valueOf(e.getMessage()));
        }
    }

    private int folder(Configuration configuration) {
        List<Feed> feeds = configuration.feeds().stream()
                .filter(feed -> configuration.drop(feed).equals("file"))
                .toList();
        if (feeds.isEmpty()) {
            return Console.FINE;
        }
        try {
            Path drop = configuration.settings().path("jobdrop.drop.dir");
            console.out()
                    .println(new FolderTrial(
                                    drop, new Disk(configuration.ledger().isShared()))
                            .run(feeds.stream()
                                    .flatMap(feed -> Stream.of(feed.name(), feed.vendor()))
                                    .distinct()
                                    .toList()));
            return Console.FINE;
        } catch (JobFailure e) {
            return console.wrong(e.reason());
        }
    }

    private static List<Problem> trial(Configuration configuration) throws IOException {
        Path folder = Files.createTempDirectory("jobdrop-check");
        try {
            return OwnRoutesTrial.of(configuration, folder.resolve("ledger.db"));
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    // The machine's zone goes without saying.
    private static String zone(Configuration configuration, Feed feed) {
        TimeZone zone = configuration.timeZone(feed);
        return zone.hasSameRules(TimeZone.getDefault()) ? "" : " (" + zone.getID() + ")";
    }

    private int connect(S3Check bucket) {
        try {
            console.out().println(bucket.connect());
            return Console.FINE;
        } catch (JobFailure | IllegalStateException e) {
            return console.wrong(String.valueOf(e.getMessage()));
        }
    }

    // The port of health and metrics is rightly taken while a run of this home is going on.
    private static boolean mayRun(Configuration configuration) throws IOException {
        return configuration.hasSoundLedger()
                && (configuration.isLedgerOnServer() || RunLock.isHeld(configuration.ledger()));
    }
}
