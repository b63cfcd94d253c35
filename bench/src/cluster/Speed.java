package bench.cluster;

import bench.Samples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How much faster more nodes are than one, where the vendor limits each connection. */
final class Speed implements Scenario {
    private static final double LEAST_RATIO = 3.5;
    private static final double IDEAL_RATIO_NODES = 4;
    private static final double MOST_HOST_SHARE = 0.10;
    private static final double LIMIT_SECONDS = 600;

    /** What one run came to. */
    private record Run(
            double speed, double ideal, double hostShare, double nodesShare, int repeated, int faults, int polls) {}

    @Override
    public void run(Scene scene, Verdicts verdicts) throws IOException, InterruptedException {
        Options options = scene.options();
        int nodes = options.nodes(4);
        int pairs = options.repeats(5);
        int perWorker = Math.max(1, options.jobs(3));
        Load load = new Load(256 << 10, options.rate(32 << 10));
        verdicts.scenario(
                "speed",
                String.format(
                        "%d pairs of 1 and %d nodes, %d jobs a worker of %d KiB at %d KiB/s a connection",
                        pairs, nodes, perWorker, load.size() >> 10, load.rate() >> 10));
        List<Double> ratios = new ArrayList<>();
        List<Run> runs = new ArrayList<>();
        for (int pair = 1; pair <= pairs; pair++) {
            boolean oneFirst = pair % 2 == 1;
            Run first = once(scene, verdicts, oneFirst ? 1 : nodes, perWorker, load);
            Run second = once(scene, verdicts, oneFirst ? nodes : 1, perWorker, load);
            runs.addAll(List.of(first, second));
            ratios.add(oneFirst ? second.speed / first.speed : first.speed / second.speed);
            verdicts.note("pair %d: ratio %.2f", pair, ratios.get(pair - 1));
        }
        double median = Samples.median(ratios);
        double least = LEAST_RATIO * nodes / IDEAL_RATIO_NODES;
        verdicts.item(
                median >= least,
                "ratio of the speeds",
                "median %.2f of %s (at least %.2f)",
                median,
                ratios(ratios),
                least);
        double host = runs.stream().mapToDouble(Run::hostShare).max().orElseThrow();
        verdicts.item(
                host < MOST_HOST_SHARE, "the host was no limit", "at most %.1f %% of a core (limit 10)", host * 100);
        double share = runs.stream().mapToDouble(Run::nodesShare).max().orElseThrow();
        verdicts.item(share < 1, "the CPU was no limit", "nodes together at most %.2f cores (limit 1)", share);
        int faults = runs.stream().mapToInt(Run::faults).sum();
        verdicts.item(faults == 0, "lost, wrong, published twice, asked twice beyond 1 %", "%d", faults);
        int polls = runs.stream().mapToInt(Run::polls).sum();
        verdicts.item(polls == 0, "polls of two nodes for the same time, or that overlap", "%d", polls);
    }

    private static Run once(Scene scene, Verdicts verdicts, int nodes, int perWorker, Load load)
            throws IOException, InterruptedException {
        try (Fleet fleet = new Fleet(scene, nodes, scene.newDrop("file"), false).start(Fleet.Cuts.NONE)) {
            fleet.warm();
            // A fault: the node is there, and takes no part.
            if (scene.options().fault("idle-node") && nodes > 1) {
                fleet.nodes().get(0).kill();
                fleet.nodes().remove(0);
            }
            int jobs = Fleet.WORKERS * nodes * perWorker;
            double cpuBefore = fleet.cpu();
            long begin = System.currentTimeMillis();
            fleet.release(jobs, load);
            boolean all = fleet.awaitAll(LIMIT_SECONDS);
            double seconds = (System.currentTimeMillis() - begin) / 1e3;
            double share = (fleet.cpu() - cpuBefore) / seconds;
            double host = scene.vendor().counts().get("cpuShare").asDouble();
            Judge judge = fleet.judge();
            Polls polls = new Polls(scene.vendor());
            Run run = new Run(
                    jobs / seconds,
                    Fleet.WORKERS * nodes / load.secondsAJob(),
                    host,
                    share,
                    judge.repeated(),
                    judge.faults(0) + (all ? 0 : 1),
                    polls.firedTwice() + polls.overlaps());
            verdicts.note(
                    "%d nodes: %.2f jobs/s of %.2f that are ideal (%.0f s), asked twice %d, host %.1f %%, nodes %.2f"
                            + " cores",
                    nodes, run.speed, run.ideal, seconds, run.repeated, host * 100, share);
            if (run.faults > 0) {
                judge.print(verdicts, 0);
            }
            return run;
        }
    }

    private static String ratios(List<Double> ratios) {
        return ratios.stream()
                .map(ratio -> String.format("%.2f", ratio))
                .toList()
                .toString();
    }
}
