package bench.cluster;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** PostgreSQL is restarted, or ends its connections, in the middle of the work. */
final class Restart implements Scenario {
    private static final Load LOAD = new Load(256 << 10, 32 << 10);
    private static final double DOWN_SECONDS = 3;
    private static final double MOST_SECONDS = 10;
    private static final double PATIENCE = 90;

    @Override
    public void run(Scene scene, Verdicts verdicts) throws IOException, InterruptedException, SQLException {
        Options options = scene.options();
        verdicts.scenario(
                "restart",
                String.format(
                        "%d x (fast, immediate, connections ended) under %d nodes, down for %.0f s",
                        options.repeats(1), options.nodes(3), DOWN_SECONDS));
        try (Fleet fleet = new Fleet(scene, options.nodes(3), scene.newDrop("file"), false).start(Fleet.Cuts.NONE);
                Trickle trickle = new Trickle(fleet)) {
            fleet.warm();
            trickle.start(LOAD);
            int endedTwice = 0;
            for (int i = 0; i < options.repeats(1); i++) {
                for (String how : List.of("fast", "immediate", "terminate")) {
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
    private static int restart(Scene scene, Fleet fleet, String how, Verdicts verdicts)
            throws IOException, InterruptedException, SQLException {
        Waits.until(
                "half of what is kept busy is",
                PATIENCE,
                () -> delivering(fleet).size() >= fleet.nodes().size());
        Waits.seconds(2);
        List<LedgerRows.Job> held = delivering(fleet);
        if (how.equals("terminate")) {
            scene.postgres().terminateBackends();
        } else {
            scene.postgres().down(how);
            Waits.seconds(DOWN_SECONDS);
            scene.postgres().up();
        }
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
        return held.size() - through;
    }

    private static List<LedgerRows.Job> delivering(Fleet fleet) {
        return fleet.ledger().jobs().values().stream()
                .filter(job -> job.state().equals("delivering"))
                .toList();
    }
}
