package io.jobdrop.cli;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.Settings;
import io.jobdrop.deliver.Audit;
import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.JobState;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.record.Uploads;
import io.jobdrop.s3.Bucket;
import io.jobdrop.s3.S3Audit;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = {
            "Hashes the delivered files and prints those that are missing or changed.",
            "It compares files and manifests with the ledger, and prints uploads that nobody finishes in the bucket. Exit"
                    + " code 1 when a file is missing or changed.",
            "A file that its consumer has taken away counts as missing. Files at endpoints (drop = endpoint) cannot be read"
                    + " back and are only counted. jobdrop redeliver --missing delivers missing files once more.",
            "It works beside a running jobdrop and never creates a ledger."
        })
final class AuditCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--feed", paramLabel = "F", description = "Only the jobs of this feed.")
    private @Nullable String feed;

    @Mixin
    private ConfigurationOptions places = new ConfigurationOptions();

    AuditCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Configuration configuration = places.readForLedger(console);
        if (feed != null && configuration.feed(feed).isEmpty()) {
            return console.wrong(configuration.unknownFeed(feed));
        }
        try (LedgerAccess access = LedgerAccess.existing(configuration);
                S3Audit bucket = new S3Audit(configuration.settings())) {
            boolean asDelivered = compare(delivered(access), audit(configuration.settings(), bucket));
            if (!configuration.intoBucket().isEmpty()) {
                leftOpen(bucket.leftOpen(new Uploads(access.database())));
            }
            return asDelivered ? Console.FINE : Console.UNDELIVERED;
        }
    }

    // What is to be delivered once more was delivered too.
    private List<LedgerEntry> delivered(LedgerAccess access) {
        return access.ledger().queries().jobs(feed, null).stream()
                .filter(job -> job.state() == JobState.DELIVERED || !job.files().isEmpty())
                .toList();
    }

    /** Compares with files of this machine and with objects. */
    static Audit audit(Settings settings, S3Audit bucket) {
        Audit.Contents files = Audit.Contents.ofFiles(settings.path("jobdrop.drop.dir"));
        return new Audit(place -> S3Audit.isObject(place) ? bucket.open(place) : files.open(place));
    }

    private boolean compare(List<LedgerEntry> jobs, Audit audit) {
        Table table = new Table("FEED", "JOB", "PROBLEM", "FILE");
        long bytes = 0;
        int files = 0;
        int unread = 0;
        for (LedgerEntry job : jobs) {
            for (Audit.Finding finding : audit.of(job)) {
                table.row(job.feed(), job.jobId(), finding.what(), finding.place());
            }
            List<DeliveredFile> here = job.files().stream()
                    .filter(file -> Audit.isReadable(file.location()))
                    .toList();
            files += here.size();
            unread += job.files().size() - here.size();
            bytes += here.stream().mapToLong(DeliveredFile::bytes).sum();
            progress(files, bytes);
        }
        if (table.rows() > 0) {
            table.print(console.out());
        }
        console.out()
                .println(jobs.size() + " delivered jobs, " + files + " files, " + bytes + " bytes: "
                        + (table.rows() == 0 ? "all as delivered" : table.rows() + " missing or changed"));
        if (unread > 0) {
            console.out()
                    .println(unread + " more files were handed over to endpoints, where they cannot be read back;"
                            + " jobdrop jobs --json has their sha256");
        }
        return table.rows() == 0;
    }

    private void leftOpen(List<Bucket.Open> uploads) {
        if (!uploads.isEmpty()) {
            console.out()
                    .println(uploads.size()
                            + " uploads are open there with which no job of this ledger goes on; they cost"
                            + " until they are aborted:");
            uploads.forEach(open -> console.out().println("  " + open.key() + ", since " + open.initiated()));
        }
    }

    private void progress(int files, long bytes) {
        if (Boolean.getBoolean("jobdrop.terminal")) {
            console.err().print("\r" + files + " files, " + bytes + " bytes hashed \r");
            console.err().flush();
        }
    }
}
