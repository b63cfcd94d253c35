package io.jobdrop.cli;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.Problem;
import io.jobdrop.deliver.Retention;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        description = {
            "Removes what is older than jobdrop.ledger.keep, jobdrop.inbox.keep and jobdrop.drop.keep say, now.",
            "Rows of jobs that are over shrink to marks: nothing is delivered twice. A running jobdrop does the same each hour."
        })
final class PruneCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private ConfigurationOptions places = new ConfigurationOptions();

    PruneCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Configuration configuration = places.readForLedger(console);
        if (!configuration.obstacles().isEmpty()) {
            return console.wrong(Problem.all(configuration.problems(), "nothing was removed"));
        }
        try (LedgerAccess access = LedgerAccess.existing(configuration)) {
            Clock clock = access.database().clock(Clock.systemUTC());
            Retention retention = new Retention(
                    configuration, access.database(), access.ledger().queries(), clock);
            console.out().println(retention.apply());
        }
        return Console.FINE;
    }
}
