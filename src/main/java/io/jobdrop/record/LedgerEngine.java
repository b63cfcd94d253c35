package io.jobdrop.record;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * What each kind of database does in its own way. Where SQL differs, statements name attributes in angle brackets, which
 * {@link #jdbi} defines: {@code <like>} looks for a text without regard to the case of ASCII letters, and
 * {@code <by_INDEX>} behind the name of a table makes SQLite use that index.
 */
interface LedgerEngine extends AutoCloseable {
    /** How long a job, a poll or an offer is its owner's without a word of it. */
    Duration lease();

    /** Whether other nodes may work on the ledger at the same time. */
    boolean isShared();

    /** Sets the clock, if that was long ago. */
    void setClock();

    /** The clock by which leases and pauses are counted; {@code own} is that of this machine. */
    Clock clock(Clock own);

    /** What scripts say in a word of this kind of database, by its name. */
    Map<String, String> placeholders();

    /** Connections for the scripts that make the schema, which say themselves where it is. */
    DataSource source();

    /** Says where the scripts are that make the schema, and where it is to be. */
    void configure(FluentConfiguration flyway);

    /** For what must survive a loss of power once it is committed. */
    Jdbi jdbi();

    /** For what the next poll finds out again when a loss of power takes it: it waits for no disk. */
    Jdbi notes();

    /**
     * For claims and what is written for them alone. They survive whatever this process survives, since a fence that is
     * given twice would let two workers write to one staging.
     */
    Jdbi claims();

    /** For the renewal of leases. Its connection is not one of the pool, so that a renewal waits for no other work. */
    Jdbi renewals();

    /** What became of the ledger that was opened, when it is not at its place any more; empty as long as it is. */
    Optional<String> lost();

    /** Whether there is room for rows. */
    LedgerRoom room();

    /** Whether a failure means that another process or thread is about to write the same. */
    boolean isBusy(Throwable failure);

    /** Goes on with the numbers of rows after those that were written with a number of another database. */
    void countOn(Handle handle);

    /** How often a transaction was repeated. */
    long repeated();

    @Override
    void close();
}
