package bench.cluster;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the nodes wrote into their ledger, read by SQL. */
final class LedgerRows {
    private static final String UNDEFINED_TABLE = "42P01";

    private final Postgres server;
    private final String schema;
    private final List<String> nodes;
    private Connection connection;

    /** @param nodes the names of all nodes */
    LedgerRows(Postgres server, String schema, List<String> nodes) {
        this.server = server;
        this.schema = schema;
        this.nodes = nodes;
    }

    /**
     * A row of table {@code job}.
     *
     * @param owner as the ledger has it; null when nobody works on the job
     * @param claimedAt milliseconds since 1970; 0 for never, as for deliveredAt
     */
    record Job(String id, String state, String owner, long fence, long claimedAt, long deliveredAt, int delivery) {}

    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** All jobs, by id. */
    Map<String, Job> jobs() {
        Map<String, Job> jobs = new TreeMap<>();
        query(
                        "SELECT job_id, state, owner, fence, claimed_at, delivered_at, delivery FROM job",
                        row -> new Job(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getLong(4),
                                row.getLong(5),
                                row.getLong(6),
                                row.getInt(7)))
                .forEach(job -> jobs.put(job.id(), job));
        return jobs;
    }

    int delivered() {
        return query("SELECT job_id FROM job WHERE state = 'delivered'", row -> row.getString(1))
                .size();
    }

    /** The jobs that a node has in flight. */
    List<Job> heldBy(String node) {
        return jobs().values().stream()
                .filter(job -> job.state().equals("delivering") && node.equals(nodeOf(job.owner())))
                .toList();
    }

    /** The nodes that are about to publish: they wrote down what, and have not recorded it yet. */
    List<String> publishing() {
        return query(
                        "SELECT job.owner FROM intent JOIN job USING (feed, job_id)"
                                + " WHERE job.state = 'delivering' AND job.fence = intent.fence",
                        row -> row.getString(1))
                .stream()
                .map(this::nodeOf)
                .distinct()
                .toList();
    }

    /** The hashes of the files that a job delivered, by path below the drop. */
    Map<String, String> files() {
        Map<String, String> files = new TreeMap<>();
        query("SELECT location, sha256 FROM job_file", row -> files.put(row.getString(1), row.getString(2)));
        return files;
    }

    /** How often the history says of a job that it was delivered. */
    Map<String, Integer> deliveries() {
        Map<String, Integer> deliveries = new TreeMap<>();
        query(
                "SELECT job_id, sum(times) FROM attempt WHERE outcome IN ('delivered', 'resumed') GROUP BY job_id",
                row -> deliveries.put(row.getString(1), row.getInt(2)));
        return deliveries;
    }

    /** How many attempts ended without a delivery. */
    int failedAttempts() {
        return query("SELECT times FROM attempt WHERE outcome NOT IN ('delivered', 'resumed')", row -> row.getInt(1))
                .stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    /** Which node an owner is: its name is a part of it, or stands in the owner's row of table node. */
    String nodeOf(String owner) {
        if (owner == null) {
            return "";
        }
        if (nodes.size() == 1) {
            return nodes.get(0);
        }
        List<String> texts = new ArrayList<>(List.of(owner));
        if (nodes.stream().noneMatch(node -> names(owner, node))) {
            query("SELECT node::text FROM node", row -> row.getString(1)).stream()
                    .filter(text -> text.contains(owner))
                    .forEach(texts::add);
        }
        return nodes.stream()
                .filter(node -> texts.stream().anyMatch(text -> names(text, node)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the ledger's owner " + owner + " is none of " + nodes));
    }

    private static boolean names(String text, String node) {
        return text.matches("(?s)(.*[^a-zA-Z0-9])?" + node + "([^a-zA-Z0-9].*)?");
    }

    void execute(String sql) {
        try (Connection own = connect();
                Statement statement = own.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    Connection connect() throws SQLException {
        Connection made = server.connect();
        made.setSchema(schema);
        return made;
    }

    private synchronized <T> List<T> query(String sql, Reader<T> reader) {
        try {
            return query(kept(), sql, reader);
        } catch (SQLException e) {
            if (UNDEFINED_TABLE.equals(e.getSQLState())) {
                // The first node is still making the tables.
                return List.of();
            }
        }
        // The server was restarted since.
        connection = null;
        try {
            return query(kept(), sql, reader);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection kept() throws SQLException {
        if (connection == null) {
            connection = connect();
        }
        return connection;
    }

    private static <T> List<T> query(Connection connection, String sql, Reader<T> reader) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet found = select.executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (found.next()) {
                rows.add(reader.read(found));
            }
            return rows;
        }
    }
}
