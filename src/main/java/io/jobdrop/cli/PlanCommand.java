package io.jobdrop.cli;

import io.jobdrop.config.Configuration;
import io.jobdrop.deliver.Plan;
import io.jobdrop.poll.Polls;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.record.RunLock;
import io.jobdrop.runtime.JobdropContext;
import io.jobdrop.runtime.SingleRun;
import io.jobdrop.stage.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = {
            "Asks the vendors (read only) and prints what would be delivered, under which names.",
            "Nothing is downloaded, delivered or recorded. A name that ends with .* gets its ending from the download.",
            "It works beside a running jobdrop. Ids that still lie in an inbox are not looked at."
        })
final class PlanCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private ConfigurationOptions places = new ConfigurationOptions();

    PlanCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Configuration configuration = places.read(console, Map.of());
        if (!console.accept(configuration)) {
            return Console.WRONG;
        }
        Path folder = Files.createTempDirectory("jobdrop-plan");
        try {
            Path copy = folder.resolve("ledger.db");
            LedgerDatabase.refuseNewer(configuration.ledgerFile());
            LedgerDatabase.copy(configuration.ledgerFile(), copy);
            try (RunLock lock = RunLock.take(copy).orElseThrow()) {
                return plan(configuration, copy, lock);
            }
        } finally {
            for (Path file : List.of("ledger.db", "ledger.db-wal", "ledger.db-shm", "ledger.db.lock").stream()
                    .map(folder::resolve)
                    .toList()) {
                Files.deleteIfExists(file);
            }
            Files.delete(folder);
        }
    }

    private int plan(Configuration configuration, Path ledger, RunLock lock) throws InterruptedException {
        try (JobdropContext bundle = new JobdropContext(
                configuration, ledger, lock, JobdropContext.Mode.PLAN, Progress.NONE, Clock.systemUTC())) {
            bundle.start();
            List<Polls.Poll> polls = new SingleRun(bundle, Clock.systemUTC()).run();
            Table table = new Table("FEED", "JOB", "BYTES", "WOULD BE DELIVERED AS");
            for (Plan.Item item : bundle.plan().items()) {
                table.row(item.feed(), item.jobId(), item.bytes() < 0 ? "?" : Long.toString(item.bytes()), item.path());
            }
            table.print(console.out());
            console.out().println(table.rows() + " files would be delivered to " + configuration.destinations());
            polls.stream()
                    .filter(poll -> poll.error() != null)
                    .forEach(poll -> console.err().println(poll.feed() + ": " + poll.error()));
            return polls.stream().allMatch(poll -> poll.error() == null) ? Console.FINE : Console.UNDELIVERED;
        }
    }
}
