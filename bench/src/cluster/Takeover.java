package bench.cluster;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Nodes that are killed while they poll, download or publish: how soon others have their jobs. */
final class Takeover implements Scenario {
    private static final double MOST_SECONDS = 10;
    private static final double PATIENCE = 60;

    /** When a node is killed. */
    enum Moment {
        POLLING,
        DOWNLOADING,
        PUBLISHING
    }

    /** What came of one kill. */
    private record Kill(String node, Moment moment, int held, double reclaimed, double polledAgain) {}

    @Override
    public void run(Scene scene, Verdicts verdicts) throws IOException, InterruptedException, SQLException {
        Options options = scene.options();
        int kills = options.repeats(5);
        Random random = new Random(options.seed());
        String drop = options.drop().isEmpty() ? "file" : options.drop();
        verdicts.scenario(
                "takeover",
                String.format(
                        "%d kills among %d nodes, drop %s, seed %d", kills, options.nodes(3), drop, options.seed()));
        List<Kill> all = new ArrayList<>();
        try (Fleet fleet = new Fleet(scene, options.nodes(3), scene.newDrop(drop), false).start(Fleet.Cuts.NONE)) {
            fleet.warm();
            scene.vendor().delay(200);
            try (Trickle trickle = new Trickle(fleet)) {
                trickle.start(options.load());
                for (int i = 0; i < kills; i++) {
                    Kill kill = kill(scene, fleet, Moment.values()[i % Moment.values().length], random);
                    all.add(kill);
                    verdicts.note(
                            "kill %d of %s %s: %d jobs held, the last claimed again after %.1f s, next poll after %.1f"
                                    + " s",
                            i + 1,
                            kill.node,
                            kill.moment.name().toLowerCase(),
                            kill.held,
                            kill.reclaimed,
                            kill.polledAgain);
                }
            }
            scene.vendor().delay(0);
            fleet.awaitAll(PATIENCE);
            print(fleet, all, verdicts);
            new Polls(scene.vendor()).print(verdicts);
        }
    }

    private static void print(Fleet fleet, List<Kill> all, Verdicts verdicts) {
        double slowest = all.stream().mapToDouble(Kill::reclaimed).max().orElse(0);
        double poll = all.stream().mapToDouble(Kill::polledAgain).max().orElse(0);
        int held = all.stream().mapToInt(Kill::held).sum();
        verdicts.item(held > 0, "the killed nodes held jobs", "%d", held);
        verdicts.item(
                slowest <= MOST_SECONDS, "last job claimed again", "after %.1f s (limit %.0f)", slowest, MOST_SECONDS);
        // An idle feed is polled each two seconds, so that much is no delay.
        verdicts.item(
                poll <= MOST_SECONDS + 2, "feed polled again", "after %.1f s (limit %.0f)", poll, MOST_SECONDS + 2);
        fleet.judge().print(verdicts, held);
    }

    private static Kill kill(Scene scene, Fleet fleet, Moment moment, Random random)
            throws IOException, InterruptedException, SQLException {
        Node node = awaitMoment(scene, fleet, moment, random);
        // Stopped first, so that what it holds does not change between the look and the kill.
        node.signal("STOP");
        List<LedgerRows.Job> held = fleet.ledger().heldBy(node.name());
        node.kill();
        double at = System.currentTimeMillis();
        if (scene.options().fault("locked-jobs")) {
            Faults.lockJobs(fleet, MOST_SECONDS + 5);
        }
        if (fleet.nodes().size() == 1) {
            node.start();
        }
        double reclaimed = reclaimed(fleet, held, at, PATIENCE);
        double polled = polledAgain(scene, at);
        if (fleet.nodes().size() > 1) {
            node.start();
        }
        Waits.until(node.name() + " is ready again", PATIENCE, node::isReady);
        return new Kill(node.name(), moment, held.size(), reclaimed, polled);
    }

    private static Node awaitMoment(Scene scene, Fleet fleet, Moment moment, Random random)
            throws InterruptedException {
        Waits.seconds(2 + random.nextDouble() * 2);
        List<String> there = new ArrayList<>();
        Waits.until("a node is " + moment, PATIENCE, () -> {
            there.clear();
            there.addAll(
                    switch (moment) {
                        case POLLING ->
                            StandInClient.texts(scene.vendor().counts().get("polling"));
                        case PUBLISHING -> fleet.ledger().publishing();
                        case DOWNLOADING ->
                            fleet.nodes().stream()
                                    .map(Node::name)
                                    .filter(name -> !fleet.ledger().heldBy(name).isEmpty())
                                    .toList();
                    });
            return !there.isEmpty();
        });
        return fleet.node(there.get(random.nextInt(there.size())));
    }

    /** Seconds until the last of these jobs had another claim, or was over; infinite when one had none for so long. */
    static double reclaimed(Fleet fleet, List<LedgerRows.Job> held, double since, double patience)
            throws InterruptedException {
        double last = 0;
        List<LedgerRows.Job> open = new ArrayList<>(held);
        double end = System.currentTimeMillis() + patience * 1_000;
        while (!open.isEmpty() && System.currentTimeMillis() < end) {
            Map<String, LedgerRows.Job> rows = fleet.ledger().jobs();
            for (LedgerRows.Job job : List.copyOf(open)) {
                LedgerRows.Job now = rows.get(job.id());
                if (now.fence() > job.fence() || now.state().equals("delivered")) {
                    open.remove(job);
                    // The ledger's own time, unless only the record came after the kill.
                    last = Math.max(last, Math.max(now.claimedAt(), now.deliveredAt() > since ? since : 0) - since);
                }
            }
            Waits.seconds(0.1);
        }
        return open.isEmpty() ? last / 1_000 : Double.POSITIVE_INFINITY;
    }

    /** Seconds until the next poll began. */
    static double polledAgain(Scene scene, double since) throws InterruptedException {
        Waits.within(PATIENCE, () -> new Polls(scene.vendor()).firstAfter(since) < Double.POSITIVE_INFINITY);
        return new Polls(scene.vendor()).firstAfter(since);
    }
}
