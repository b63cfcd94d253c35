package io.jobdrop.cli;

import io.jobdrop.deliver.Audit;
import io.jobdrop.deliver.JobFinding;
import io.jobdrop.deliver.PartAudit;
import io.jobdrop.record.AuditParts;
import io.jobdrop.record.Audits;
import io.jobdrop.record.JobStream;
import io.jobdrop.record.LeaseRenewals;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.record.Nodes;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An audit whose hashing this command shares with the nodes of the ledger. It prints what it would find alone, in the same
 * order. Its rows go when it ends, also by a signal.
 */
final class SharedAudit implements AutoCloseable {
    private static final int SOME = 20;
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Console console;
    private final LedgerDatabase database;
    private final Clock clock;
    private final Audit.Contents contents;
    private final AuditReport report;
    private final Audits audits;
    private final AuditParts parts;
    private final LeaseRenewals renewals;
    private final Thread hook = new Thread(this::endOnSignal, "jobdrop-audit-end");
    private long reported;
    private long lookedAt = System.nanoTime();
    private volatile boolean ended;

    SharedAudit(Console console, LedgerDatabase database, Audit.Contents contents) {
        this.console = console;
        this.database = database;
        this.clock = database.clock(Clock.systemUTC());
        this.contents = contents;
        this.report = new AuditReport(console);
        this.audits = new Audits(database, clock);
        this.parts = audits.parts();
        this.renewals = new LeaseRenewals(database, clock, List.of(audits, parts), () -> true);
    }

    /**
     * Compares all delivered jobs, of one feed, where it is given.
     *
     * @return whether all is as it was delivered
     * @throws IllegalStateException when others have deleted its rows, since it was silent for too long
     */
    boolean run(@Nullable String feed) throws InterruptedException {
        long nodes = Nodes.alive(database, clock);
        console.err()
                .println(
                        nodes == 0
                                ? "No node is running; this command hashes alone."
                                : nodes + (nodes == 1 ? " node shares" : " nodes share") + " the hashing.");
        Runtime.getRuntime().addShutdownHook(hook);
        long all = audits.begin(feed);
        renewals.start();
        PartAudit own = new PartAudit(database, parts, contents);
        Audits.Progress progress = look(all);
        while (progress.done() < all) {
            boolean busy = own.next(() -> lookAgain(all));
            if (!busy || isTime()) {
                progress = look(all);
            }
            if (!busy && progress.done() < all) {
                TimeUnit.NANOSECONDS.sleep(LOOK_NANOS);
            }
        }
        return report.end(progress.audited());
    }

    private boolean isTime() {
        return System.nanoTime() - lookedAt > LOOK_NANOS;
    }

    // A part may take long, and somebody may wait at the terminal.
    private void lookAgain(long all) {
        if (AuditReport.isWatched() && isTime()) {
            look(all);
        }
    }

    private Audits.Progress look(long all) {
        lookedAt = System.nanoTime();
        Audits.Progress progress = audits.progress();
        if (progress.parts() < all) {
            throw new IllegalStateException(
                    ended
                            ? "the audit was interrupted"
                            : "the audit has lost its rows in the ledger, since this command was silent for longer than"
                                    + " jobdrop.cluster.lease. Run it again");
        }
        report.progress(progress.audited());
        List<Audits.Done> done;
        do {
            done = audits.done(reported, SOME);
            done.forEach(this::report);
        } while (done.size() == SOME);
        return progress;
    }

    private void report(Audits.Done done) {
        if (done.findings().isEmpty()) {
            Audit audit = new Audit(contents);
            JobStream.delivered(database).in(done.part(), job -> report.add(job, audit.of(job)));
        } else {
            JobFinding.of(done.part().feed(), done.findings()).forEach(report::add);
        }
        reported = done.part().number();
    }

    private void endOnSignal() {
        try {
            end();
        } catch (RuntimeException e) {
            console.err()
                    .println("the rows of this audit stay in the ledger; the next audit or jobdrop prune deletes them");
        }
    }

    private synchronized void end() {
        if (!ended) {
            ended = true;
            audits.end();
        }
    }

    @Override
    public void close() {
        renewals.close();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook does the same.
        }
        end();
    }
}
