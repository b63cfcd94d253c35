package io.jobdrop.status;

import io.jobdrop.stage.Progress;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The transfers under way. Another audience is told of them too. */
public final class Transfers implements Progress {
    private final Progress audience;
    private final Clock clock;
    private final Set<Moving> moving = ConcurrentHashMap.newKeySet();

    public Transfers(Progress audience, Clock clock) {
        this.audience = audience;
        this.clock = clock;
    }

    /**
     * How far a transfer is.
     *
     * @param total its length in bytes, or -1 when nobody knows
     */
    record Standing(String what, Instant began, long bytes, long total) {}

    /** Those under way now, oldest first. */
    List<Standing> standings() {
        return moving.stream()
                .map(Moving::standing)
                .sorted(Comparator.comparing(Standing::began).thenComparing(Standing::what))
                .toList();
    }

    @Override
    public Transfer begin(String what, long expected) {
        Moving transfer = new Moving(what, clock.instant(), expected, audience.begin(what, expected));
        moving.add(transfer);
        return transfer;
    }

    private final class Moving implements Transfer {
        private final String what;
        private final Instant began;
        private final long total;
        private final Transfer told;
        private final AtomicLong bytes = new AtomicLong();

        private Moving(String what, Instant began, long total, Transfer told) {
            this.what = what;
            this.began = began;
            this.total = total;
            this.told = told;
        }

        private Standing standing() {
            return new Standing(what, began, bytes.get(), total);
        }

        @Override
        public void advance(int more) {
            bytes.addAndGet(more);
            told.advance(more);
        }

        @Override
        public void close() {
            moving.remove(this);
            told.close();
        }
    }
}
