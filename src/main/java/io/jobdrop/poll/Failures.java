package io.jobdrop.poll;

import io.jobdrop.Feed;
import io.jobdrop.http.TooSlow;
import io.jobdrop.job.ApiRequest;
import io.jobdrop.job.ClaimLost;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobFailure;
import io.jobdrop.job.JobState;
import io.jobdrop.job.NoRoom;
import io.jobdrop.job.NotReady;
import io.jobdrop.job.Reason;
import io.jobdrop.job.Throttled;
import io.jobdrop.record.JobLedger;
import io.jobdrop.record.LedgerRoom;
import io.jobdrop.stage.Disk;
import io.jobdrop.stage.Room;
import io.jobdrop.stage.Staging;
import io.jobdrop.vendor.VendorErrors;
import io.jobdrop.vendor.VendorRetry;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Where every failure of a route ends: a poll is marked as failed, a job's attempt is recorded with its reason. */
public final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private final Polls polls;
    private final JobLedger ledger;
    private final Function<String, Staging> stagings;
    private final VendorErrors errors;
    private final Room room;

    public Failures(Polls polls, JobLedger ledger, Function<String, Staging> stagings, VendorErrors errors, Room room) {
        this.polls = polls;
        this.ledger = ledger;
        this.stagings = stagings;
        this.errors = errors;
        this.room = room;
    }

    /** Whether a call to a vendor's API is repeated in place: not by a poll whose time is over. */
    public boolean isWorthRepeating(Exchange exchange) {
        RunningPoll poll = exchange.getProperty("poll", RunningPoll.class);
        // A job that a poll has offered knows it too, and may outlive it.
        boolean polls = poll != null && exchange.getProperty("job") == null;
        return !(polls && (poll.isOver() || poll.hasEnded())) && VendorRetry.isWorthRepeating(exchange);
    }

    // As the note of the job's status found it, or as it is when there was none.
    private String heldFor(Job job, Exchange exchange) {
        String noted = exchange.getProperty("heldFor", String.class);
        return noted == null ? ledger.queries().heldFor(job) : noted;
    }

    // One line when attempts begin to fail, when they fail for another reason, and at the end of all.
    private static void tell(Job job, JobState state, String reason, boolean quiet, boolean told) {
        if (told || state == JobState.DISMISSED) {
            LOG.debug("{}: {}. It is still {}", job, reason, state.word());
        } else if (quiet) {
            LOG.info("{}: {}", job, reason);
        } else {
            LOG.warn("{}: {}. It is {} now", job, reason, state.word());
        }
    }

    /** Records what failed, from what the route knew when it failed. */
    public void record(Exchange exchange) {
        try {
            end(exchange);
        } catch (RuntimeException e) {
            log(e).log("a failure could not be recorded: {}", e.getMessage());
        }
    }

    private void end(Exchange exchange) {
        Throwable failure = unwrapped(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        Feed of = exchange.getProperty("feed", Feed.class);
        String vendor = of == null ? "the vendor" : of.vendor();
        ApiRequest request = exchange.getProperty("request", ApiRequest.class);
        Job job = exchange.getProperty("job", Job.class);
        if (job == null) {
            String feed = of == null ? exchange.getFromRouteId() : of.name();
            String error = "it failed, and why could not be said";
            try {
                error = errors.describe(vendor, failure, request);
            } finally {
                RunningPoll poll = exchange.getProperty("poll", RunningPoll.class);
                if (failure instanceof Throttled) {
                    polls.throttled(feed, poll, error);
                } else {
                    polls.failed(feed, poll, error, VendorErrors.isPassing(failure));
                }
            }
            return;
        }
        Staging staging = stagings.apply(job.feed());
        staging.leave(job);
        JobFailure known = shortage(job, failure, staging).orElseGet(() -> errors.failure(vendor, failure, request));
        String reason = errors.redact(known.reason());
        if (known instanceof ClaimLost claimLost) {
            lost(staging, job, claimLost);
            return;
        }
        try {
            String before = heldFor(job, exchange);
            boolean repeated = ledger.queries()
                    .lastReason(job)
                    .filter(last -> Reason.isSame(last, reason))
                    .isPresent();
            // The ledger may be on the same disk.
            giveBack(staging, job, known instanceof NoRoom && job.claim() != null);
            JobState state = ledger.failed(job, known, isTooSlow(known) ? 0 : staging.staged(job));
            if (state != JobState.DUE) {
                clear(staging, job);
            }
            giveBack(staging, job, known instanceof NoRoom && job.claim() == null);
            boolean told = state == JobState.HELD ? Reason.isSame(before, reason) : state == JobState.DUE && repeated;
            tell(
                    job,
                    state,
                    reason,
                    known instanceof Throttled || (known instanceof NotReady && state == JobState.DUE),
                    told || known instanceof NoRoom);
        } catch (ClaimLost e) {
            lost(staging, job, e);
        } catch (RuntimeException e) {
            log(e).log(
                            "{}: {}. That could not be recorded ({}); its lease runs out, and a later poll tries it again",
                            job,
                            reason,
                            e.getMessage());
        }
    }

    // A disk without room is no failure of the job. Whoever reads of it learns it once, from the room.
    private Optional<JobFailure> shortage(Job job, Throwable failure, Staging staging) {
        String what = failure instanceof JobFailure known ? known.reason() : String.valueOf(failure.getMessage());
        if (failure instanceof NoRoom known) {
            return Optional.of(known);
        }
        if (LedgerRoom.isFull(failure)) {
            return Optional.of(room.elsewhere("the ledger cannot be written: " + what));
        }
        return Disk.isFull(failure) ? Optional.of(room.failed(job, what, staging.staged(job))) : Optional.empty();
    }

    // A split puts what failed in it into an exception that names the part.
    private static Throwable unwrapped(Throwable failure) {
        Throwable inner = failure;
        while (inner instanceof CamelExchangeException && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }

    // What trickles always gets a little further, and would come back for ever.
    private static boolean isTooSlow(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).anyMatch(TooSlow.class::isInstance);
    }

    // Another attempt has the job. Only what this one has staged is removed, and no word is written.
    private void lost(Staging staging, Job job, ClaimLost known) {
        boolean dismissed = ledger.queries()
                .state(job.feed(), job.id())
                .filter(JobState.DISMISSED::equals)
                .isPresent();
        if (dismissed && !known.isPublished()) {
            LOG.info("{} was dismissed; this attempt ends, and nothing more of it is published", job);
        } else if (ledger.isSound()) {
            LOG.warn("{}", known.reason());
        } else {
            LOG.debug("{}, since its ledger is lost", job);
        }
        if (job.claim() != null) {
            clear(staging, job);
        }
    }

    // That the ledger has no room is told once.
    private static LoggingEventBuilder log(RuntimeException unrecorded) {
        return LOG.atLevel(LedgerRoom.isFull(unrecorded) ? Level.DEBUG : Level.ERROR);
    }

    // It cannot be done before the claim: only then nobody else has it.
    private static void giveBack(Staging staging, Job job, boolean now) {
        try {
            if (now) {
                staging.giveBack(job);
            }
        } catch (UncheckedIOException e) {
            LOG.warn("{}: {}", job, e.getMessage());
        }
    }

    // What stays there is removed by the next attempt, or by the next start.
    private static void clear(Staging staging, Job job) {
        try {
            staging.clear(job);
        } catch (UncheckedIOException e) {
            LOG.warn("{}: {}", job, e.getMessage());
        }
    }
}
