package bench.ledger;

import bench.cluster.Postgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What new jobs leave behind in the tables, by the settings of the tables. */
final class Updates {
    private static final int BATCH = 2_000;

    private final Postgres server;
    private final Path folder;
    private final long rows;

    Updates(Postgres server, Path folder, long rows) {
        this.server = server;
        this.folder = folder;
        this.rows = rows;
    }

    /** Brings so many new jobs through all their states, in batches, with each variant of the settings. */
    void run(long wave) throws SQLException {
        System.out.printf("  %-50s %8s %8s %8s %8s %6s %6s%n", "", "seconds", "job MB", "index MB", "dead", "HOT %", "vacuum");
        for (Map.Entry<String, String> variant : variants(wave).entrySet()) {
            Side.onServer(server, "updates", folder.resolve("drop")).close();
            try (History history = new History(server, "updates")) {
                history.fill(rows, 100);
                history.run("ALTER TABLE job SET (" + variant.getValue() + ")");
                history.run("SELECT pg_stat_reset()");
                long heap = history.number("SELECT pg_relation_size('job')");
                long indexes = history.number("SELECT pg_indexes_size('job')");
                long from = System.nanoTime();
                for (long first = rows + 1; first <= rows + wave; first += BATCH) {
                    batch(history, first, first + BATCH - 1);
                }
                double seconds = (System.nanoTime() - from) / 1e9;
                history.run("SELECT pg_stat_force_next_flush()");
                System.out.printf("  %-50s %8.0f %8.0f %8.0f %8d %6d %6d%n",
                        variant.getKey(),
                        seconds,
                        (history.number("SELECT pg_relation_size('job')") - heap) / 1e6,
                        (history.number("SELECT pg_indexes_size('job')") - indexes) / 1e6,
                        stat(history, "n_dead_tup"),
                        stat(history, "100 * n_tup_hot_upd / greatest(1, n_tup_upd)"),
                        stat(history, "autovacuum_count"));
                history.run("DROP SCHEMA updates CASCADE");
            }
        }
    }

    // What the scale factors 0.2 and 0.01 mean when there are ten times as many jobs as in the wave.
    private static Map<String, String> variants(long wave) {
        String at = "autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = ";
        Map<String, String> variants = new LinkedHashMap<>();
        variants.put("as it is: scale factor 0.2", at + 2 * wave);
        variants.put("scale factor 0.01", at + wave / 10);
        variants.put("scale factor 0.01, fillfactor 85", at + wave / 10 + ", fillfactor = 85");
        return variants;
    }

    private static long stat(History history, String what) throws SQLException {
        return history.number("SELECT " + what + " FROM pg_stat_user_tables WHERE relid = 'job'::regclass");
    }

    // As the product writes: entered, due, claimed, prolonged at the intent, delivered.
    private static void batch(History history, long first, long last) throws SQLException {
        String these = " WHERE rowid BETWEEN " + first + " AND " + last;
        history.run("INSERT INTO job (rowid, feed, job_id, state, first_seen_at) SELECT i, 'feed-' || lpad((i % 100)::text,"
                + " 5, '0'), md5(i::text)::uuid::text, 'open', 1790000000000 + i * 1000::bigint FROM generate_series(" + first + ", "
                + last + ") i");
        history.run("UPDATE job SET state = 'due', status = 'completed', undelivered_since = first_seen_at, list_page = 1,"
                + " said = 'completed-with-results completed 2026-11-20T10:00:00Z ' || left(md5(job_id), 32),"
                + " said_completed_at = '2026-11-20T10:00:00Z'" + these);
        history.run("UPDATE job SET state = 'delivering', attempts = 1, owner = 'node-1-0a1b2c3d-4e5f', fence = 1,"
                + " lease_until = first_seen_at, claimed_at = first_seen_at" + these);
        history.run("UPDATE job SET lease_until = lease_until + 1" + these);
        history.run("UPDATE job SET state = 'delivered', delivered_at = first_seen_at, owner = NULL, lease_until = NULL,"
                + " undelivered_since = NULL, manifest = feed || '/' || job_id || '.manifest.json'" + these);
    }
}
