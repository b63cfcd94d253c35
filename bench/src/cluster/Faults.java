package bench.cluster;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Whether the judge judges: the bench delivers some jobs, does wrong in each way, and expects to be found out. */
final class Faults implements Scenario {
    private static final int JOBS = 8;
    private static final double PATIENCE = 120;

    private interface Deed {
        void act() throws InterruptedException;
    }

    @Override
    public void run(Scene scene, Verdicts verdicts) throws IOException, InterruptedException {
        verdicts.scenario("faults", JOBS + " jobs by one node, then faults that the judge must find");
        try (Fleet fleet = new Fleet(scene, 1, scene.newDrop("file"), false).start(Fleet.Cuts.NONE)) {
            fleet.release(JOBS, new Load(16 << 10, 0));
            verdicts.item(fleet.awaitAll(PATIENCE), "all jobs are delivered", "within %.0f s", PATIENCE);
            // Nobody mends what is done now.
            fleet.nodes().get(0).close();
            String path = Fleet.FEED + "/" + Fleet.FEED + "-000003/";
            String result = path + Fleet.FEED + "-000003.bin";
            Drop drop = fleet.drop();
            byte[] right = drop.bytes(result);
            byte[] wrong = right.clone();
            wrong[right.length / 2]++;
            finds(fleet, verdicts, "a result that is written again", () -> drop.write(result, right), () -> {});
            finds(fleet, verdicts, "a wrong byte", () -> drop.write(result, wrong), () -> drop.write(result, right));
            finds(fleet, verdicts, "a second file", () -> drop.write(path + "b", right), () -> drop.remove(path + "b"));
            finds(fleet, verdicts, "a lost file", () -> drop.remove(result), () -> drop.write(result, right));
            String manifest = path + "manifest.json";
            byte[] said = drop.bytes(manifest);
            finds(fleet, verdicts, "a lost manifest", () -> drop.remove(manifest), () -> drop.write(manifest, said));
            ledger(fleet, verdicts);
            vendor(scene, fleet, verdicts);
            finds(fleet, verdicts, "a job nobody delivered", () -> fleet.release(1, new Load(1, 0)), null);
        }
    }

    private static void ledger(Fleet fleet, Verdicts verdicts) throws InterruptedException {
        String third = " WHERE job_id = '" + Fleet.FEED + "-000003'";
        LedgerRows ledger = fleet.ledger();
        finds(
                fleet,
                verdicts,
                "a second delivery in the history",
                () -> ledger.execute("UPDATE attempt SET times = times + 1" + third),
                () -> ledger.execute("UPDATE attempt SET times = times - 1" + third));
        finds(
                fleet,
                verdicts,
                "another hash in the ledger",
                () -> ledger.execute("UPDATE job_file SET sha256 = reverse(sha256)" + third),
                () -> ledger.execute("UPDATE job_file SET sha256 = reverse(sha256)" + third));
        finds(
                fleet,
                verdicts,
                "a job that is not recorded",
                () -> ledger.execute("UPDATE job SET state = 'due'" + third),
                () -> ledger.execute("UPDATE job SET state = 'delivered'" + third));
    }

    private static void vendor(Scene scene, Fleet fleet, Verdicts verdicts) throws InterruptedException {
        StandInClient vendor = scene.vendor();
        String again = vendor.resultUrl(Fleet.FEED + "-000003");
        finds(fleet, verdicts, "downloads too many", () -> repeat(3, () -> vendor.get(again)), vendor::count);
        repeat(20, () -> vendor.get(vendor.url("n8") + "/details/" + Fleet.FEED + "-000001"));
        int most = vendor.counts().get("mostInASecond").asInt();
        verdicts.item(most > 10, "counts requests in a sliding second", "%d of 20", most);
        vendor.delay(500);
        Thread other = new Thread(() -> vendor.get(vendor.url("n8") + "/lists/" + Fleet.FEED + "?page=1&size=1"));
        other.start();
        vendor.get(vendor.url("n9") + "/lists/" + Fleet.FEED + "?page=1&size=1");
        other.join();
        int overlaps = vendor.counts().get("overlaps").size();
        verdicts.item(overlaps == 1, "finds polls that overlap", "%d", overlaps);
        vendor.delay(0);
        vendor.count();
    }

    private static void repeat(int times, Runnable deed) {
        for (int i = 0; i < times; i++) {
            deed.run();
        }
    }

    private static void finds(Fleet fleet, Verdicts verdicts, String what, Deed deed, Deed undo)
            throws InterruptedException {
        int before = fleet.judge().faults(0);
        deed.act();
        int after = fleet.judge().faults(0);
        verdicts.item(before == 0 && after > 0, "finds " + what, "%d faults before, %d after", before, after);
        if (undo != null) {
            undo.act();
            fleet.watch().forget();
        }
    }

    /** Holds the rows of all jobs in flight for so long, so that nobody can claim them. */
    static void lockJobs(Fleet fleet, double seconds) throws InterruptedException {
        try (Connection connection = fleet.ledger().connect();
                Statement lock = connection.createStatement()) {
            connection.setAutoCommit(false);
            lock.execute("SELECT 1 FROM job WHERE state IN ('delivering', 'due', 'open') FOR UPDATE");
            Waits.seconds(seconds);
            connection.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
