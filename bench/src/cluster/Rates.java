package bench.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/** Nodes that share the account of a vendor keep its rate together, and all of them obey a 429 that one of them got. */
final class Rates implements Scenario {
    private static final int RATE = 20;
    private static final int PAUSE = 10;
    /** Requests do not travel equally fast: so many more may arrive in a second than left in it. */
    private static final int JITTER = 2;
    /** Other nodes learn of the pause within a second. */
    private static final double LEARNED_MILLIS = 1_000;

    private static final Load SMALL = new Load(4 << 10, 0);
    private static final double PATIENCE = 180;

    @Override
    public void run(Scene scene, Verdicts verdicts) throws IOException, InterruptedException {
        Options options = scene.options();
        int jobs = options.jobs(500);
        verdicts.scenario(
                "rates",
                String.format(
                        "%d nodes, standin.rate = %d/s, %d jobs with a detail each", options.nodes(4), RATE, jobs));
        try (Fleet fleet = new Fleet(scene, options.nodes(4), scene.newDrop("file"), true)
                .set("standin.rate = " + RATE + "/s")
                .start(Fleet.Cuts.NONE)) {
            fleet.warm();
            fleet.release(jobs, SMALL);
            Waits.until(
                    "half of the jobs are delivered",
                    PATIENCE,
                    () -> fleet.ledger().delivered() > scene.vendor().jobs().size() - jobs / 2);
            if (options.fault("burst")) {
                for (int i = 0; i < RATE; i++) {
                    scene.vendor().get(scene.vendor().url("n0") + "/details/" + Fleet.FEED + "-000001");
                }
            }
            JsonNode before = scene.vendor().counts();
            int most = before.get("mostInASecond").asInt();
            verdicts.item(
                    most <= RATE + JITTER,
                    "most requests in any sliding second",
                    "%d of %d (limit %d, and %d for the way)",
                    most,
                    before.get("requests").asInt(),
                    RATE,
                    JITTER);
            pause(scene, verdicts);
            verdicts.item(fleet.awaitAll(PATIENCE), "all jobs are delivered", "within %.0f s", PATIENCE);
            int after = scene.vendor().counts().get("mostInASecond").asInt();
            verdicts.item(after <= RATE + JITTER, "the same after the pause", "%d", after);
            fleet.judge().print(verdicts, 0);
            new Polls(scene.vendor()).print(verdicts);
        }
    }

    private static void pause(Scene scene, Verdicts verdicts) throws InterruptedException {
        scene.vendor().pause(PAUSE);
        Waits.until(
                "a request gets 429", PATIENCE, () -> seen(scene).get("begun").asBoolean());
        Waits.seconds(PAUSE - 1.0);
        if (scene.options().fault("burst")) {
            scene.vendor().get(scene.vendor().url("n0") + "/details/" + Fleet.FEED + "-000001");
        }
        Waits.until(
                "a request comes after the pause",
                PATIENCE,
                () -> seen(scene).get("firstAfter").asDouble() > 0);
        JsonNode seen = seen(scene);
        double last = 0;
        Set<String> nodes = new TreeSet<>();
        for (JsonNode request : seen.get("within")) {
            last = Math.max(last, request.get("after").asDouble());
            nodes.add(request.get("node").asText());
        }
        verdicts.item(
                last <= LEARNED_MILLIS,
                "429 with Retry-After " + PAUSE + " s keeps all nodes away",
                "%d requests of %s were refused, the first at 0, the last after %.0f ms (limit %.0f)",
                seen.get("within").size(),
                nodes,
                last,
                LEARNED_MILLIS);
        verdicts.note(
                "the first request after the pause came after %.2f s",
                seen.get("firstAfter").asDouble() / 1_000);
    }

    private static JsonNode seen(Scene scene) {
        return scene.vendor().counts().get("pause");
    }
}
