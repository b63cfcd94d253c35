package io.jobdrop.runtime;

import io.jobdrop.stage.Room;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Down while something waits for room, although other files may fit. It is neither liveness nor readiness; {@link
 * Readiness} is down while the last file did not fit.
 */
final class RoomHealth extends AbstractHealthCheck {
    private final Room room;

    RoomHealth(Room room) {
        super("jobdrop", "room");
        this.room = room;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    public boolean isReadiness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.up();
        // The readiness says it already.
        Optional<String> waiting = room.full().isPresent() ? Optional.empty() : room.waiting();
        waiting.ifPresent(what -> builder.message(what).down());
    }
}
