package io.jobdrop.cli;

import io.jobdrop.deliver.Audit;
import io.jobdrop.deliver.JobFinding;
import io.jobdrop.record.Audited;
import io.jobdrop.record.LedgerEntry;
import java.util.List;

/** What an audit finds, as a table of any length, and how far it is. */
final class AuditReport {
    /** So many findings are printed at once. */
    static final int PIECE = 1000;

    private final Console console;
    private final Table table = new Table("FEED", "JOB", "PROBLEM", "FILE");

    AuditReport(Console console) {
        this.console = console;
    }

    void add(LedgerEntry job, List<Audit.Finding> findings) {
        findings.forEach(finding -> add(new JobFinding(job.feed(), job.jobId(), finding)));
    }

    void add(JobFinding found) {
        table.row(
                found.feed(),
                found.jobId(),
                found.finding().what(),
                found.finding().place());
        if (table.waiting() >= PIECE) {
            table.print(console.out());
        }
    }

    /** Says all that was not said yet; returns whether all is as it was delivered. */
    boolean end(Audited audited) {
        if (table.rows() > 0) {
            table.print(console.out());
        }
        console.out()
                .println(audited.jobs() + " delivered jobs, " + audited.files() + " files, " + audited.bytes()
                        + " bytes: "
                        + (table.rows() == 0 ? "all as delivered" : table.rows() + " missing or changed"));
        if (audited.unread() > 0) {
            console.out()
                    .println(audited.unread() + " more files were handed over to endpoints, where they cannot be read"
                            + " back; jobdrop jobs --json has their sha256");
        }
        return table.rows() == 0;
    }

    /** Whether somebody sees how far it is. */
    static boolean isWatched() {
        return Boolean.getBoolean("jobdrop.terminal");
    }

    void progress(Audited audited) {
        if (isWatched()) {
            console.err().print("\r" + audited.files() + " files, " + audited.bytes() + " bytes hashed \r");
            console.err().flush();
        }
    }
}
