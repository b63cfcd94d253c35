package bench.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** Nodes that are stopped for longer than their leases and go on: they may publish and record nothing of what others took. */
final class Zombie implements Scenario {
    private static final double LEASES = 3;
    private static final double PATIENCE = 90;
    /** A zombie's downloads and uploads are over after so many seconds. */
    private static final double AFTERMATH = 8;

    @Override
    public void run(Scene scene, Verdicts verdicts) throws IOException, InterruptedException {
        Options options = scene.options();
        for (String drop : options.drop().isEmpty() ? List.of("file", "s3") : List.of(options.drop())) {
            verdicts.scenario(
                    "zombie",
                    String.format(
                            "%d stops among %d nodes for %.0f leases of %d s, drop %s, seed %d",
                            options.repeats(2),
                            options.nodes(3),
                            LEASES,
                            options.leaseSeconds(),
                            drop,
                            options.seed()));
            try (Fleet fleet = new Fleet(scene, options.nodes(3), scene.newDrop(drop), false).start(Fleet.Cuts.NONE)) {
                fleet.warm();
                judge(scene, fleet, verdicts);
            }
        }
    }

    private static void judge(Scene scene, Fleet fleet, Verdicts verdicts) throws IOException, InterruptedException {
        Random random = new Random(scene.options().seed());
        int held = 0;
        List<String> rewritten = new ArrayList<>();
        List<String> recorded = new ArrayList<>();
        List<String> notTaken = new ArrayList<>();
        try (Trickle trickle = new Trickle(fleet)) {
            trickle.start(scene.options().load());
            for (int stop = 1; stop <= scene.options().repeats(2); stop++) {
                Node node = fleet.nodes().get(random.nextInt(fleet.nodes().size()));
                Waits.until(
                        node.name() + " has jobs",
                        PATIENCE,
                        () -> fleet.ledger().heldBy(node.name()).size() > 1);
                node.signal("STOP");
                List<LedgerRows.Job> jobs = fleet.ledger().heldBy(node.name());
                held += jobs.size();
                // What others fetch differs from what the stopped node has in hand.
                scene.vendor().version(stop + 1);
                Waits.seconds(LEASES * scene.options().leaseSeconds());
                Map<String, LedgerRows.Job> rows = fleet.ledger().jobs();
                Map<String, Drop.Stored> files = fleet.drop().files();
                List<LedgerRows.Job> taken = jobs.stream()
                        .filter(job -> rows.get(job.id()).fence() > job.fence())
                        .toList();
                jobs.stream().filter(job -> !taken.contains(job)).forEach(job -> notTaken.add(job.id()));
                node.signal("CONT");
                seed(scene, fleet, taken, files);
                Waits.seconds(AFTERMATH);
                int before = rewritten.size() + recorded.size();
                compare(fleet, taken, rows, files, rewritten, recorded);
                verdicts.note(
                        "stop %d of %s: held %d, others took %d, changed afterwards %d",
                        stop, node.name(), jobs.size(), taken.size(), rewritten.size() + recorded.size() - before);
            }
        }
        verdicts.item(
                held > 0 && notTaken.isEmpty(),
                "others took what it held",
                "%d of %d%s",
                held - notTaken.size(),
                held,
                notTaken);
        verdicts.item(
                rewritten.isEmpty(), "published by a node that had lost the job", "%d %s", rewritten.size(), rewritten);
        verdicts.item(
                recorded.isEmpty(), "recorded by a node that had lost the job", "%d %s", recorded.size(), recorded);
        verdicts.item(
                fleet.nodes().stream().allMatch(Node::isAlive),
                "the stopped nodes live",
                "%d nodes",
                fleet.nodes().size());
        verdicts.item(fleet.awaitAll(PATIENCE), "all jobs are delivered", "within %.0f s", PATIENCE);
        fleet.judge().print(verdicts, held);
        verdicts.note(
                "polls that overlap, where a stopped node went on with its own: %d",
                new Polls(scene.vendor()).overlaps());
    }

    // A fault: somebody writes a file again, or records a job again, as a zombie would.
    private static void seed(Scene scene, Fleet fleet, List<LedgerRows.Job> taken, Map<String, Drop.Stored> files) {
        if (scene.options().fault("rewritten-file")) {
            files.keySet().stream()
                    .filter(path -> taken.stream().anyMatch(job -> path.endsWith(job.id() + ".bin")))
                    .findFirst()
                    .ifPresent(path -> fleet.drop().write(path, fleet.drop().bytes(path)));
        }
        if (scene.options().fault("recorded-again")) {
            fleet.ledger()
                    .execute("UPDATE job SET delivered_at = delivered_at + 1 WHERE job_id = '"
                            + taken.get(0).id() + "'");
        }
    }

    private static void compare(
            Fleet fleet,
            List<LedgerRows.Job> taken,
            Map<String, LedgerRows.Job> rows,
            Map<String, Drop.Stored> files,
            List<String> rewritten,
            List<String> recorded) {
        Map<String, LedgerRows.Job> rowsNow = fleet.ledger().jobs();
        Map<String, Drop.Stored> filesNow = fleet.drop().files();
        for (LedgerRows.Job job : taken) {
            LedgerRows.Job before = rows.get(job.id());
            // One that others still work on may go on; it is judged with all others at the end.
            if (before.state().equals("delivered") && !before.equals(rowsNow.get(job.id()))) {
                recorded.add(job.id());
            }
        }
        files.forEach((path, before) -> {
            Drop.Stored now = filesNow.get(path);
            if (now == null
                    || !Objects.equals(now.identity(), before.identity())
                    || !now.sha256().equals(before.sha256())) {
                rewritten.add(path);
            }
        });
    }
}
