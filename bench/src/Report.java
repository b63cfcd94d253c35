package bench;

import java.util.ArrayList;
import java.util.List;

/** What a scenario found. */
final class Report {
    private final String scenario;
    private final String title;
    private final List<Row> rows = new ArrayList<>();
    private String failure;

    /**
     * One line of the table. Samples of one pair stand at the same place of both lists.
     *
     * @param peer the other tool; empty where Jobdrop is looked at alone
     * @param ratio the median of the pairs' ratios, Jobdrop to peer; null without a peer
     * @param verdict pass, short, or why there is none
     */
    record Row(
            String figure,
            String unit,
            double jobdrop,
            String peer,
            Double theirs,
            Double ratio,
            String goal,
            String verdict,
            List<Double> jobdropSamples,
            List<Double> peerSamples) {}

    Report(String scenario, String title) {
        this.scenario = scenario;
        this.title = title;
    }

    /** A figure of Jobdrop beside that of a peer, from the same rounds. */
    void compare(String figure, String unit, List<Double> ours, String peer, List<Double> theirs, Goal goal) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
            ratios.add(ours.get(i) / theirs.get(i));
        }
        double ratio = Samples.median(ratios);
        double judged = goal != null && goal.ofRatio() ? ratio : Samples.median(ours);
        add(figure, unit, ours, peer, theirs, ratio, goal, verdict(goal, judged));
    }

    /** A figure of Jobdrop alone. */
    void state(String figure, String unit, List<Double> ours, Goal goal) {
        add(figure, unit, ours, "", List.of(), null, goal, verdict(goal, Samples.median(ours)));
    }

    /** Says that there is no peer to compare with. */
    void missing(String figure, String unit, List<Double> ours, String peer, Goal goal) {
        add(figure, unit, ours, peer, List.of(), null, goal, peer + " is not installed");
    }

    void failed(String why) {
        failure = why;
    }

    private void add(
            String figure,
            String unit,
            List<Double> ours,
            String peer,
            List<Double> theirs,
            Double ratio,
            Goal goal,
            String verdict) {
        Double median = theirs.isEmpty() ? null : Samples.median(theirs);
        String words = goal == null ? "" : goal.toString();
        rows.add(new Row(
                figure,
                unit,
                Samples.median(ours),
                peer,
                median,
                ratio,
                words,
                verdict,
                List.copyOf(ours),
                List.copyOf(theirs)));
    }

    private static String verdict(Goal goal, double value) {
        if (goal == null) {
            return "";
        }
        return goal.isMet(value) ? "pass" : "short";
    }

    String scenario() {
        return scenario;
    }

    String title() {
        return title;
    }

    List<Row> rows() {
        return rows;
    }

    String failure() {
        return failure;
    }
}
