package io.jobdrop.cli;

import io.jobdrop.config.Configuration;
import io.jobdrop.job.JobState;
import io.jobdrop.record.JobActions;
import io.jobdrop.record.LedgerEntry;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        description = {
            "Makes jobs due again, with all their attempts: those that failed, are held, were given up, or were dismissed.",
            "The next poll of a running jobdrop tries them. It works beside a running jobdrop and never creates a ledger."
        })
final class RetryCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(index = "0", arity = "0..1", paramLabel = "FEED", description = "The feed of the jobs.")
    private @Nullable String feed;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "JOB", description = "The vendor's job ids.")
    private List<String> ids = List.of();

    @Option(
            names = "--failed",
            description = "All failed, held and given-up jobs, of all feeds or of FEED; not dismissed ones.")
    private boolean failed;

    @Mixin
    private ConfigurationOptions places = new ConfigurationOptions();

    RetryCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (failed != ids.isEmpty() || (feed == null && !failed)) {
            return console.wrong("Name a feed and its jobs, or use --failed: jobdrop retry FEED JOB..., or"
                    + " jobdrop retry --failed [FEED]");
        }
        Configuration configuration = places.readForLedger(console);
        if (feed != null && configuration.feed(feed).isEmpty()) {
            return console.wrong(configuration.unknownFeed(feed));
        }
        try (LedgerAccess access = LedgerAccess.existing(configuration)) {
            return failed ? retryFailed(access) : retryNamed(access.actions(), String.valueOf(feed));
        }
    }

    private int retryFailed(LedgerAccess access) {
        List<LedgerEntry> jobs = access.ledger().queries().jobs(feed, null).stream()
                .filter(job -> job.state() == JobState.FAILED
                        || job.state() == JobState.HELD
                        || job.state() == JobState.GAVE_UP)
                .toList();
        long due = jobs.stream()
                .filter(job -> access.actions().retry(job.feed(), job.jobId()))
                .count();
        console.out().println(due + " jobs are due again");
        return Console.FINE;
    }

    private int retryNamed(JobActions actions, String of) {
        int code = Console.FINE;
        for (String id : ids) {
            if (actions.retry(of, id)) {
                console.out().println(of + " job " + id + " is due again");
            } else {
                console.err().println(actions.found(of, id) + "; nothing was changed");
                code = Console.WRONG;
            }
        }
        return code;
    }
}
