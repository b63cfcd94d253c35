package io.jobdrop.cli;

import io.jobdrop.config.Configuration;
import io.jobdrop.job.JobState;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.status.JobsJson;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "jobs",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the ledger: what became of each job.",
            "It works beside a running jobdrop and never creates a ledger.",
            "States: open (the vendor works on it), due, delivering, delivered, empty (completed, no file), failed (the"
                    + " vendor says so), held (an answer that is not understood), gave-up (retries spent), dismissed (by"
                    + " jobdrop dismiss)."
        })
final class JobsCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--feed", paramLabel = "F", description = "Only the jobs of this feed.")
    private @Nullable String feed;

    @Option(names = "--state", paramLabel = "S", description = "Only the jobs in this state.")
    private @Nullable String state;

    @Option(names = "--json", description = "Print a JSON array instead of a table.")
    private boolean json;

    @Mixin
    private ConfigurationOptions places = new ConfigurationOptions();

    JobsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Configuration configuration = places.readForLedger(console);
        JobState wanted = null;
        try {
            wanted = state == null ? null : JobState.of(state);
        } catch (IllegalArgumentException e) {
            return console.wrong(String.valueOf(e.getMessage()));
        }
        if (feed != null && configuration.feed(feed).isEmpty()) {
            return console.wrong(configuration.unknownFeed(feed));
        }
        try (LedgerAccess access = LedgerAccess.existing(configuration)) {
            List<LedgerEntry> jobs = access.ledger().queries().jobs(feed, wanted);
            if (json) {
                console.out().println(JobsJson.of(jobs, configuration.settings()::redact));
            } else {
                Table table = new Table("FEED", "JOB", "STATE", "FILES", "BYTES", "NOTE");
                jobs.forEach(job -> table.row(RunReport.row(job)));
                table.print(console.out());
            }
        }
        return Console.FINE;
    }
}
