package io.jobdrop.status;

import io.jobdrop.job.JobState;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What people may do to a job from its page. */
public enum JobAction {
    /** Makes it due again, with all its attempts. */
    RETRY("Retry", EnumSet.of(JobState.FAILED, JobState.HELD, JobState.GAVE_UP, JobState.DUE, JobState.DISMISSED)),
    /** Delivers it again. */
    REDELIVER("Deliver again", EnumSet.of(JobState.DELIVERED)),
    /** Leaves it undelivered, for a reason. */
    DISMISS(
            "Dismiss",
            EnumSet.of(
                    JobState.OPEN,
                    JobState.FAILED,
                    JobState.HELD,
                    JobState.GAVE_UP,
                    JobState.DUE,
                    JobState.DELIVERING));

    private final String label;

    @SuppressWarnings("ImmutableEnumChecker") // Nobody changes it.
    private final Set<JobState> states;

    JobAction(String label, Set<JobState> states) {
        this.label = label;
        this.states = states;
    }

    /** Does it, and says whether the job's state allowed it. */
    @FunctionalInterface
    public interface Work {
        boolean apply(String feed, String id, String reason);
    }

    String label() {
        return label;
    }

    /** As it is called in addresses. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean fits(JobState state) {
        return states.contains(state);
    }
}
