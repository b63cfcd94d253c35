package io.jobdrop.cli;

import io.jobdrop.config.Configuration;
import io.jobdrop.poll.Poll;
import io.jobdrop.runtime.CannotRun;
import io.jobdrop.runtime.JobdropContext;
import io.jobdrop.runtime.Run;
import io.jobdrop.runtime.SingleRun;
import io.jobdrop.sandbox.Sandbox;
import io.jobdrop.stage.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
                        + " again while its next attempt is less than a minute away; a poll at most twice, in its first"
                        + " minute.",
                "Exit code 1 when a job is due, delivering, held or gave-up, or a poll failed."
            })
    private boolean once;

    @Option(
            names = "--sandbox",
            description = "Run against built-in stand-ins for the three vendors: no keys, no network.")
    private boolean sandbox;

    @Mixin
    private ConfigurationOptions places = new ConfigurationOptions();

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
        Map<String, String> environment = console.sources().environment();
        Map<String, String> overrides = standIns == null ? Map.of() : standIns.settings(environment);
        Configuration configuration = places.read(console, overrides, HeadStart::begin);
        boolean terminal = Boolean.getBoolean("jobdrop.terminal");
        Progress progress = terminal ? new TerminalProgress(console.err()) : Progress.NONE;
        JobdropContext.Mode mode = once ? JobdropContext.Mode.ONCE : JobdropContext.Mode.SERVICE;
        try (Run run = Run.prepare(configuration, mode, sandbox, progress);
                StopOnSignal signal = new StopOnSignal(run, once ? Console.UNDELIVERED : Console.FINE)) {
            // Other commands refuse a --home that is not there, also when ledger and drop are elsewhere.
            Files.createDirectories(configuration.settings().home());
            if (standIns != null) {
                standIns.dropBulkIds(configuration.settings().path("companyenrich-bulk.inbox"));
            }
            signal.arm();
            Instant began = Instant.now();
            run.start();
            return once ? once(run.bundle(), configuration, began, standIns) : serve(run);
        } catch (CannotRun e) {
            return console.wrong(String.valueOf(e.getMessage()));
        }
    }

    private int once(JobdropContext bundle, Configuration configuration, Instant began, @Nullable Sandbox standIns)
            throws CannotRun, InterruptedException {
        List<Poll> polls = new SingleRun(bundle, Clock.systemUTC()).run();
        RunReport report = new RunReport(bundle.ledger().queries(), polls, began);
        report.print(console.out(), configuration.destinations());
        if (standIns != null) {
            console.out().println();
            console.out().println("That was the sandbox: stand-ins for the vendors, the real routes. Try next:");
            console.out().println("  the same command again: nothing is delivered twice");
            console.out()
                    .println("  jobdrop jobs --home " + configuration.settings().home() + ": what became of each job");
            console.out().println("  CONVERTLY_TOKEN=... jobdrop plan: what a real account would deliver");
        }
        return report.isAllWell() ? Console.FINE : Console.UNDELIVERED;
    }

    private int serve(Run run) throws InterruptedException {
        run.announce();
        run.bundle().stopRequest().await(Duration.ofDays(36_500));
        return Console.FINE;
    }
}
