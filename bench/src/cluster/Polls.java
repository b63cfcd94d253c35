package bench.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The polls that the stand-in saw, of all nodes together. */
final class Polls {
    /** Two polls that begin within so many milliseconds were fired for the same time. */
    private static final double SAME = 500;

    private record Scan(String node, double from) {}

    private final List<Scan> scans = new ArrayList<>();
    private final List<String> overlaps;

    Polls(StandInClient vendor) {
        JsonNode counts = vendor.counts();
        for (JsonNode scan : counts.get("scans")) {
            scans.add(new Scan(scan.get("node").asText(), scan.get("from").asDouble()));
        }
        overlaps = StandInClient.texts(counts.get("overlaps"));
    }

    /** Seconds from then until the next poll began; infinite when none did. */
    double firstAfter(double since) {
        return scans.stream()
                .mapToDouble(scan -> (scan.from - since) / 1_000)
                .filter(seconds -> seconds > 0)
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** The longest time without the begin of a poll since then until now, in seconds. */
    double longestGap(double since) {
        List<Double> begins = new ArrayList<>(scans.stream()
                .map(Scan::from)
                .filter(from -> from > since)
                .sorted()
                .toList());
        begins.add((double) System.currentTimeMillis());
        double longest = 0;
        double last = since;
        for (double begin : begins) {
            longest = Math.max(longest, begin - last);
            last = begin;
        }
        return longest / 1_000;
    }

    /** How often two nodes polled the feed for the same time. */
    int firedTwice() {
        int twice = 0;
        for (int i = 1; i < scans.size(); i++) {
            Scan before = scans.get(i - 1);
            Scan scan = scans.get(i);
            twice += !scan.node.equals(before.node) && scan.from - before.from < SAME ? 1 : 0;
        }
        return twice;
    }

    int overlaps() {
        return overlaps.size();
    }

    void print(Verdicts verdicts) {
        verdicts.item(
                overlaps.isEmpty(),
                "polls that overlap in time",
                "%d of %d %s",
                overlaps.size(),
                scans.size(),
                overlaps.subList(0, Math.min(3, overlaps.size())));
    }
}
