package bench.cluster;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks at the drop twice a second, and keeps which results changed or went after they had been published. */
final class DropWatch implements AutoCloseable {
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Drop drop;
    private final Map<String, String> seen = new TreeMap<>();
    private final Set<String> changed = new TreeSet<>();

    DropWatch(Drop drop) {
        this.drop = drop;
        clock.scheduleWithFixedDelay(this::look, 0, 500, TimeUnit.MILLISECONDS);
    }

    private synchronized void look() {
        Map<String, String> now = drop.identities();
        seen.forEach((path, identity) -> {
            if (!identity.equals(now.get(path)) && !path.endsWith("manifest.json")) {
                changed.add(path);
            }
        });
        seen.putAll(now);
    }

    /** The results that were not left alone until now. */
    synchronized Set<String> changed() {
        look();
        return new TreeSet<>(changed);
    }

    /** Forgets what changed, for faults that are undone. */
    synchronized void forget() {
        changed.clear();
        seen.clear();
        look();
    }

    @Override
    public void close() {
        clock.shutdownNow();
        try {
            clock.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
