package io.jobdrop.download;

import io.jobdrop.job.RetryLater;
import io.jobdrop.job.RetryThenHold;
import java.time.Duration;

/**
 * How many more requests one result gets: a few after each kind of failure, and none without end. Advance counts: a host
 * that gets us further is asked again.
 */
final class RequestBudget {
    private static final int MAX_RENEWALS = 3;
    private static final int MAX_RESUMES = 3;
    private static final int MAX_REPEATS = 3;
    private static final long GREAT_ADVANCE = 16L << 20;

    private int renewals;
    private int resumes;
    private int repeats;
    private int proofs;
    private String unproven = "";
    private Duration pause = Duration.ZERO;

    /** How often the host failed in passing since it last got us further. */
    int repeats() {
        return repeats;
    }

    /**
     * Takes note that the host failed in passing, so that it is asked once more after a pause.
     *
     * @throws RetryLater after a few times
     */
    void repeatAfter(Duration time, RetryLater failure) {
        if (++repeats > MAX_REPEATS) {
            throw failure;
        }
        pause = time;
    }

    /** The pause before the next request, which is kept once. */
    Duration takePause() {
        Duration due = pause;
        pause = Duration.ZERO;
        return due;
    }

    /**
     * Whether the rest of a body that was cut is asked for at once: a few times, and again after each great advance. A
     * host that cuts more often is given a pause.
     *
     * @param advance how many bytes the body brought
     */
    boolean mayResume(long advance) {
        resumes = advance >= GREAT_ADVANCE ? 1 : resumes + 1;
        repeats = advance > 0 ? 0 : repeats;
        return advance > 0 && resumes <= MAX_RESUMES;
    }

    /**
     * Whether a body whose end nobody announced is the same as the one before. One alone may have been cut short.
     *
     * @return false when it is to be asked for again
     */
    boolean isProven(String fingerprint) {
        boolean same = unproven.equals(fingerprint);
        unproven = fingerprint;
        proofs++;
        return same;
    }

    /** Whether such a body was asked for often enough. */
    boolean isUnprovable() {
        return proofs > MAX_RESUMES;
    }

    /**
     * Takes note that the vendor is asked for another URL.
     *
     * @param reason why the URL was refused
     * @throws RetryThenHold after too many
     */
    void renew(String reason) {
        if (++renewals > MAX_RENEWALS) {
            throw new RetryThenHold(reason + ", and " + MAX_RENEWALS + " newer ones");
        }
    }
}
