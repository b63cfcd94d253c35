package io.jobdrop.support;

import io.jobdrop.config.Cluster;
import io.jobdrop.config.DataSources;
import io.jobdrop.config.LedgerAddress.ByName;
import io.jobdrop.config.LedgerAddress.ByUrl;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL server on a free port, one for all tests of a process; it ends with the process. */
public final class TestServer {
    /** One process at a time, with the lease of a ledger in a file. */
    private static final Cluster CLUSTER = new Cluster("test", "node", Duration.ofSeconds(20), "");

    private static final Cluster SHARED =
            new Cluster("test", "node", Duration.ofSeconds(3), "0123456789abcdef0123456789abcdef");

    private static final Map<Path, String> SCHEMAS = new HashMap<>();
    private static @Nullable EmbeddedPostgres server;

    private TestServer() {}

    private static synchronized EmbeddedPostgres server() {
        EmbeddedPostgres running = server;
        if (running == null) {
            try {
                running = EmbeddedPostgres.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server = running;
        }
        return running;
    }

    /** The ledger of a test's folder: the same for the same folder, else an empty one. */
    public static synchronized ByUrl ledger(Path folder) {
        String known = SCHEMAS.get(folder);
        if (known == null) {
            // Making a schema takes longer than most tests.
            Optional<Path> gone =
                    SCHEMAS.keySet().stream().filter(Files::notExists).findFirst();
            known = gone.map(SCHEMAS::remove).orElse("ledger_" + SCHEMAS.size());
            if (gone.isPresent()) {
                execute("TRUNCATE " + known + ".job, " + known + ".identity, " + known
                        + ".upload, " + known + ".list_walk, " + known + ".outbox, " + known + ".attempt, " + known
                        + ".failing_poll, " + known
                        + ".node, " + known + ".poll, " + known + ".offer, " + known
                        + ".account, " + known + ".audit RESTART IDENTITY CASCADE");
            }
            SCHEMAS.put(folder, known);
        }
        return ledger(known);
    }

    /** The ledger in a schema, of the server's administrator. */
    public static ByUrl ledger(String schema) {
        return new ByUrl(url(), "postgres", "", schema, 8, CLUSTER);
    }

    /** The same for nodes that share it, with a short lease. */
    public static ByUrl shared(String schema) {
        return new ByUrl(url(), "postgres", "", schema, 8, SHARED);
    }

    /** The ledger in a schema, by a data source of a runtime. */
    public static ByName named(DataSources runtime, String schema) {
        return new ByName(RuntimeDataSources.NAME, runtime, schema, CLUSTER);
    }

    /** The address of the server's database. */
    public static String url() {
        return "jdbc:postgresql://localhost:" + server().getPort() + "/postgres";
    }

    /** A role that has to give its password, and may create nothing. */
    public static void role(String name, String password) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE " + name + " LOGIN PASSWORD '" + password + "'");
            try (ResultSet row = statement.executeQuery("SHOW hba_file")) {
                row.next();
                Path rules = Path.of(row.getString(1));
                String before = Files.readString(rules);
                Files.writeString(rules, "host all " + name + " all scram-sha-256\n" + before);
            }
            statement.execute("SELECT pg_reload_conf()");
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Executes a statement as the server's administrator. */
    public static void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A connection of the server's administrator. */
    public static Connection connect() throws SQLException {
        return server().getPostgresDatabase().getConnection();
    }
}
