package io.jobdrop.cli;

import io.jobdrop.config.Configuration;
import io.jobdrop.deliver.Audit;
import io.jobdrop.job.JobState;
import io.jobdrop.record.JobActions;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.s3.S3Audit;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "redeliver",
        mixinStandardHelpOptions = true,
        description = {
            "Makes delivered jobs due, so that the next poll downloads and delivers them once more under the same names.",
            "A file or manifest with the right content stays as it is; a missing one is put back. A file of other content"
                    + " is not replaced: the job is given up. An endpoint (drop = endpoint) gets all files again.",
            "The vendor must still offer the result. Until it is delivered, jobdrop jobs shows the files delivered before.",
            "It works beside a running jobdrop and never creates a ledger. Exit code 2 when a job was not delivered."
        })
final class RedeliverCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(index = "0", arity = "0..1", paramLabel = "FEED", description = "The feed of the jobs.")
    private @Nullable String feed;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "JOB", description = "The vendor's job ids.")
    private List<String> ids = List.of();

    @Option(
            names = "--missing",
            description =
                    "All delivered jobs of which jobdrop audit finds a file or the manifest missing, of all feeds or"
                            + " of FEED. Jobs of which something is changed are printed and left alone.")
    private boolean missing;

    @Mixin
    private ConfigurationOptions places = new ConfigurationOptions();

    RedeliverCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (missing != ids.isEmpty() || (feed == null && !missing)) {
            return console.wrong("Name a feed and its jobs, or use --missing: jobdrop redeliver FEED JOB..., or"
                    + " jobdrop redeliver --missing [FEED]");
        }
        Configuration configuration = places.readForLedger(console);
        if (feed != null && configuration.feed(feed).isEmpty()) {
            return console.wrong(configuration.unknownFeed(feed));
        }
        try (LedgerAccess access = LedgerAccess.existing(configuration);
                S3Audit bucket = new S3Audit(configuration.settings())) {
            return missing
                    ? redeliverMissing(access, AuditCommand.audit(configuration.settings(), bucket))
                    : redeliverNamed(access.actions(), String.valueOf(feed));
        }
    }

    private int redeliverNamed(JobActions actions, String of) {
        int code = Console.FINE;
        for (String id : ids) {
            if (actions.redeliver(of, id)) {
                console.out().println(of + " job " + id + " is due again");
            } else {
                code = console.wrong(actions.found(of, id)
                        + "; only a delivered job can be delivered once more. Nothing was changed");
            }
        }
        return code;
    }

    private int redeliverMissing(LedgerAccess access, Audit audit) {
        int due = 0;
        for (LedgerEntry job : access.ledger().queries().jobs(feed, JobState.DELIVERED)) {
            List<Audit.Finding> findings = audit.of(job);
            String name = job.feed() + " job " + job.jobId();
            if (findings.stream().anyMatch(finding -> !finding.isMissing())) {
                console.out().println(name + " is left alone: " + places(findings));
            } else if (!findings.isEmpty() && access.actions().redeliver(job.feed(), job.jobId())) {
                console.out().println(name + " is due again: " + places(findings));
                due++;
            }
        }
        console.out()
                .println(
                        due == 0
                                ? "nothing is missing that could be delivered once more"
                                : due + " jobs are due again");
        return Console.FINE;
    }

    private static String places(List<Audit.Finding> findings) {
        return String.join(
                ", ",
                findings.stream()
                        .map(finding -> finding.place() + " (" + finding.what() + ")")
                        .toList());
    }
}
