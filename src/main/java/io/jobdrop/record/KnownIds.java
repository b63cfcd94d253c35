package io.jobdrop.record;

import io.jobdrop.job.JobId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Under which ids the ledger knows jobs whose UUIDs are asked for in letters of another case (RFC 9562 4). */
final class KnownIds {
    private static final int QUERY_SIZE = 500;
    // Two selects, so that each finds its index. The range adds nothing, but without it PostgreSQL expects to find a
    // large
    // share of the feed, and reads all of it: it has no statistics of an index that is empty.
    private static final String KNOWN = "SELECT job_id FROM job WHERE feed = :feed AND job_id IN (<uuids>)"
            + " UNION ALL SELECT job_id FROM job WHERE feed = :feed AND job_id <> lower(job_id)"
            + " AND lower(job_id) IN (<uuids>) AND lower(job_id) BETWEEN :first AND :last";

    private KnownIds() {}

    static String knownSql() {
        return KNOWN;
    }

    /** The id under which the ledger knows a job, or the same id when it does not know it. */
    static String of(Handle handle, String feed, String id) {
        return inOtherCase(handle, feed, List.of(id)).getOrDefault(id, id);
    }

    /**
     * The ids that are not known as they are, but in letters of another case, each with the one that is known. Of ids
     * that are one unknown UUID the first counts as known.
     */
    static Map<String, String> inOtherCase(Handle handle, String feed, Collection<String> ids) {
        Map<String, List<String>> asked = new LinkedHashMap<>();
        ids.stream()
                .filter(JobId::hasCase)
                .forEach(id -> asked.computeIfAbsent(JobId.canonical(id), key -> new ArrayList<>())
                        .add(id));
        Map<String, String> others = new HashMap<>();
        List<String> uuids = List.copyOf(asked.keySet());
        for (int from = 0; from < uuids.size(); from += QUERY_SIZE) {
            List<String> some = uuids.subList(from, Math.min(uuids.size(), from + QUERY_SIZE));
            Map<String, List<String>> known = new HashMap<>();
            known(handle, feed, some)
                    .forEach(id -> known.computeIfAbsent(JobId.canonical(id), key -> new ArrayList<>())
                            .add(id));
            for (String uuid : some) {
                List<String> wanted = asked.getOrDefault(uuid, List.of());
                List<String> there = known.getOrDefault(uuid, wanted.subList(0, 1));
                wanted.stream().filter(id -> !there.contains(id)).forEach(id -> others.put(id, there.get(0)));
            }
        }
        return others;
    }

    private static List<String> known(Handle handle, String feed, List<String> uuids) {
        return handle.createQuery(KNOWN)
                .bind("feed", feed)
                .bindList("uuids", uuids)
                .bind("first", Collections.min(uuids))
                .bind("last", Collections.max(uuids))
                .mapTo(String.class)
                .list();
    }
}
