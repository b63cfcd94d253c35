package io.jobdrop.record;

import io.jobdrop.config.LedgerAddress;
import io.jobdrop.config.LedgerAddress.ByName;
import io.jobdrop.config.LedgerAddress.OnServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Tries whether a server can have a ledger. It changes nothing. */
public final class LedgerTrial {
    // A role that does not own a schema needs both rights in it, and one on the database to create it.
    private static final String RIGHTS = "SELECT to_regnamespace(?) IS NOT NULL,"
            + " COALESCE(has_schema_privilege(to_regnamespace(?), 'USAGE')"
            + " AND has_schema_privilege(to_regnamespace(?), 'CREATE'), FALSE),"
            + " has_database_privilege(current_database(), 'CREATE'), current_user";

    private LedgerTrial() {}

    /**
     * Says in one line which server, schema and rights it found.
     *
     * @throws UnusableLedger when a run could not use them
     */
    public static String run(OnServer ledger) {
        String version = PostgresServer.check(ledger);
        LedgerDatabase.refuseNewer(ledger);
        try (Connection connection = PostgresServer.connect(ledger);
                PreparedStatement query = connection.prepareStatement(RIGHTS)) {
            for (int i = 1; i <= 3; i++) {
                query.setString(i, PostgresServer.quoted(ledger));
            }
            try (ResultSet row = query.executeQuery()) {
                row.next();
                boolean exists = row.getBoolean(1);
                if (!(exists ? row.getBoolean(2) : row.getBoolean(3))) {
                    throw LedgerRefusal.of(
                            ledger,
                            new SQLException(
                                    exists ? "it may not create tables in the schema" : "it may not create the schema",
                                    "42501"));
                }
                String schema = !exists
                        ? "the schema does not exist yet, and jobdrop run creates it"
                        : PostgresServer.exists(ledger)
                                ? "the schema holds a ledger"
                                : "the schema is there, and jobdrop run creates the ledger in it";
                return "The ledger is " + ledger + place(ledger, connection) + ": " + version + ", user "
                        + row.getString(4) + ", " + schema + ".";
            }
        } catch (SQLException e) {
            throw LedgerRefusal.of(ledger, e);
        }
    }

    // The name of a data source does not say where it leads to.
    private static String place(OnServer ledger, Connection connection) throws SQLException {
        String url = connection.getMetaData().getURL();
        return ledger instanceof ByName && url != null
                ? ", in " + LedgerAddress.withoutOptions(url).replaceFirst("^jdbc:", "")
                : "";
    }
}
