package io.jobdrop.record;

import io.jobdrop.job.Job;
import io.jobdrop.job.JobState;
import io.jobdrop.job.Redacted;
import java.time.Clock;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * What operators do to jobs, beside running processes. Each action changes one job or nothing, and survives a crash once
 * it returned. A UUID finds its job in letters of any case.
 */
public final class JobActions {
    // The next poll looks for the job on the page that showed it last, and on the rest of the list when it moved.
    private static final String MAKE_DUE = "UPDATE job SET state = 'due', attempts = 0, fruitless = 0, staged = 0,"
            + " error = CASE WHEN state = 'dismissed' THEN NULL ELSE error END, told = NULL, pruned_at = NULL,"
            + " next_attempt_at = :now, list_page = COALESCE(list_page, 1),"
            + " undelivered_since = COALESCE(undelivered_since, :now)";
    private static final String KEY = " WHERE feed = :feed AND job_id = :id";

    private final Jdbi jdbi;
    private final Clock clock;
    private final LedgerQueries queries;
    private final UnaryOperator<String> redact;

    /** Actions on a ledger; {@code redact} takes secrets out of reasons. */
    public JobActions(LedgerDatabase database, Clock clock, RetryPolicy retries, UnaryOperator<String> redact) {
        this.jdbi = database.jdbi();
        this.clock = clock;
        this.queries = new LedgerQueries(database, clock, retries);
        this.redact = redact;
    }

    /**
     * Makes a due, failed, held, given-up or dismissed job due again, with all its attempts; returns whether it is one. A
     * job that a living process delivers continues, with all its attempts.
     */
    public boolean retry(String feed, String id) {
        String dead = " OR (state = 'delivering' AND lease_until < :now)";
        return change(
                        feed,
                        id,
                        MAKE_DUE + KEY + " AND (state IN ('failed', 'held', 'gave-up', 'due', 'dismissed')" + dead
                                + ")",
                        null)
                || change(
                        feed,
                        id,
                        "UPDATE job SET attempts = 1, fruitless = 0, told = NULL" + KEY + " AND state = 'delivering'",
                        null);
    }

    /**
     * Makes a delivered job due, so that it is delivered once more under the same names; returns whether it is one. What
     * the ledger knows of its files stays until then.
     */
    public boolean redeliver(String feed, String id) {
        return change(
                feed,
                id,
                MAKE_DUE + ", redelivery = delivery" + KEY + " AND state = 'delivered' AND pruned_at IS NULL",
                null);
    }

    /**
     * Takes a job off the list of what is wrong, until {@link #retry}; returns whether it was on it, or dismissed before.
     * An attempt that is under way loses its claim: it publishes and records nothing more.
     *
     * @param reason one line of it is kept, without secrets
     * @throws IllegalArgumentException when it says nothing
     */
    public boolean dismiss(String feed, String id, String reason) {
        String kept = Redacted.line(redact.apply(reason));
        if (kept.isEmpty()) {
            throw new IllegalArgumentException("the reason is empty; say why the job is dismissed");
        }
        // The owner stays: as long as its attempt may run, no other one takes over what it stages.
        return change(
                feed,
                id,
                "UPDATE job SET state = 'dismissed', error = :reason, next_attempt_at = NULL, lease_until = NULL,"
                        + " undelivered_since = NULL" + KEY
                        + " AND state IN ('open', 'due', 'delivering', 'held', 'failed', 'gave-up', 'dismissed')",
                kept);
    }

    private boolean change(String feed, String id, String update, @Nullable String reason) {
        return jdbi.inTransaction(handle -> {
            String known = KnownIds.of(handle, feed, id);
            if (reason != null) {
                Attempts.interrupted(handle, feed, known, "it was dismissed", clock.millis());
            }
            return handle.createUpdate(update)
                            .bind("now", clock.millis())
                            .bind("reason", reason)
                            .bind("feed", feed)
                            .bind("id", known)
                            .execute()
                    == 1;
        });
    }

    /** Whether somebody has dismissed a job: whatever is found out about it changes nothing. */
    static boolean isDismissed(Handle handle, Job job) {
        return handle.createQuery("SELECT COUNT(*) FROM job" + KEY + " AND state = 'dismissed'")
                        .bind("feed", job.feed())
                        .bind("id", job.id())
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    private boolean isMark(String feed, String id) {
        return jdbi.withHandle(
                        handle -> handle.createQuery("SELECT COUNT(*) FROM job" + KEY + " AND pruned_at IS NOT NULL")
                                .bind("feed", feed)
                                .bind("id", KnownIds.of(handle, feed, id))
                                .mapTo(Integer.class)
                                .one())
                > 0;
    }

    /** Says of a job what an action found when it changed nothing: its state, or that there is no such job. */
    public String found(String feed, String id) {
        String state =
                queries.state(feed, id).map(JobState::word).map("is "::concat).orElse("is not in the ledger");
        return feed + " job " + id + " " + state + (isMark(feed, id) ? ", and only a mark (jobdrop.ledger.keep)" : "");
    }
}
