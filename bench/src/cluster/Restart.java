package bench.cluster;

import java.io.IOException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A server that the nodes share is restarted, or ends its connections, in the middle of the work. */
final class Restart implements Scenario {
    private static final double DOWN_SECONDS = 3;

    /** PostgreSQL. */
    static final Map<String, Break> OF_DATABASE = new LinkedHashMap<>();
    /** The broker. */
    static final Map<String, Break> OF_BROKER = new LinkedHashMap<>();

    static {
        for (String mode : List.of("fast", "immediate")) {
            OF_DATABASE.put(mode, scene -> {
                scene.postgres().down(mode);
                Waits.seconds(DOWN_SECONDS);
                scene.postgres().up();
            });
        }
        OF_DATABASE.put("connections ended", scene -> scene.postgres().terminateBackends());
        OF_BROKER.put("killed", scene -> {
            scene.broker().kill();
            Waits.seconds(DOWN_SECONDS);
            scene.broker().up();
        });
        OF_BROKER.put("stopped", scene -> {
            scene.broker().signal("STOP");
            Waits.seconds(5 * DOWN_SECONDS);
            scene.broker().signal("CONT");
        });
    }

    private interface Break {
        void run(Scene scene) throws IOException, InterruptedException, SQLException;
    }

    private final String name;
    private final Map<String, Break> breaks;

    Restart(String name, Map<String, Break> breaks) {
        this.name = name;
        this.breaks = breaks;
    }

    private static final Load LOAD = new Load(256 << 10, 32 << 10);
    private static final double MOST_SECONDS = 10;
    private static final double PATIENCE = 90;

    @Override
    public void run(Scene scene, Verdicts verdicts) throws IOException, InterruptedException, SQLException {
        Options options = scene.options();
        verdicts.scenario(
                name,
                String.format(
                        "%d x (%s) under %d nodes",
                        options.repeats(1), String.join(", ", breaks.keySet()), options.nodes(3)));
        try (Fleet fleet = new Fleet(scene, options.nodes(3), scene.newDrop("file"), false).start(Fleet.Cuts.NONE);
                Trickle trickle = new Trickle(fleet)) {
            fleet.warm();
            trickle.start(LOAD);
            int endedTwice = 0;
            for (int i = 0; i < options.repeats(1); i++) {
                for (String how : breaks.keySet()) {
                    endedTwice += restart(scene, fleet, how, verdicts);
                }
            }
            trickle.stop();
            verdicts.item(fleet.awaitAll(PATIENCE), "all jobs are delivered", "within %.0f s", PATIENCE);
            verdicts.item(
                    fleet.nodes().stream().allMatch(Node::isAlive),
                    "the nodes live",
                    "%d",
                    fleet.nodes().size());
            fleet.judge().print(verdicts, endedTwice);
            new Polls(scene.vendor()).print(verdicts);
        }
    }

    /** Restarts the server; returns how many downloads in flight were begun again. */
    private int restart(Scene scene, Fleet fleet, String how, Verdicts verdicts)
            throws IOException, InterruptedException, SQLException {
        Waits.until(
                "half of what is kept busy is",
                PATIENCE,
                () -> delivering(fleet).size() >= fleet.nodes().size());
        Waits.seconds(2);
        List<LedgerRows.Job> held = delivering(fleet);
        breaks.get(how).run(scene);
        int taken = scene.broker() == null ? 0 : scene.broker().taken();
        double up = System.currentTimeMillis();
        if (scene.options().fault("locked-jobs")) {
            Faults.lockJobs(fleet, MOST_SECONDS + 5);
        }
        double[] claimed = {Double.POSITIVE_INFINITY};
        Waits.within(PATIENCE, () -> {
            fleet.ledger().jobs().values().stream()
                    .filter(job -> job.claimedAt() > up)
                    .forEach(job -> claimed[0] = Math.min(claimed[0], (job.claimedAt() - up) / 1_000));
            return claimed[0] < Double.POSITIVE_INFINITY;
        });
        double polled = Takeover.polledAgain(scene, up);
        Waits.within(PATIENCE, () -> {
            Map<String, LedgerRows.Job> rows = fleet.ledger().jobs();
            return held.stream().allMatch(job -> rows.get(job.id()).state().equals("delivered"));
        });
        Map<String, LedgerRows.Job> rows = fleet.ledger().jobs();
        int through = (int) held.stream()
                .filter(job -> rows.get(job.id()).fence() == job.fence()
                        && rows.get(job.id()).state().equals("delivered"))
                .count();
        verdicts.item(
                Math.max(claimed[0], polled) <= MOST_SECONDS,
                how + ": work goes on",
                "the next poll %.1f s and the next claim %.1f s after the server was back (limit %.0f)",
                polled,
                claimed[0],
                MOST_SECONDS);
        verdicts.item(
                !held.isEmpty() && through == held.size(),
                how + ": downloads in flight end",
                "%d of %d were delivered under the same claim",
                through,
                held.size());
        if (scene.broker() != null) {
            boolean told = Waits.within(MOST_SECONDS, () -> scene.broker().taken() > taken);
            verdicts.item(told, how + ": the broker is used", "within %.0f s", MOST_SECONDS);
        }
        return held.size() - through;
    }

    private static List<LedgerRows.Job> delivering(Fleet fleet) {
        return fleet.ledger().jobs().values().stream()
                .filter(job -> job.state().equals("delivering"))
                .toList();
    }
}
