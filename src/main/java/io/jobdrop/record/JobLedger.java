package io.jobdrop.record;

import io.jobdrop.job.Claim;
import io.jobdrop.job.ClaimLost;
import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.Delivery;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobFailure;
import io.jobdrop.job.JobId;
import io.jobdrop.job.JobState;
import io.jobdrop.job.NotReady;
import io.jobdrop.job.Throttled;
import io.jobdrop.job.Verdict;
import io.jobdrop.metrics.Meters;
import io.jobdrop.record.Attempt.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of each job: written last, after the files and the manifest stand in the drop.
 *
 * <p>Every method is one transaction, and what it returned survives a crash; {@link #recordStatus} perhaps not a loss
 * of power, since the next poll takes the same note. The ledger removes duplicates: polls and
 * queues may offer a job as often as they like.
 */
public final class JobLedger {
    private static final Logger LOG = LoggerFactory.getLogger(JobLedger.class);
    private static final String KEY = " WHERE feed = :feed AND job_id = :id";

    private final Jdbi jdbi;
    private final Jdbi notes;
    private final LedgerDatabase database;
    private final Clock clock;
    private final RetryPolicy retries;
    private final UnaryOperator<String> redact;
    private final Meters meters;
    private final Outbox outbox;

    /** A ledger that takes secrets out of what vendors say by {@code redact} before it stores that. */
    public JobLedger(LedgerDatabase database, Clock clock, RetryPolicy retries, UnaryOperator<String> redact) {
        this(database, clock, retries, redact, Meters.NONE, Outbox.NONE);
    }

    /** The same, with meters that count what becomes of the jobs, and an outbox that takes note of it for others. */
    public JobLedger(
            LedgerDatabase database,
            Clock clock,
            RetryPolicy retries,
            UnaryOperator<String> redact,
            Meters meters,
            Outbox outbox) {
        this.jdbi = database.jdbi();
        this.notes = database.notes();
        this.database = database;
        this.clock = clock;
        this.retries = retries;
        this.redact = redact;
        this.meters = meters;
        this.outbox = outbox;
    }

    /** Enters ids that people or systems named, UUIDs in small letters, and returns how many of them were new. */
    public int register(String feed, Collection<String> ids) {
        return jdbi.inTransaction(handle -> {
            Set<String> named = ids.stream().map(JobId::canonical).collect(Collectors.toCollection(LinkedHashSet::new));
            Map<String, String> known = KnownIds.inOtherCase(handle, feed, named);
            named = named.stream().map(id -> known.getOrDefault(id, id)).collect(Collectors.toSet());
            int entered = enter(handle, feed, named, clock.millis());
            for (String id : named) {
                // Due now, so that a running poll schedule does not have to be waited for.
                handle.createUpdate("UPDATE job SET next_attempt_at = :now" + KEY
                                + " AND state = 'open' AND status IS NULL")
                        .bind("now", clock.millis())
                        .bind("feed", feed)
                        .bind("id", id)
                        .execute();
            }
            return entered;
        });
    }

    /** Enters jobs as open, unless they are known, and returns how many were not. */
    static int enter(Handle handle, String feed, Collection<String> ids, long now) {
        if (ids.isEmpty()) {
            return 0;
        }
        // In one batch, which a server answers at once. What is known takes no number.
        PreparedBatch entered = handle.prepareBatch("INSERT INTO job (feed, job_id, state, first_seen_at)"
                + " SELECT :feed, :id, 'open', :now WHERE NOT EXISTS (SELECT 1 FROM job" + KEY
                + ") ON CONFLICT DO NOTHING");
        ids.forEach(
                id -> entered.bind("feed", feed).bind("id", id).bind("now", now).add());
        return Arrays.stream(entered.execute()).sum();
    }

    /** Takes note of a completed job whose vendor says that it has no file, for this reason. */
    public void empty(@ExchangeProperty("job") Job job, @ExchangeProperty("whyEmpty") String reason) {
        recordStatus(job, new Verdict(JobState.EMPTY, "", reason));
    }

    /**
     * Takes note of what a job is: open, due, empty, failed or held, and of what the vendor's list said of it. What is
     * delivered stays delivered; what was over and is completed now has all its attempts.
     *
     * @return why the job was held until now; empty when it was not
     */
    public String recordStatus(@ExchangeProperty("job") Job job, @Body Verdict heard) {
        StatusNote note = notes.inTransaction(handle -> {
            StatusNote taken = StatusNote.take(handle, job, heard, redact, clock.millis());
            if (taken.verdict() != null) {
                outbox.moved(handle, job.feed(), job.id(), taken.verdict().state());
            }
            return taken;
        });
        Verdict noted = note.verdict();
        if (noted != null) {
            meters.moved(job.feed(), noted.state());
        }
        if (noted != null && noted.state() == JobState.HELD) {
            LOG.warn("{}: {}. It is held now", job, redact.apply(noted.reason()));
        }
        return note.heldFor();
    }

    /**
     * Records a delivered job: the last step of its life.
     *
     * @throws ClaimLost when the job's claim is not valid any more; nothing is recorded then
     */
    public void delivered(@ExchangeProperty("job") Job job, @Body Delivery delivery) {
        long now = clock.millis();
        long bytes = delivery.files().stream().mapToLong(DeliveredFile::bytes).sum();
        DeliveredJob recorded = jdbi.inTransaction(
                handle -> DeliveredJob.record(handle, job, database.locations().stored(delivery), bytes, now, outbox));
        meters.moved(job.feed(), JobState.DELIVERED);
        meters.attempted(job.feed(), recorded.outcome().word());
        Duration took = Duration.ofMillis(now - recorded.claimedAt());
        meters.delivered(job.feed(), delivery.files().size(), bytes, took, recorded.delay());
    }

    /**
     * Records that a job was not delivered this time.
     *
     * @param staged how many bytes of its results are staged; more than ever before is progress, and counts anew
     * @return its state now: due, held, or gave-up when its attempts are spent
     * @throws ClaimLost when the claim of the attempt is not valid any more, or another worker has claimed the job;
     *     nothing is recorded then
     */
    public JobState failed(Job job, JobFailure failure, long staged) {
        Claim claim = job.claim();
        long now = clock.millis();
        boolean postponed = failure instanceof Throttled || failure instanceof NotReady;
        Attempts.Ended ended = new Attempts.Ended(
                postponed ? Outcome.POSTPONED : Outcome.FAILED, redact.apply(failure.reason()), staged);
        JobState state = jdbi.inTransaction(handle -> {
            enter(handle, job.feed(), List.of(job.id()), now);
            if (claim == null && JobActions.isDismissed(handle, job)) {
                return JobState.DISMISSED;
            }
            AttemptBudget spent = AttemptBudget.of(handle, job).after(failure, staged);
            JobState next = retries.stateAfter(failure, spent.fruitless());
            Update update =
                    handle.createUpdate("UPDATE job SET state = :state, attempts = :attempts, " + StatusNote.BEGUN + ","
                            + " fruitless = :fruitless, staged = :staged, error = :error, next_attempt_at = :next,"
                            + " owner = CASE WHEN state = 'delivering' THEN NULL ELSE owner END, lease_until = NULL, undelivered_since = COALESCE(undelivered_since, :now)"
                            + KEY
                            + (claim == null ? StatusNote.FREE : LedgerClaims.CLAIMED));
            if (claim != null) {
                update.bindMethods(claim);
            }
            int recorded = update.bind("now", now)
                    .bind("state", next.word())
                    .bindMethods(spent)
                    .bind("error", ended.reason())
                    .bind("next", next == JobState.DUE ? retries.next(failure, spent.fruitless(), now) : null)
                    .bind("feed", job.feed())
                    .bind("id", job.id())
                    .execute();
            if (recorded == 0) {
                throw new ClaimLost(job);
            }
            Attempts.add(handle, job.feed(), job.id(), ended, claim == null ? null : claim.owner(), now);
            outbox.moved(handle, job.feed(), job.id(), next);
            return next;
        });
        meters.moved(job.feed(), state);
        if (claim != null) {
            meters.attempted(job.feed(), ended.outcome().word());
        }
        return state;
    }

    /** Takes note of how a poll ended, for others who want to know; {@code error} is null when it went well. */
    public void polled(String feed, @Nullable String error) {
        outbox.polled(jdbi, feed, error == null ? null : redact.apply(error));
    }

    /** Whether what is recorded stays: not in a file that was deleted, or on a disk that refuses to write. */
    public boolean isSound() {
        return database.lost().isEmpty();
    }

    /** Questions that people and reports ask. */
    public LedgerQueries queries() {
        return new LedgerQueries(database, clock, retries);
    }
}
