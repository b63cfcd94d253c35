package io.jobdrop.record;

import io.jobdrop.config.DataSources;
import io.jobdrop.config.LedgerAddress;
import io.jobdrop.config.LedgerAddress.ByName;
import io.jobdrop.config.LedgerAddress.OnServer;
import io.jobdrop.job.Redacted;
import java.sql.SQLException;
import java.util.Objects;

/** Says in plain words why a ledger on a server cannot be used, and what mends it. */
final class LedgerRefusal {
    private LedgerRefusal() {}

    /** What a failure means for operators. */
    static UnusableLedger of(OnServer ledger, SQLException failure) {
        // A pool may wrap what the driver says.
        SQLException told = PatientTransactions.causes(failure, SQLException.class)
                .filter(cause -> cause.getSQLState() != null)
                .reduce((outer, inner) -> inner)
                .orElse(failure);
        String state = Objects.toString(told.getSQLState(), "");
        String said = Redacted.line(String.valueOf(told.getMessage()));
        return new UnusableLedger(text(ledger, what(ledger, state, said), action(ledger, state)), failure);
    }

    static String text(OnServer ledger, String what, String action) {
        return "the ledger " + ledger + " cannot be used: " + what + "; nothing was begun. To mend it, " + action;
    }

    private static String what(OnServer ledger, String state, String said) {
        return switch (state) {
            case "28P01", "28000" -> "its server refuses " + who(ledger) + " (" + said + ")";
            case "08004" -> "its server refuses the connection (" + said + ")";
            case "3D000" -> "its server has no such database (" + said + ")";
            case "42501" -> who(ledger) + " lacks a right (" + said + ")";
            case "53300" -> "its server has no connection left (" + said + ")";
            case DataSources.MISSING -> said;
            default ->
                (state.startsWith("08") || state.startsWith("57") ? "its server does not answer (" : "(") + said + ")";
        };
    }

    private static String action(OnServer ledger, String state) {
        boolean named = ledger instanceof ByName;
        String address = named ? "the data source" : LedgerAddress.URL;
        return switch (state) {
            case "28P01", "28000" ->
                "correct "
                        + (named
                                ? "user and password of the data source"
                                : "jobdrop.ledger.user and jobdrop.ledger.password")
                        + ", or the server's pg_hba.conf";
            case "08004" -> "correct " + (named ? address : "jobdrop.ledger.password, or the options of " + address);
            case "3D000" -> "create the database, or correct " + address;
            case "42501" ->
                "run on the database: CREATE SCHEMA " + PostgresServer.quoted(ledger) + " AUTHORIZATION " + role(ledger)
                        + "; or name another schema by jobdrop.ledger.schema";
            case "53300" ->
                "lower " + (named ? "the size of the pool" : "jobdrop.ledger.pool")
                        + ", or raise the server's max_connections";
            case DataSources.MISSING -> "define the data source in the runtime, or correct " + LedgerAddress.JNDI;
            default -> "start the server, or correct " + address;
        };
    }

    /** The role, as far as the settings name it. */
    static String who(OnServer ledger) {
        return ledger.user().isEmpty() ? "this user" : ledger.user();
    }

    private static String role(OnServer ledger) {
        return ledger.user().isEmpty() ? "CURRENT_USER" : '"' + ledger.user().replace("\"", "\"\"") + '"';
    }
}
