package io.jobdrop.cli;

import io.jobdrop.config.Configuration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "dismiss",
        mixinStandardHelpOptions = true,
        description = {
            "Takes jobs off the list of what is wrong: those that are open, due, in delivery, held, failed or given up.",
            "An attempt that is under way stops within seconds, and publishes nothing more.",
            "A dismissed job is no error of run --once. Polls leave it alone, whatever the vendor says of it later and"
                    + " whichever revision it shows, until jobdrop retry makes it due. jobdrop jobs shows the reason.",
            "It works beside a running jobdrop and never creates a ledger. Exit code 2 when a job cannot be dismissed."
        })
final class DismissCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(index = "0", paramLabel = "FEED", description = "The feed of the jobs.")
    private String feed = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "JOB", description = "The vendor's job ids.")
    private List<String> ids = List.of();

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Why the jobs are dismissed. The ledger keeps up to 200 characters of it, without secrets.")
    private String reason = "";

    @Mixin
    private ConfigurationOptions places = new ConfigurationOptions();

    DismissCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Configuration configuration = places.readForLedger(console);
        if (configuration.feed(feed).isEmpty()) {
            return console.wrong(configuration.unknownFeed(feed));
        }
        int code = Console.FINE;
        try (LedgerAccess access = LedgerAccess.existing(configuration)) {
            for (String id : ids) {
                if (access.actions().dismiss(feed, id, reason)) {
                    console.out().println(feed + " job " + id + " is dismissed; jobdrop retry makes it due again");
                } else {
                    code = console.wrong(
                            access.actions().found(feed, id) + "; it cannot be dismissed. Nothing was changed");
                }
            }
        } catch (IllegalArgumentException e) {
            return console.wrong("--reason: " + e.getMessage());
        }
        return code;
    }
}
