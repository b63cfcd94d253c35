package io.jobdrop.cli;

import io.jobdrop.config.Configuration;
import io.jobdrop.job.JobState;
import io.jobdrop.record.JobLedger;
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
            "Makes jobs due again, with all their attempts: those that failed, are held, or were given up.",
            "A running jobdrop takes them up at its next poll."
        })
final class RetryCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(index = "0", arity = "0..1", paramLabel = "FEED", description = "The feed of the jobs.")
    private @Nullable String feed;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "JOB", description = "The vendor's job ids.")
    private List<String> ids = List.of();

    @Option(names = "--failed", description = "All failed, held and given-up jobs, of all feeds or of FEED.")
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
        try (LedgerAccess access = LedgerAccess.open(configuration)) {
            return failed ? retryFailed(access.ledger()) : retryNamed(access.ledger(), String.valueOf(feed));
        }
    }

    private int retryFailed(JobLedger ledger) {
        List<LedgerEntry> jobs = ledger.queries().jobs(feed, null).stream()
                .filter(job -> job.state() == JobState.FAILED
                        || job.state() == JobState.HELD
                        || job.state() == JobState.GAVE_UP)
                .toList();
        long due = jobs.stream()
                .filter(job -> ledger.retry(job.feed(), job.jobId()))
                .count();
        console.out().println(due + " jobs are due again");
        return Console.FINE;
    }

    private int retryNamed(JobLedger ledger, String of) {
        int code = Console.FINE;
        for (String id : ids) {
            if (ledger.retry(of, id)) {
                console.out().println(of + " job " + id + " is due again");
            } else {
                String state = ledger.queries()
                        .state(of, id)
                        .map(found -> "is " + found.word())
                        .orElse("is not in the ledger");
                console.err().println(of + " job " + id + " " + state + "; nothing was changed");
                code = Console.WRONG;
            }
        }
        return code;
    }
}
