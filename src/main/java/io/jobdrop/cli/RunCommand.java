package io.jobdrop.cli;

import io.jobdrop.Bundle;
import io.jobdrop.RunLock;
import io.jobdrop.SingleRun;
import io.jobdrop.config.Configuration;
import io.jobdrop.config.FeedFile;
import io.jobdrop.download.Progress;
import io.jobdrop.poll.Polls;
import io.jobdrop.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Polls the active feeds and delivers what is due.",
            "Without options it polls at its start and then on schedule, until it is stopped (Ctrl-C, SIGTERM). What is"
                    + " in flight then may finish within jobdrop.shutdown.timeout; the next start takes over the rest."
        })
final class RunCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--once",
            description = {
                "Poll each active feed once, deliver all that is due, print a table, and end. What fails is tried"
                        + " again while its next attempt is less than a minute away.",
                "Exit code 1 when a job is due, delivering, held or gave-up, or a poll failed."
            })
    private boolean once;

    @Option(
            names = "--sandbox",
            description = "Run against built-in stand-ins for the three vendors: no keys, no network.")
    private boolean sandbox;

    @Mixin
    private Places places = new Places();

    RunCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!sandbox) {
            return run(null);
        }
        try (Sandbox standIns = Sandbox.start()) {
            return run(standIns);
        }
    }

    private int run(@Nullable Sandbox standIns) throws IOException, InterruptedException {
        Map<String, String> overrides = standIns == null ? Map.of() : standIns.settings();
        Configuration configuration = places.read(console, overrides);
        if (configuration.hasSoundLedger() && RunLock.isHeld(configuration.ledgerFile())) {
            return refused(configuration.ledgerFile());
        }
        configuration.checkMachine(!once);
        if (!console.accept(configuration)) {
            return Console.WRONG;
        }
        Path ledger = configuration.ledgerFile();
        Path mark = ledger.resolveSibling("SANDBOX");
        if (Files.exists(ledger) && Files.exists(mark) != sandbox) {
            return console.wrong(
                    sandbox
                            ? ledger + " holds real jobs; choose another --home for the sandbox"
                            : ledger + " holds jobs of the sandbox; choose another --home, or delete " + places.home());
        }
        Optional<RunLock> lock = RunLock.take(ledger);
        if (lock.isEmpty()) {
            return refused(ledger);
        }
        if (standIns != null) {
            Files.write(mark, List.of("The jobs of this ledger are those of jobdrop run --sandbox."));
            standIns.dropBulkIds(configuration.settings().path("companyenrich-bulk.inbox"));
        }
        boolean terminal = Boolean.getBoolean("jobdrop.terminal");
        Progress progress = terminal ? new TerminalProgress(console.err()) : Progress.NONE;
        Bundle.Mode mode = once ? Bundle.Mode.ONCE : Bundle.Mode.SERVICE;
        try (RunLock held = lock.get();
                Bundle bundle = new Bundle(configuration, ledger, mode, progress, Clock.systemUTC());
                StopOnSignal signal = new StopOnSignal(bundle, held, once ? Console.UNDELIVERED : Console.FINE)) {
            signal.arm();
            Instant began = Instant.now();
            try {
                bundle.start();
            } catch (RuntimeException e) {
                return console.wrong("The routes could not be started: " + Console.reason(e));
            }
            return once ? once(bundle, configuration, began, standIns) : serve(bundle, configuration);
        }
    }

    private int refused(Path ledger) {
        return console.wrong("Another jobdrop run works on " + ledger + ". Stop it first, or choose another --home."
                + " The commands jobs, plan, watch, retry and audit work beside it.");
    }

    private int once(Bundle bundle, Configuration configuration, Instant began, @Nullable Sandbox standIns)
            throws InterruptedException {
        List<Polls.Poll> polls = new SingleRun(bundle, Clock.systemUTC()).run();
        RunReport report = new RunReport(bundle.ledger().queries(), polls, began);
        report.print(console.out(), configuration.destinations());
        if (standIns != null) {
            console.out().println();
            console.out().println("That was the sandbox: stand-ins for the vendors, the real routes. Try next:");
            console.out().println("  the same command again: nothing is delivered twice");
            console.out().println("  jobdrop jobs --home " + places.home() + ": what became of each job");
            console.out().println("  COMPANYENRICH_TOKEN=... jobdrop plan: what a real account would deliver");
        }
        return report.isAllWell() ? Console.FINE : Console.UNDELIVERED;
    }

    private int serve(Bundle bundle, Configuration configuration) throws InterruptedException {
        console.err()
                .println("jobdrop is running: "
                        + String.join(
                                ", ",
                                configuration.active().stream()
                                        .map(FeedFile::feed)
                                        .toList())
                        + " to " + configuration.destinations() + "; health on http://"
                        + configuration.settings().get("jobdrop.http.host") + ":"
                        + configuration.settings().get("jobdrop.http.port") + "/observe/health");
        bundle.feeds().forEach(bundle.polls()::trigger);
        bundle.stopRequest().await(Duration.ofDays(36_500));
        return Console.FINE;
    }
}
