package io.jobdrop.cli;

import io.jobdrop.config.Configuration;
import io.jobdrop.job.JobState;
import io.jobdrop.record.JobActions;
import io.jobdrop.record.JobStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        description = {
            "Makes jobs due again, with all their attempts: those that failed, are held, were given up, or were dismissed.",
            "The next poll of a running jobdrop tries them. It works beside a running jobdrop and never creates a ledger."
        })
final class RetryCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private NamedJobs jobs = new NamedJobs();

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
        if (!jobs.fit(failed)) {
            return console.wrong("Name a feed and its jobs, or use --failed: jobdrop retry FEED JOB..., or"
                    + " jobdrop retry --failed [FEED]");
        }
        Configuration configuration = places.readForLedger(console);
        String problem = jobs.problem(configuration);
        if (!problem.isEmpty()) {
            return console.wrong(problem);
        }
        try (LedgerAccess access = LedgerAccess.existing(configuration)) {
            JobActions actions = access.actions();
            return failed
                    ? retryFailed(access)
                    : jobs.makeDue(
                            console,
                            actions::retry,
                            (feed, id) -> news(access, feed, id),
                            (feed, id) -> actions.found(feed, id) + "; nothing was changed");
        }
    }

    private static String news(LedgerAccess access, String feed, String id) {
        return access.ledger().queries().state(feed, id).equals(Optional.of(JobState.DELIVERING))
                ? "is in delivery, and has all its attempts again"
                : "is due again";
    }

    private int retryFailed(LedgerAccess access) {
        long[] due = {0};
        for (JobState state : List.of(JobState.FAILED, JobState.HELD, JobState.GAVE_UP)) {
            JobStream.all(access.database(), state)
                    .each(jobs.feed(), job -> due[0] += access.actions().retry(job.feed(), job.jobId()) ? 1 : 0);
        }
        console.out().println(due[0] + " jobs are due again");
        return Console.FINE;
    }
}
