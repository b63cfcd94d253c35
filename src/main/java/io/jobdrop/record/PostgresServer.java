package io.jobdrop.record;

import io.jobdrop.config.DataSources;
import io.jobdrop.config.LedgerAddress;
import io.jobdrop.config.LedgerAddress.ByName;
import io.jobdrop.config.LedgerAddress.ByUrl;
import io.jobdrop.config.LedgerAddress.OnServer;
import io.jobdrop.job.Redacted;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects to the server of a ledger, and says in plain words why that fails. */
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
            throw explained(ledger, e);
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
            throw explained(ledger, e);
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
                throw new UnusableLedger(refusal(
                        ledger,
                        "its server is PostgreSQL " + row.getString(1),
                        "use PostgreSQL " + OLDEST + " or newer"));
            }
            if (!row.getString(2).equals("UTF8")) {
                throw new UnusableLedger(refusal(
                        ledger,
                        "the encoding of its database is " + row.getString(2),
                        "create a database with ENCODING 'UTF8'"));
            }
            if (row.getString(3).equals("on")) {
                throw new UnusableLedger(refusal(
                        ledger,
                        "its server takes no changes from " + who(ledger),
                        "use the primary server, and a role that may write"));
            }
            return "PostgreSQL " + row.getString(1);
        } catch (SQLException e) {
            throw explained(ledger, e);
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
            throw explained(ledger, e);
        }
    }

    /** What a failure means for operators. */
    static UnusableLedger explained(OnServer ledger, SQLException failure) {
        // A pool may wrap what the driver says.
        SQLException told = PatientTransactions.causes(failure, SQLException.class)
                .filter(cause -> cause.getSQLState() != null)
                .reduce((outer, inner) -> inner)
                .orElse(failure);
        String state = Objects.toString(told.getSQLState(), "");
        String said = Redacted.line(String.valueOf(told.getMessage()));
        boolean named = ledger instanceof ByName;
        String address = named ? "the data source" : LedgerAddress.URL;
        String what;
        String action;
        switch (state) {
            case "28P01", "28000" -> {
                what = "its server refuses " + who(ledger) + " (" + said + ")";
                action = "correct "
                        + (named
                                ? "user and password of the data source"
                                : "jobdrop.ledger.user and jobdrop.ledger.password")
                        + ", or the server's pg_hba.conf";
            }
            case "08004" -> {
                what = "its server refuses the connection (" + said + ")";
                action = named
                        ? "correct the data source"
                        : "correct jobdrop.ledger.password, or the options of jobdrop.ledger.url";
            }
            case "3D000" -> {
                what = "its server has no such database (" + said + ")";
                action = "create the database, or correct " + address;
            }
            case "42501" -> {
                what = who(ledger) + " lacks a right (" + said + ")";
                action = "run on the database: CREATE SCHEMA " + quoted(ledger) + " AUTHORIZATION " + role(ledger)
                        + "; or name another schema by jobdrop.ledger.schema";
            }
            case "53300" -> {
                what = "its server has no connection left (" + said + ")";
                action = "lower " + (named ? "the size of the pool" : "jobdrop.ledger.pool")
                        + ", or raise the server's max_connections";
            }
            case DataSources.MISSING -> {
                what = said;
                action = "define the data source in the runtime, or correct jobdrop.ledger.jndi";
            }
            default -> {
                what = (state.startsWith("08") || state.startsWith("57") ? "its server does not answer (" : "(") + said
                        + ")";
                action = "start the server, or correct " + address;
            }
        }
        return new UnusableLedger(refusal(ledger, what, action), failure);
    }

    private static String who(OnServer ledger) {
        return ledger.user().isEmpty() ? "this user" : ledger.user();
    }

    /** The name of the schema in SQL: it may be a word of the language. */
    static String quoted(OnServer ledger) {
        return '"' + ledger.schema() + '"';
    }

    private static String role(OnServer ledger) {
        return ledger.user().isEmpty() ? "CURRENT_USER" : '"' + ledger.user().replace("\"", "\"\"") + '"';
    }

    static String refusal(OnServer ledger, String what, String action) {
        return "the ledger " + ledger + " cannot be used: " + what + "; nothing was begun. To mend it, " + action;
    }
}
