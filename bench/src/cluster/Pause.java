package bench.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A 429 with Retry-After: it begins with the next request to the API, and everything is refused until its end. */
final class Pause {
    private int armed;
    private double from;
    private double until;
    private final List<Map<String, Object>> within = new ArrayList<>();
    private double firstAfter;

    synchronized void arm(int seconds) {
        armed = seconds;
        from = 0;
        until = 0;
        firstAfter = 0;
        within.clear();
    }

    /** Seconds that a request at this time is to wait, rounded up; 0 when it is answered. */
    synchronized long left(String node, double now) {
        if (armed > 0) {
            from = now;
            until = now + armed * 1_000;
            armed = 0;
        }
        if (now < until) {
            within.add(Map.of("node", node, "after", now - from));
            return (long) Math.ceil((until - now) / 1_000);
        }
        if (until > 0 && firstAfter == 0) {
            firstAfter = now - from;
        }
        return 0;
    }

    /** When requests came, in milliseconds after the first refusal. */
    synchronized Map<String, Object> seen() {
        Map<String, Object> seen = new LinkedHashMap<>();
        seen.put("begun", from > 0);
        seen.put("within", List.copyOf(within));
        seen.put("firstAfter", firstAfter);
        return seen;
    }
}
