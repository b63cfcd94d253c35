package io.jobdrop.record;

import io.jobdrop.config.LedgerAddress.ByName;
import io.jobdrop.config.LedgerAddress.ByUrl;
import io.jobdrop.config.LedgerAddress.OnServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects to the server of a ledger. */
final class PostgresServer {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);
    private static final int OLDEST = 14;

    /** What the address may say otherwise. Times are in seconds. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "ApplicationName", "jobdrop",
            "connectTimeout", "10",
            "socketTimeout", "120",
            "tcpKeepAlive", "true",
            "targetServerType", "primary");

    private PostgresServer() {}

    /**
     * Connections without a pool of ours.
     *
     * @throws UnusableLedger when the runtime has no data source of the name
     */
    static DataSource source(OnServer ledger) {
        if (ledger instanceof ByUrl byUrl) {
            return source(byUrl, DEFAULTS);
        }
        ByName byName = (ByName) ledger;
        try {
            return byName.runtime().named(byName.name());
        } catch (SQLException e) {
            throw LedgerRefusal.of(ledger, e);
        }
    }

    /** Connections whose statements fail when the server is silent for so many seconds. */
    static DataSource impatient(ByUrl ledger, long seconds) {
        Map<String, String> options = new HashMap<>(DEFAULTS);
        options.put("connectTimeout", Long.toString(seconds));
        options.put("socketTimeout", Long.toString(seconds));
        return source(ledger, options);
    }

    // A data source of our own: in a runtime with many class loaders the DriverManager may know no driver.
    private static DataSource source(ByUrl ledger, Map<String, String> defaults) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(ledger.url());
        List<String> given = ledger.options();
        try {
            for (Map.Entry<String, String> option : defaults.entrySet()) {
                if (!given.contains(option.getKey())) {
                    source.setProperty(option.getKey(), option.getValue());
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the driver of PostgreSQL does not know an option", e);
        }
        source.setCurrentSchema(ledger.schema());
        if (!ledger.user().isEmpty()) {
            source.setUser(ledger.user());
        }
        if (!ledger.password().isEmpty()) {
            source.setPassword(ledger.password());
        }
        return source;
    }

    /**
     * A new connection.
     *
     * @throws UnusableLedger when there is none
     */
    static Connection connect(OnServer ledger) {
        try {
            return ledger instanceof ByName byName
                    ? RuntimePool.borrow(byName)
                    : source(ledger).getConnection();
        } catch (SQLException e) {
            throw LedgerRefusal.of(ledger, e);
        }
    }

    /** Whether there is a data source, with which a server need not answer yet. A session may outlive it. */
    static boolean isOffered(OnServer ledger) {
        try {
            if (ledger instanceof ByName byName) {
                byName.runtime().named(byName.name());
            }
            return true;
        } catch (SQLException e) {
            LOG.debug("the data source is away", e);
            return false;
        }
    }

    /** Closes a connection that was only borrowed to see it. */
    static void giveBack(Connection borrowed) {
        try {
            borrowed.close();
        } catch (SQLException e) {
            LOG.trace("the connection was gone already", e);
        }
    }

    /** Ends a connection that may be broken. A pool does not keep it. */
    static void quit(Connection broken) {
        try (broken) {
            broken.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.trace("the connection was gone already", e);
        }
    }

    /**
     * Makes sure that a ledger can be on a server, and returns the server's version in words.
     *
     * @throws UnusableLedger when it cannot
     */
    static String check(OnServer ledger) {
        try (Connection connection = connect(ledger);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT current_setting('server_version'), current_setting('server_encoding'),"
                                + " current_setting('transaction_read_only')")) {
            row.next();
            if (connection.getMetaData().getDatabaseMajorVersion() < OLDEST) {
                throw new UnusableLedger(LedgerRefusal.text(
                        ledger,
                        "its server is PostgreSQL " + row.getString(1),
                        "use PostgreSQL " + OLDEST + " or newer"));
            }
            if (!row.getString(2).equals("UTF8")) {
                throw new UnusableLedger(LedgerRefusal.text(
                        ledger,
                        "the encoding of its database is " + row.getString(2),
                        "create a database with ENCODING 'UTF8'"));
            }
            if (row.getString(3).equals("on")) {
                throw new UnusableLedger(LedgerRefusal.text(
                        ledger,
                        "its server takes no changes from " + LedgerRefusal.who(ledger),
                        "use the primary server, and a role that may write"));
            }
            return "PostgreSQL " + row.getString(1);
        } catch (SQLException e) {
            throw LedgerRefusal.of(ledger, e);
        }
    }

    /** Whether the schema of a ledger has its tables. */
    static boolean exists(OnServer ledger) {
        try (Connection connection = connect(ledger);
                var query = connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
            query.setString(1, quoted(ledger) + ".flyway_schema_history");
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        } catch (SQLException e) {
            throw LedgerRefusal.of(ledger, e);
        }
    }

    /** The name of the schema in SQL: it may be a word of the language. */
    static String quoted(OnServer ledger) {
        return '"' + ledger.schema() + '"';
    }
}
