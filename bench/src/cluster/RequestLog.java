package bench.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What the stand-in was asked for and when, by its own clock: milliseconds since 1970, with fractions. */
final class RequestLog {
    private final double started = System.currentTimeMillis() - System.nanoTime() / 1e6;
    private final List<Double> requests = new ArrayList<>();
    private final Map<String, Integer> asked = new TreeMap<>();
    private final List<Scan> scans = new ArrayList<>();
    private final Map<String, Scan> current = new TreeMap<>();
    private final Map<String, AtomicInteger> downloading = new ConcurrentHashMap<>();
    private final Set<String> atOnce = new TreeSet<>();

    /** The pages that one node asked for in one poll of a feed. */
    static final class Scan {
        final String feed;
        final String node;
        final double from;
        double until;
        int pending;

        Scan(String feed, String node, double from) {
            this.feed = feed;
            this.node = node;
            this.from = from;
        }
    }

    double now() {
        return started + System.nanoTime() / 1e6;
    }

    synchronized void requested(double at) {
        requests.add(at);
    }

    /** A page of a list is asked for; the first one begins a scan. */
    synchronized Scan listed(String feed, String node, int page, double at) {
        Scan scan = current.get(feed + " " + node);
        if (page == 1 || scan == null) {
            scan = new Scan(feed, node, at);
            current.put(feed + " " + node, scan);
            scans.add(scan);
        }
        scan.pending++;
        scan.until = at;
        return scan;
    }

    synchronized void answered(Scan scan) {
        scan.pending--;
        scan.until = now();
    }

    synchronized void askedFor(String id) {
        asked.merge(id, 1, Integer::sum);
        if (downloading.computeIfAbsent(id, key -> new AtomicInteger()).incrementAndGet() > 1) {
            atOnce.add(id);
        }
    }

    synchronized void ended(String id) {
        downloading.get(id).decrementAndGet();
    }

    synchronized Map<String, Integer> asked() {
        return new TreeMap<>(asked);
    }

    synchronized List<String> downloading() {
        return downloading.entrySet().stream()
                .filter(entry -> entry.getValue().get() > 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The jobs whose result was sent to two connections at the same time. */
    synchronized List<String> atOnce() {
        return List.copyOf(atOnce);
    }

    /** The nodes whose list requests wait for their answer. */
    synchronized List<String> polling() {
        return scans.stream()
                .filter(scan -> scan.pending > 0)
                .map(scan -> scan.node)
                .distinct()
                .toList();
    }

    synchronized int requests() {
        return requests.size();
    }

    /** The most requests in any second, of a window that slides. */
    synchronized int mostInASecond() {
        Deque<Double> window = new ArrayDeque<>();
        int most = 0;
        for (double at : requests.stream().sorted().toList()) {
            window.add(at);
            while (at - window.peek() >= 1_000) {
                window.remove();
            }
            most = Math.max(most, window.size());
        }
        return most;
    }

    synchronized List<Map<String, Object>> scans() {
        return scans.stream()
                .map(scan -> Map.<String, Object>of(
                        "feed", scan.feed, "node", scan.node, "from", scan.from, "until", scan.until))
                .toList();
    }

    /** Scans of one feed that were there at the same time, as text. */
    synchronized List<String> overlaps() {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < scans.size(); i++) {
            for (int j = i + 1; j < scans.size(); j++) {
                Scan one = scans.get(i);
                Scan other = scans.get(j);
                if (one.feed.equals(other.feed) && other.from < one.until && one.from < other.until) {
                    found.add(String.format(
                            "%s: %s for %.0f ms and %s", one.feed, one.node, one.until - one.from, other.node));
                }
            }
        }
        return found;
    }

    synchronized void forget() {
        requests.clear();
        asked.clear();
        atOnce.clear();
        scans.removeIf(scan -> scan.pending == 0);
    }
}
