package io.jobdrop.cli;

import io.jobdrop.config.Configuration;
import io.jobdrop.deliver.Audit;
import io.jobdrop.deliver.DeliveredFile;
import io.jobdrop.job.JobState;
import io.jobdrop.record.LedgerEntry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = {
            "Hashes what was delivered, and reports what is missing or changed since. It works beside a running jobdrop.",
            "Exit code 1 when something is. Files that their consumers have taken away count as missing."
        })
final class AuditCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--feed", paramLabel = "F", description = "Only the jobs of this feed.")
    private @Nullable String feed;

    @Mixin
    private Places places = new Places();

    AuditCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Configuration configuration = places.read(console, Map.of());
        if (feed != null && configuration.feed(feed).isEmpty()) {
            return console.wrong(configuration.unknownFeed(feed));
        }
        List<LedgerEntry> jobs;
        try (LedgerAccess access = LedgerAccess.open(configuration)) {
            jobs = access.ledger().queries().jobs(feed, JobState.DELIVERED);
        }
        Table table = new Table("FEED", "JOB", "PROBLEM", "FILE");
        long bytes = 0;
        int files = 0;
        for (LedgerEntry job : jobs) {
            for (Audit.Finding finding : Audit.of(job)) {
                table.row(job.feed(), job.jobId(), finding.what(), finding.place());
            }
            files += job.files().size();
            bytes += job.files().stream().mapToLong(DeliveredFile::bytes).sum();
            progress(files, bytes);
        }
        if (table.rows() > 0) {
            table.print(console.out());
        }
        console.out()
                .println(jobs.size() + " delivered jobs, " + files + " files, " + bytes + " bytes: "
                        + (table.rows() == 0 ? "all as delivered" : table.rows() + " missing or changed"));
        return table.rows() == 0 ? Console.FINE : Console.UNDELIVERED;
    }

    private void progress(int files, long bytes) {
        if (Boolean.getBoolean("jobdrop.terminal")) {
            console.err().print("\r" + files + " files, " + bytes + " bytes hashed \r");
            console.err().flush();
        }
    }
}
