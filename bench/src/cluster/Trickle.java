package bench.cluster;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Lets jobs appear evenly, so that a part of the workers is free, as it is in an installation that keeps up. */
final class Trickle implements AutoCloseable {
    private static final double BUSY = 0.4;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Fleet fleet;
    private double owed;

    Trickle(Fleet fleet) {
        this.fleet = fleet;
    }

    /** Keeps two fifths of the fleet's workers busy until it is closed. */
    void start(Load load) {
        double aSecond = BUSY * Fleet.WORKERS * fleet.nodes().size() / load.secondsAJob();
        clock.scheduleAtFixedRate(
                () -> {
                    owed += aSecond / 2;
                    if (owed >= 1) {
                        fleet.release((int) owed, load);
                        owed -= (int) owed;
                    }
                },
                0,
                500,
                TimeUnit.MILLISECONDS);
    }

    /** No more jobs appear. */
    void stop() {
        clock.shutdownNow();
        try {
            clock.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
