package io.jobdrop.cli;

import io.jobdrop.config.Configuration;
import io.jobdrop.deliver.Audit;
import io.jobdrop.record.Audited;
import io.jobdrop.record.JobStream;
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

    @Option(
            names = "--nodes",
            description =
                    "Share the hashing with the running nodes of the ledger. They must reach the destination too: use it"
                            + " for a bucket, or a drop folder that all nodes share. In another folder each node would"
                            + " find files of the others missing.")
    private boolean nodes;

    @Mixin
    private ConfigurationOptions places = new ConfigurationOptions();

    AuditCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        Configuration configuration = places.readForLedger(console);
        if (feed != null && configuration.feed(feed).isEmpty()) {
            return console.wrong(configuration.unknownFeed(feed));
        }
        if (nodes && !LedgerAccess.existingAddress(configuration).isShared()) {
            return console.wrong("--nodes is for nodes that share a ledger in PostgreSQL, and " + configuration.ledger()
                    + " is not shared: jobdrop.cluster.key or jobdrop.ledger.url are not those of nodes. Nothing was"
                    + " hashed. Without --nodes, this command hashes alone");
        }
        try (LedgerAccess access = LedgerAccess.existing(configuration);
                S3Audit bucket = new S3Audit(configuration.settings())) {
            boolean asDelivered = nodes ? share(access, bucket) : compare(access, bucket);
            if (!configuration.intoBucket().isEmpty()) {
                leftOpen(bucket.leftOpen(new Uploads(access.database())));
            }
            return asDelivered ? Console.FINE : Console.UNDELIVERED;
        }
    }

    private boolean share(LedgerAccess access, S3Audit bucket) throws InterruptedException {
        try (SharedAudit audit = new SharedAudit(console, access.database(), bucket.contents())) {
            return audit.run(feed);
        }
    }

    private boolean compare(LedgerAccess access, S3Audit bucket) {
        AuditReport report = new AuditReport(console);
        Audit audit = new Audit(bucket.contents());
        Audited[] all = {Audited.NOTHING};
        JobStream.delivered(access.database()).each(feed, job -> {
            report.add(job, audit.of(job));
            all[0] = all[0].plus(Audit.count(job));
            report.progress(all[0]);
        });
        return report.end(all[0]);
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
}
