package io.jobdrop.record;

import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * The times of schedules that fire by the clock of a node. When that is wrong by hours or days, its times are not later or
 * earlier than those of other nodes: the polls of all would stand still until the others' clocks show as much.
 *
 * <p>Only whole minutes are corrected, so that nodes whose clocks differ by seconds fire for the same time.
 */
final class FireTimes {
    private static final double MINUTE_MILLIS = Duration.ofMinutes(1).toMillis();

    private FireTimes() {}

    /** A time of the schedule as the server's clock shows it, in milliseconds since 1970. */
    static OptionalLong byServer(OptionalLong firedFor, Clock own, Clock server) {
        if (firedFor.isEmpty()) {
            return firedFor;
        }
        long ahead = own.millis() - server.millis();
        return OptionalLong.of(firedFor.getAsLong() - Math.round(ahead / MINUTE_MILLIS) * (long) MINUTE_MILLIS);
    }
}
