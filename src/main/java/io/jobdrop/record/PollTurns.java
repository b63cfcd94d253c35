package io.jobdrop.record;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Which node polls a feed. Each poll is one node's, and the next one may be another's. */
public interface PollTurns {
    /** There is no other node. */
    PollTurns ALONE = new AlonePolls();

    /**
     * Takes the turn to poll a feed.
     *
     * @param firedFor the time of the schedule that fired, in milliseconds since 1970; empty when somebody asked for a poll
     * @return whether the last scan is trusted, so that this one may be cut short, as far as the ledger knows; empty when
     *     the poll is another node's, or nobody wants it any more
     */
    Optional<Trust> take(String feed, OptionalLong firedFor);

    /** What the ledger knows of the last scan. */
    enum Trust {
        /** Each process finds out by itself. */
        UNKNOWN,
        TRUSTED,
        UNTRUSTED
    }

    /** Whether a turn that was taken has gone to another node, or may have. */
    boolean isLost(String feed);

    /** Ends the turn of a feed with how its poll went. */
    void end(State state, boolean trusted);

    /** Gives the turn of a feed to another node, before its poll has come to its end. */
    void giveBack(String feed);

    /**
     * Somebody asks for a poll. Whichever node finds it {@link #wanted} makes it.
     *
     * @param first only if nobody ever asked for one, or made one
     */
    void want(String feed, boolean first);

    /** The feeds that some node should poll now: somebody asks for it, or a node died that did. */
    List<String> wanted();

    /** What became of the polls of all nodes since this was asked last, and at first how they went before. */
    List<State> news();

    /**
     * How the last poll of a feed went.
     *
     * @param startedAt in milliseconds since 1970, as the others
     * @param ended whether it came to its end
     * @param wellAt when the last one began that went well; 0 before the first
     * @param error why it failed; null when it did not
     * @param passing whether it may go well when it is repeated at once
     */
    record State(
            String feed,
            long startedAt,
            boolean ended,
            long wellAt,
            @Nullable String error,
            boolean passing) {}
}
