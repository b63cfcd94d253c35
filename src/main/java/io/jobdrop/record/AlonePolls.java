package io.jobdrop.record;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** All turns are this process's. */
final class AlonePolls implements PollTurns {
    @Override
    public Optional<Trust> take(String feed, OptionalLong firedFor) {
        return Optional.of(Trust.UNKNOWN);
    }

    @Override
    public boolean isLost(String feed) {
        return false;
    }

    @Override
    public void end(State state, boolean trusted) {
        // Nobody else wants to know.
    }

    @Override
    public void giveBack(String feed) {
        // There is nobody to take it.
    }

    @Override
    public void want(String feed, boolean first) {
        // Who asks makes it.
    }

    @Override
    public List<String> wanted() {
        return List.of();
    }

    @Override
    public List<State> news() {
        return List.of();
    }
}
