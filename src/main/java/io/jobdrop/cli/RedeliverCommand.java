package io.jobdrop.cli;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.Settings;
import io.jobdrop.config.WrongSetting;
import io.jobdrop.deliver.Audit;
import io.jobdrop.job.JobState;
import io.jobdrop.record.JobActions;
import io.jobdrop.record.JobStream;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.s3.S3Audit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

    @Mixin
    private NamedJobs jobs = new NamedJobs();

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
        if (!jobs.fit(missing)) {
            return console.wrong("Name a feed and its jobs, or use --missing: jobdrop redeliver FEED JOB..., or"
                    + " jobdrop redeliver --missing [FEED]");
        }
        Configuration configuration = places.readForLedger(console);
        String problem = jobs.problem(configuration);
        if (!problem.isEmpty()) {
            return console.wrong(problem);
        }
        try (LedgerAccess access = LedgerAccess.existing(configuration);
                S3Audit bucket = new S3Audit(configuration.settings())) {
            JobActions actions = access.actions();
            return missing
                    ? redeliverMissing(access, configuration.settings(), bucket)
                    : jobs.makeDue(
                            console,
                            actions::redeliver,
                            (feed, id) -> "is due again",
                            (feed, id) -> actions.found(feed, id)
                                    + "; only a delivered job whose row is kept can be delivered once more. Nothing was changed");
        }
    }

    private int redeliverMissing(LedgerAccess access, Settings settings, S3Audit bucket) {
        Audit audit = new Audit(bucket.contents());
        int[] due = {0};
        JobStream.all(access.database(), JobState.DELIVERED)
                .each(jobs.feed(), job -> due[0] += redeliverMissing(access, settings, job, audit.of(job)) ? 1 : 0);
        console.out()
                .println(
                        due[0] == 0
                                ? "nothing is missing that could be delivered once more"
                                : due[0] + " jobs are due again");
        return Console.FINE;
    }

    // A folder that is not there is rather a wrong setting than the loss of all files.
    private boolean redeliverMissing(
            LedgerAccess access, Settings settings, LedgerEntry job, List<Audit.Finding> findings) {
        Path drop = settings.path("jobdrop.drop.dir");
        String name = job.feed() + " job " + job.jobId();
        if (!Files.isDirectory(drop)
                && findings.stream().anyMatch(finding -> finding.place().startsWith(drop.toString()))) {
            throw new WrongSetting("the folder " + drop + " of jobdrop.drop.dir ("
                    + settings.origin("jobdrop.drop.dir")
                    + ") does not exist; nothing was changed. Give the command"
                    + " the --config of the service; or make the folder, if all its files are lost");
        }
        if (findings.stream().anyMatch(finding -> !finding.isMissing())) {
            console.out().println(name + " is left alone: " + places(findings));
            return false;
        }
        boolean due = !findings.isEmpty() && access.actions().redeliver(job.feed(), job.jobId());
        if (due) {
            console.out().println(name + " is due again: " + places(findings));
        }
        return due;
    }

    private static String places(List<Audit.Finding> findings) {
        return String.join(
                ", ",
                findings.stream()
                        .map(finding -> finding.place() + " (" + finding.what() + ")")
                        .toList());
    }
}
