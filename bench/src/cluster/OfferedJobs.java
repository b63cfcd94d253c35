package bench.cluster;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The jobs that the stand-in lists: all completed, the newest first. */
final class OfferedJobs {
    private final Map<String, List<Job>> feeds = new LinkedHashMap<>();
    private final Map<String, Job> byId = new LinkedHashMap<>();

    /**
     * A job with one result.
     *
     * @param size bytes of its result
     * @param rate bytes a second that a connection gets of it; 0: all at once
     * @param completedAt milliseconds since 1970
     */
    record Job(String id, String feed, int size, int rate, long completedAt) {}

    synchronized void release(String feed, int jobs, int size, int rate) {
        List<Job> known = feeds.computeIfAbsent(feed, name -> new ArrayList<>());
        for (int i = 0; i < jobs; i++) {
            String id = String.format("%s-%06d", feed, known.size() + 1);
            Job job = new Job(id, feed, size, rate, System.currentTimeMillis());
            known.add(job);
            byId.put(id, job);
        }
    }

    synchronized Job job(String id) {
        return byId.get(id);
    }

    synchronized Collection<Job> all() {
        return List.copyOf(byId.values());
    }

    synchronized void forget() {
        feeds.clear();
        byId.clear();
    }

    /** A page of a feed, from 1, as the stand-in answers it. */
    synchronized Map<String, Object> page(String feed, int page, int size, String results) {
        List<Job> known = feeds.getOrDefault(feed, List.of());
        List<Object> entries = new ArrayList<>();
        int newest = known.size() - (page - 1) * size;
        for (int at = newest; at > Math.max(0, newest - size); at--) {
            entries.add(entry(known.get(at - 1), results));
        }
        return Map.of("jobs", entries, "page", page, "pages", (known.size() + size - 1) / size);
    }

    static Map<String, Object> entry(Job job, String results) {
        String at = Instant.ofEpochMilli(job.completedAt()).toString();
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("id", job.id());
        entry.put("status", "completed");
        entry.put("created_at", at);
        entry.put("completed_at", at);
        entry.put("name", job.id() + ".bin");
        entry.put("size", job.size());
        entry.put("url", results + job.id());
        return entry;
    }
}
