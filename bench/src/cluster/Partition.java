package bench.cluster;

import java.io.IOException;
import java.util.List;

/** One of several nodes is cut off from the database, the vendor or the bucket, and comes back. */
final class Partition implements Scenario {
    private static final Load LOAD = new Load(256 << 10, 16 << 10);
    private static final double CUT_SECONDS = 20;
    private static final double PATIENCE = 120;
    /** How long the nodes themselves wait for a silent vendor, by their settings. */
    private static final int TIMEOUT = 5;

    /**
     * After so long a download of 16 s has ended, a node has tried a bucket four times for 30 s with a pause between them,
     * and the job's own pause of up to 15 s is over.
     */
    private static final double STORE_SECONDS = 170;

    /** After so long a job's request was repeated three times, each behind others that fail, and the job's pause is over. */
    private static final double VENDOR_SECONDS = 40;

    private static final int TRIES = 4;

    private static final double SOON = 10;
    private static final double BACK = 30;

    @Override
    public void run(Scene scene, Verdicts verdicts) throws IOException, InterruptedException {
        Options options = scene.options();
        verdicts.scenario(
                "partition",
                String.format(
                        "n1 of %d nodes is cut off for %.0f s at a time, drop s3", options.nodes(3), CUT_SECONDS));
        try (Drop drop = scene.newDrop("s3");
                Cut database = new Cut(scene.postgres().port());
                Cut vendor = new Cut(scene.vendor().apiPort());
                Cut bucket = new Cut(drop.port());
                Fleet fleet = new Fleet(scene, options.nodes(3), drop, false)
                        .set("jobdrop.api.timeout = " + TIMEOUT + "s")
                        .set("jobdrop.download.idle-timeout = " + TIMEOUT + "s")
                        .start(new Fleet.Cuts(database, vendor, bucket));
                Trickle trickle = new Trickle(fleet)) {
            fleet.warm();
            trickle.start(LOAD);
            int held = 0;
            for (Cut.State state : List.of(Cut.State.REFUSING, Cut.State.SILENT)) {
                double patience = state == Cut.State.SILENT ? TRIES * TIMEOUT : 0;
                held += cut(scene, fleet, "database", database, state, SOON, verdicts);
                held += cut(scene, fleet, "vendor", vendor, state, VENDOR_SECONDS + patience, verdicts);
                held += cut(scene, fleet, "bucket", bucket, state, STORE_SECONDS, verdicts);
            }
            trickle.stop();
            verdicts.item(fleet.awaitAll(PATIENCE), "all jobs are delivered", "within %.0f s", PATIENCE);
            fleet.judge().print(verdicts, held + fleet.ledger().failedAttempts());
        }
    }

    /** Cuts and heals; returns how many jobs the node held when it was cut off. */
    private static int cut(
            Scene scene, Fleet fleet, String what, Cut cut, Cut.State state, double limit, Verdicts verdicts)
            throws IOException, InterruptedException {
        if (!scene.options().cut().isEmpty() && !scene.options().cut().equals(what)) {
            return 0;
        }
        String name = what + (state == Cut.State.REFUSING ? " refuses" : " is silent");
        Node node = fleet.node("n1");
        Waits.until("n1 has jobs", PATIENCE, () -> fleet.ledger().heldBy("n1").size() > 1);
        double at = System.currentTimeMillis();
        cut.set(state);
        List<LedgerRows.Job> held = fleet.ledger().heldBy("n1");
        if (scene.options().fault("locked-jobs")) {
            Faults.lockJobs(fleet, limit + 5);
        }
        double reclaimed = Takeover.reclaimed(fleet, held, at, limit + SOON);
        int atOnce = atOnce(scene, held);
        Waits.seconds(Math.max(0, CUT_SECONDS - (System.currentTimeMillis() - at) / 1_000));
        double gap = new Polls(scene.vendor()).longestGap(at);
        List<LedgerRows.Job> before = fleet.ledger().heldBy("n1");
        double healed = System.currentTimeMillis();
        cut.set(Cut.State.WHOLE);
        // More than the others have workers for.
        fleet.release(Fleet.WORKERS * fleet.nodes().size(), LOAD);
        boolean back = Waits.within(
                BACK,
                () -> fleet.ledger().heldBy("n1").stream()
                        .anyMatch(job -> job.claimedAt() > healed && !before.contains(job)));
        double after = (System.currentTimeMillis() - healed) / 1_000;
        verdicts.item(
                !held.isEmpty() && reclaimed <= limit,
                name + ": its jobs go on",
                "%d held, the last claimed again or over after %.1f s (limit %.0f)",
                held.size(),
                reclaimed,
                limit);
        // A node that polls holds the poll until its requests were repeated.
        double longest = what.equals("vendor") ? limit : SOON + 2;
        verdicts.item(
                gap <= longest,
                name + ": polls go on",
                "longest time without a poll %.1f s (limit %.0f)",
                gap,
                longest);
        verdicts.item(
                back && node.isAlive(),
                name + ": it takes jobs again",
                "%.1f s after it was healed (limit %.0f)",
                after,
                BACK);
        if (what.equals("database")) {
            verdicts.item(
                    atOnce == 0,
                    name + ": its downloads end before others begin",
                    "%d of them were sent to two at once",
                    atOnce);
        }
        return held.size();
    }

    private static int atOnce(Scene scene, List<LedgerRows.Job> held) {
        List<String> sent = StandInClient.texts(scene.vendor().counts().get("atOnce"));
        return (int) held.stream().filter(job -> sent.contains(job.id())).count();
    }
}
