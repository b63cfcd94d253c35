package io.jobdrop.record;

import io.jobdrop.config.LedgerAddress;
import io.jobdrop.job.Redacted;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The versions of the ledger's schema, and the scripts that lead from each to the next. */
final class LedgerSchema {
    /** The version of this program's schema: that of its last script. */
    static final String CURRENT = "18";

    private static final Logger LOG = LoggerFactory.getLogger(LedgerSchema.class);

    private LedgerSchema() {}

    /** What is known of the schema of a ledger that nobody has opened; nothing is changed. */
    static Flyway of(LedgerAddress address) {
        if (address instanceof LedgerAddress.OnServer server) {
            FluentConfiguration flyway = configured(PostgresServer.source(server), Map.of());
            PostgresEngine.configure(flyway, server);
            return flyway.load();
        }
        FluentConfiguration flyway = configured(SqliteEngine.source(((LedgerAddress.InFile) address).file()), Map.of());
        SqliteEngine.configureScripts(flyway);
        return flyway.load();
    }

    private static FluentConfiguration configured(DataSource source, Map<String, String> placeholders) {
        // Builds before the first release had V13 without V11 and V12, and V16 without V15.
        return Flyway.configure(LedgerSchema.class.getClassLoader())
                .outOfOrder(true)
                .loggers(SchemaLog.class.getName())
                .dataSource(source)
                .placeholders(placeholders);
    }

    private static FluentConfiguration configured(LedgerEngine engine, Locations locations) {
        FluentConfiguration configuration = configured(engine.source(), placeholders(engine, locations));
        engine.configure(configuration);
        return configuration;
    }

    private static Map<String, String> placeholders(LedgerEngine engine, Locations locations) {
        Map<String, String> placeholders = new HashMap<>(locations.placeholders());
        placeholders.putAll(engine.placeholders());
        return placeholders;
    }

    /** Throws {@link NewerLedger} when a newer version of the program has written a ledger. */
    static void refuseNewer(LedgerAddress address, Flyway flyway) {
        Optional<MigrationInfo> newer = Arrays.stream(flyway.info().applied())
                .filter(migration -> migration.getState() == MigrationState.FUTURE_SUCCESS)
                .reduce((first, last) -> last);
        if (newer.isPresent()) {
            throw new NewerLedger(
                    "the ledger " + address + " has schema " + newer.get().getVersion()
                            + ", which a newer version of jobdrop has written; nothing was started. Use that version, or another "
                            + address.other());
        }
    }

    /** Brings a ledger to the schema of this version. */
    static void migrate(LedgerAddress address, LedgerEngine engine, Locations locations) {
        if (address instanceof LedgerAddress.InFile && isCurrent(engine.source())) {
            return;
        }
        Flyway flyway = configured(engine, locations).load();
        try {
            refuseNewer(address, flyway);
            flyway.migrate();
        } catch (FlywayException e) {
            throw address instanceof LedgerAddress.OnServer server ? explained(server, e) : e;
        }
    }

    // Flyway takes longer to find that out than all the rest of the opening. It would look at the scripts' checksums as
    // well.
    private static boolean isCurrent(DataSource ledger) {
        try (Connection connection = ledger.getConnection();
                Statement statement = connection.createStatement();
                ResultSet last = statement.executeQuery("SELECT version FROM flyway_schema_history WHERE success = 1"
                        + " AND installed_rank = (SELECT MAX(installed_rank) FROM flyway_schema_history)")) {
            return last.next() && CURRENT.equals(last.getString(1));
        } catch (SQLException e) {
            LOG.trace("there is no schema yet", e);
            return false;
        }
    }

    private static UnusableLedger explained(LedgerAddress.OnServer server, FlywayException failure) {
        return PatientTransactions.causes(failure, SQLException.class)
                .filter(cause -> cause.getSQLState() != null)
                .findFirst()
                .map(cause -> LedgerRefusal.of(server, cause))
                .orElseGet(() -> new UnusableLedger(
                        LedgerRefusal.text(
                                server,
                                Redacted.line(String.valueOf(failure.getMessage())),
                                "name a schema for jobdrop alone by jobdrop.ledger.schema"),
                        failure));
    }

    /** Gives an empty ledger the schema that another one has. */
    static void copy(LedgerAddress source, LedgerEngine target, Locations locations) {
        MigrationInfo version = Objects.requireNonNull(of(source).info().current());
        configured(target, locations).target(version.getVersion()).load().migrate();
    }
}
