package io.jobdrop.cli;

import io.jobdrop.RunLock;
import io.jobdrop.config.Configuration;
import io.jobdrop.config.FeedFile;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Validates settings, feeds and kamelets without any network.",
            "All problems are said at once, with file and line and the nearest right name."
        })
final class CheckCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private Places places = new Places();

    CheckCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        Configuration configuration = places.read(console, Map.of());
        configuration.checkMachine(!isRunning(configuration));
        if (!console.accept(configuration)) {
            return Console.WRONG;
        }
        console.out().println("All is well. Active feeds:");
        for (FeedFile feed : configuration.active()) {
            console.out()
                    .printf(
                            "  %-24s %s, every %s%n",
                            feed.feed(),
                            configuration.settings().get(feed.vendor() + ".url"),
                            configuration.schedule(feed));
        }
        console.out().println("They deliver to " + configuration.settings().path("jobdrop.drop.dir"));
        return Console.FINE;
    }

    // The port of health and metrics is rightly taken while a run of this home is going on.
    private static boolean isRunning(Configuration configuration) throws IOException {
        return configuration.hasSoundLedger() && RunLock.isHeld(configuration.ledgerFile());
    }
}
