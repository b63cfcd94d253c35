package io.jobdrop.deliver;

import io.jobdrop.record.AuditParts;
import io.jobdrop.record.AuditParts.Part;
import io.jobdrop.record.Audited;
import io.jobdrop.record.JobStream;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.record.LedgerEntry;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Does parts of audits, one at a time, for whichever command asked for them. A part that is not this process's any more is
 * dropped in the middle of a file, and nothing of it is handed over.
 */
public final class PartAudit {
    /** With more findings, the command looks by itself: rows of the ledger are small. */
    static final int MOST_FINDINGS = 1000;

    private final JobStream jobs;
    private final AuditParts parts;
    private final Audit.Contents contents;

    public PartAudit(LedgerDatabase database, AuditParts parts, Audit.Contents contents) {
        this.jobs = JobStream.delivered(database);
        this.parts = parts;
        this.contents = contents;
    }

    /**
     * Does a part that nobody has.
     *
     * @param afterEach runs after each job
     * @return false when there is none
     */
    public boolean next(Runnable afterEach) {
        Optional<Part> taken = parts.take();
        if (taken.isEmpty()) {
            return false;
        }
        try {
            compare(taken.get(), afterEach);
        } catch (RuntimeException e) {
            parts.giveBack();
            throw e;
        }
        return true;
    }

    private void compare(Part part, Runnable afterEach) {
        BooleanSupplier mine = () -> parts.isHeld(part);
        Audit audit = new Audit(place -> opened(place, mine));
        Tally tally = new Tally();
        jobs.in(part, job -> {
            if (mine.getAsBoolean()) {
                tally.add(job, audit.of(job));
                afterEach.run();
            }
        });
        if (mine.getAsBoolean()) {
            parts.done(part, tally.audited, tally.json());
        }
    }

    private @Nullable InputStream opened(String place, BooleanSupplier mine) throws IOException {
        InputStream in = contents.open(place);
        return in == null ? null : new WhileMine(in, mine);
    }

    private static final class Tally {
        private final List<JobFinding> found = new ArrayList<>();
        private Audited audited = Audited.NOTHING;

        void add(LedgerEntry job, List<Audit.Finding> findings) {
            audited = audited.plus(Audit.count(job));
            findings.stream()
                    .limit(MOST_FINDINGS + 1L - found.size())
                    .forEach(finding -> found.add(new JobFinding(job.feed(), job.jobId(), finding)));
        }

        String json() {
            return found.size() > MOST_FINDINGS ? "" : JobFinding.json(found);
        }
    }

    private static final class WhileMine extends FilterInputStream {
        private final BooleanSupplier mine;

        WhileMine(InputStream in, BooleanSupplier mine) {
            super(in);
            this.mine = mine;
        }

        private void require() throws IOException {
            if (!mine.getAsBoolean()) {
                throw new InterruptedIOException("the part of the audit was given up");
            }
        }

        @Override
        public int read() throws IOException {
            require();
            return super.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            require();
            return super.read(buffer, offset, length);
        }
    }
}
