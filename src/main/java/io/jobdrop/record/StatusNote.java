package io.jobdrop.record;

import io.jobdrop.job.Job;
import io.jobdrop.job.Statement;
import io.jobdrop.job.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * A note of what a job is that nobody works on: open, due, empty, failed or held.
 *
 * @param heldFor why the job was held until now; empty when it was not
 * @param verdict what the ledger says of it now; null when it said so before
 */
record StatusNote(String heldFor, @Nullable Verdict verdict) {
    private static final String KEY = " WHERE feed = :feed AND job_id = :id";
    // What goes on is no mark any more, and is shown again.
    static final String BEGUN = "pruned_at = CASE WHEN state = :state THEN pruned_at END";
    static final String FREE =
            " AND (state <> 'delivering' OR lease_until < :now)" + " AND state NOT IN ('delivered', 'dismissed')";
    private static final String OVER = "state IN ('failed', 'empty', 'gave-up')";
    // That a job is completed mends nothing yet: why it was not delivered last time stays until it is.
    private static final String REASON =
            "CASE WHEN :state = 'due' AND state IN ('due', 'delivering', 'held', 'gave-up')"
                    + " THEN COALESCE(:error, error) ELSE :error END";
    private static final String UPDATE = "UPDATE job SET state = :state, status = COALESCE(:status, status), " + BEGUN
            + ", error = " + REASON + ", next_attempt_at = NULL,"
            + " attempts = CASE WHEN :state = 'open' OR " + OVER + " THEN 0 ELSE attempts END,"
            + " fruitless = CASE WHEN " + OVER + " THEN 0 ELSE fruitless END,"
            + " staged = CASE WHEN " + OVER + " THEN 0 ELSE staged END,"
            + " undelivered_since = CASE WHEN :state IN ('due', 'held') THEN COALESCE(undelivered_since, :now) END,"
            + " said = COALESCE(:said, said), said_completed_at = COALESCE(:saidAt, said_completed_at)" + KEY + FREE
            + " AND (state <> :state OR COALESCE(error, '') <> COALESCE(" + REASON + ", '')"
            + " OR COALESCE(status, '') <> COALESCE(:status, status, '')"
            + " OR COALESCE(said, '') <> COALESCE(:said, said, ''))";

    /** Enters a job that is not known, and takes the note, unless the job is in flight or delivered. */
    static StatusNote take(Handle handle, Job job, Verdict heard, UnaryOperator<String> redact, long now) {
        Optional<String> known = LedgerQueries.heldFor(handle, job);
        if (known.isEmpty()) {
            JobLedger.enter(handle, job.feed(), List.of(job.id()), now);
        }
        Verdict verdict = Redelivery.judge(handle, job, heard);
        Statement said = job.listed().said();
        String status = redact.apply(verdict.status());
        String reason = redact.apply(verdict.reason());
        int changed = handle.createUpdate(UPDATE)
                .bind("state", verdict.state().word())
                .bind("said", said == null ? null : redact.apply(said.text()))
                .bind("saidAt", said == null ? null : redact.apply(said.completedAt()))
                .bind("status", status.isEmpty() ? null : status)
                .bind("error", reason.isEmpty() ? null : reason)
                .bind("feed", job.feed())
                .bind("id", job.id())
                .bind("now", now)
                .execute();
        return new StatusNote(known.orElse(""), changed == 0 ? null : verdict);
    }
}
