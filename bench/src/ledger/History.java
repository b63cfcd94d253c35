package bench.ledger;

import bench.cluster.Postgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A ledger's tables in PostgreSQL, which jobs fill that were never delivered: to deliver them all would take days. */
final class History implements AutoCloseable {
    /** When every job was completed, as the list says it. */
    static final String COMPLETED_AT = "2026-11-20T10:00:00Z";

    private static final String FEED = "'feed-' || lpad((i %% %d)::text, 5, '0')";
    private static final String ID = "md5(i::text)::uuid::text";
    // Jobs of all feeds take turns, as they do when feeds are polled in turn.
    private static final String ROWS = " FROM generate_series(1, %d) i";
    private static final String SAID = "'completed-with-results completed " + COMPLETED_AT
            + " ' || left(md5(i::text), 32), '" + COMPLETED_AT + "'";

    private final Connection connection;

    /** The tables of a schema that a ledger has made. */
    History(Postgres server, String schema) throws SQLException {
        connection = server.connect();
        connection.setSchema(schema);
    }

    /** Delivered jobs with one file each, spread over feeds, in place of all that was there. */
    void fill(long rows, int feeds) throws SQLException {
        String feed = String.format(FEED, feeds);
        String from = String.format(ROWS, rows);
        connection.setAutoCommit(false);
        run("SET LOCAL maintenance_work_mem = '1GB'");
        run("TRUNCATE job, attempt, offer, poll, list_walk CASCADE");
        List<String> keys = made("SELECT conrelid::regclass::text AS made, conname AS name, pg_get_constraintdef(oid) AS def"
                + " FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND contype IN ('p', 'f')"
                + " AND conrelid IN ('job'::regclass, 'job_file'::regclass, 'attempt'::regclass, 'intent'::regclass)"
                + " ORDER BY contype DESC, conrelid", "ALTER TABLE %s ADD CONSTRAINT %s %s");
        for (String table : List.of("intent", "job_file", "attempt", "job")) {
            run("ALTER TABLE " + table + " DROP CONSTRAINT " + table + "_pkey CASCADE");
        }
        List<String> indexes = made("SELECT '' AS made, indexname AS name, indexdef AS def FROM pg_indexes"
                + " WHERE schemaname = current_schema() AND tablename = 'job'", "%1$s%3$s");
        for (String name : names("SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"
                + " AND tablename = 'job'")) {
            run("DROP INDEX " + name);
        }
        run("INSERT INTO job (rowid, feed, job_id, state, status, attempts, first_seen_at, delivered_at, manifest,"
                + " list_page, fence, said, said_completed_at, claimed_at) SELECT i, " + feed + ", " + ID
                + ", 'delivered', 'completed', 1, 1790000000000 + i * 1000::bigint, 1790000060000 + i * 1000::bigint, " + feed
                + " || '/' || " + ID + " || '.manifest.json', 1, 1, " + SAID + ", 1790000001000 + i * 1000::bigint" + from);
        run("INSERT INTO job_file (feed, job_id, position, name, bytes, sha256, location) SELECT " + feed + ", " + ID
                + ", 0, " + ID + " || '.csv', 262144, md5(i::text) || md5((-i)::text), " + feed + " || '/' || " + ID
                + " || '.csv'" + from);
        run("INSERT INTO attempt (feed, job_id, number, started_at, ended_at, outcome, bytes, node) SELECT " + feed + ", "
                + ID + ", 1, 1790000001000 + i * 1000::bigint, 1790000060000 + i * 1000::bigint, 'delivered', 262144,"
                + " 'node-1-0a1b2c3d-4e5f'" + from);
        // Primary keys first, which the foreign ones need.
        for (String again : keys) {
            run(again);
        }
        for (String again : indexes) {
            run(again);
        }
        run("SELECT setval(pg_get_serial_sequence('job', 'rowid'), " + rows + ")");
        run("INSERT INTO list_walk (feed, walked_at, newest_first) SELECT " + feed + ", 1790000000000, 1"
                + String.format(ROWS, feeds));
        run("INSERT INTO poll (feed, started_at, ended_at, well_at, trusted, changed_at) SELECT " + feed
                + ", 1790000000000, 1790000000000, 1790000000000, 1, 1790000000000" + String.format(ROWS, feeds));
        connection.commit();
        connection.setAutoCommit(true);
        run("VACUUM ANALYZE");
        run("CHECKPOINT");
    }

    /** Work that waits: 20 jobs that are due, 5 that were given up, and an offer for each feed, at least 100. */
    void leaveWork(int feeds) throws SQLException {
        String last = " IN (SELECT rowid FROM job WHERE feed >= 'feed-" + String.format("%05d", feeds - 20)
                + "' AND state = 'delivered' ORDER BY rowid DESC LIMIT ";
        run("UPDATE job SET state = 'due', delivered_at = NULL, undelivered_since = first_seen_at,"
                + " next_attempt_at = first_seen_at WHERE rowid" + last + "20)");
        run("UPDATE job SET state = 'gave-up', delivered_at = NULL, undelivered_since = first_seen_at, error = 'it broke'"
                + " WHERE rowid" + last + "5)");
        run("INSERT INTO offer (feed, job_id, offered_at, rank, entry) SELECT 'feed-' || lpad((20 + i % (" + feeds
                + " - 20))::text, 5, '0'), md5((-i)::text), 1790000000000, 4, repeat(md5(i::text), 20)"
                + " FROM generate_series(1, " + Math.max(100, feeds) + ") i");
        run("VACUUM ANALYZE");
    }

    /** The ids of a feed's newest jobs. */
    List<String> newest(String feed, int jobs) throws SQLException {
        return names("SELECT job_id FROM job WHERE feed = '" + feed + "' AND state = 'delivered'"
                + " ORDER BY rowid DESC LIMIT " + jobs);
    }

    /** Removes the jobs that were entered and not delivered. */
    void removeOpen() throws SQLException {
        run("DELETE FROM job WHERE state = 'open'");
    }

    /** Prints the sizes of the tables and indexes, by the row of {@code job}. */
    void printSizes(long rows) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT relname, relkind, pg_relation_size(oid) AS bytes FROM"
                        + " pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'i')"
                        + " AND pg_relation_size(oid) > " + rows + " ORDER BY relkind DESC, bytes DESC")) {
            double all = 0;
            while (found.next()) {
                double each = found.getLong("bytes") / (double) rows;
                all += each;
                System.out.printf("  %-5s %-18s %8.1f MB %6.0f B a job%n", found.getString("relkind").equals("r")
                        ? "table" : "index", found.getString("relname"), found.getLong("bytes") / 1e6, each);
            }
            System.out.printf("  %-24s %8.1f MB %6.0f B a job%n", "all", all * rows / 1e6, all);
        }
    }

    void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** One number. */
    long number(String sql) throws SQLException {
        return Long.parseLong(names(sql).get(0));
    }

    private List<String> names(String sql) throws SQLException {
        return made("SELECT '' AS made, found.*, '' AS def FROM (" + sql + ") AS found (name)", "%1$s%2$s");
    }

    private List<String> made(String sql, String form) throws SQLException {
        List<String> made = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                made.add(String.format(form, row.getString("made"), row.getString("name"), row.getString("def")));
            }
        }
        return made;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
