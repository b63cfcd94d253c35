package io.jobdrop.record;

import io.jobdrop.config.LedgerAddress;
import io.jobdrop.job.Redacted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * The ledger's database, opened and brought to the current schema. {@link SqliteEngine} and {@link PostgresEngine} do what
 * each kind of database does in its own way.
 */
public final class LedgerDatabase implements AutoCloseable {
    private final LedgerAddress address;
    private final LedgerEngine engine;
    private final String identity;
    private final Locations locations;
    private final JobCounts counts = new JobCounts(System::nanoTime);
    private final Jdbi jdbi;
    private final Jdbi notes;
    private final Jdbi claims;

    private LedgerDatabase(LedgerAddress address, Locations locations, LedgerEngine engine) {
        this.address = address;
        this.locations = locations;
        this.engine = engine;
        this.jdbi = engine.jdbi();
        this.notes = engine.notes();
        this.claims = engine.claims();
        this.identity = identity(jdbi);
    }

    /**
     * Opens the ledger, which is created when it does not exist.
     *
     * @param drop the folder to which locations are relative
     * @throws NewerLedger when a newer version of the program has written it
     * @throws UnusableLedger when its server cannot be used, or a copy into it has not ended
     */
    public static LedgerDatabase open(LedgerAddress address, Path drop) {
        LedgerDatabase database = openAsItIs(address, drop);
        if (LedgerCopy.isUnfinished(database.identity)) {
            database.close();
            throw new UnusableLedger("the ledger " + address + " is a copy that has not ended; nothing was begun. Run"
                    + " the same jobdrop ledger copy again; it continues");
        }
        return database;
    }

    /** Loads what the first opening would load, such as the library of SQLite. */
    public static void load() {
        SqliteEngine.load();
    }

    /** The same for a ledger in a file. */
    public static LedgerDatabase open(Path file, Path drop) {
        return open(new LedgerAddress.InFile(file), drop);
    }

    /** Opens a ledger that may be the target of a copy that has not ended. */
    static LedgerDatabase openAsItIs(LedgerAddress address, Path drop) {
        Locations locations = new Locations(drop);
        LedgerEngine engine = engine(address);
        try {
            LedgerSchema.migrate(address, engine, locations);
            return new LedgerDatabase(address, locations, engine);
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    private static LedgerEngine engine(LedgerAddress address) {
        return address instanceof LedgerAddress.OnServer server
                ? PostgresEngine.open(server)
                : SqliteEngine.open(((LedgerAddress.InFile) address).file());
    }

    /**
     * Whether there is a ledger.
     *
     * @throws UnusableLedger when its server cannot be asked
     */
    public static boolean exists(LedgerAddress address) {
        if (address instanceof LedgerAddress.OnServer server) {
            return PostgresServer.exists(server);
        }
        Path file = ((LedgerAddress.InFile) address).file();
        try {
            return Files.isRegularFile(file) && Files.size(file) > 0;
        } catch (IOException e) {
            throw new UncheckedIOException("the ledger cannot be read: " + file, e);
        }
    }

    /**
     * Refuses a ledger that a newer version of the program has written. One that does not exist yet is not created.
     *
     * @throws NewerLedger when it is one
     * @throws UnusableLedger when its server cannot be asked
     */
    public static void refuseNewer(LedgerAddress address) {
        if (exists(address)) {
            LedgerSchema.refuseNewer(address, LedgerSchema.of(address));
        }
    }

    // Two processes may open a new ledger at the same time; the first to write decides.
    private static String identity(Jdbi jdbi) {
        Optional<String> known = jdbi.withHandle(LedgerDatabase::knownIdentity);
        return known.orElseGet(() -> jdbi.inTransaction(handle -> {
            handle.execute(
                    "INSERT INTO identity (id) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM identity) ON CONFLICT DO NOTHING",
                    UUID.randomUUID().toString());
            return knownIdentity(handle).orElseThrow();
        }));
    }

    private static Optional<String> knownIdentity(Handle handle) {
        return handle.createQuery("SELECT id FROM identity").mapTo(String.class).findOne();
    }

    /** A random name of this ledger, which it keeps wherever it is moved or copied to. */
    public String identity() {
        return identity;
    }

    /** Whether several processes may share this ledger. */
    boolean isOnServer() {
        return address instanceof LedgerAddress.OnServer;
    }

    /** Where delivered files are. */
    Locations locations() {
        return locations;
    }

    /** How many jobs there are. */
    JobCounts counts() {
        return counts;
    }

    /** What became of the ledger that was opened, when it is not at its place any more; empty as long as it is. */
    Optional<String> lost() {
        return engine.lost();
    }

    /** Why a row cannot be written just now; empty when it can, or when another writer is about to. */
    Optional<String> unwritable() {
        try (Handle handle = jdbi.open()) {
            handle.begin();
            handle.execute("UPDATE identity SET id = id");
            room().end(handle);
            return Optional.empty();
        } catch (JdbiException e) {
            return engine.isBusy(e)
                    ? Optional.empty()
                    : Optional.of("the ledger " + address + " cannot be written: "
                            + Redacted.line(String.valueOf(e.getMessage())));
        }
    }

    LedgerRoom room() {
        return engine.room();
    }

    /** How often a transaction met another process or thread, or lost its connection, and was repeated. */
    public long busy() {
        return engine.repeated();
    }

    /**
     * Copies a ledger, which may be in use, into a new file as it is at this moment; there is nothing to copy when it does
     * not exist yet.
     */
    public static void copy(LedgerAddress source, Path target) {
        if (source instanceof LedgerAddress.InFile inFile && Files.exists(inFile.file())) {
            SqliteEngine.copy(inFile.file(), target);
        } else if (source instanceof LedgerAddress.OnServer server && exists(server)) {
            copyRows(server, target);
        }
    }

    // Nothing changes on the server, not even an older schema: the file gets the same one.
    private static void copyRows(LedgerAddress.OnServer server, Path target) {
        try (LedgerEngine from = PostgresEngine.open(server);
                LedgerEngine to = SqliteEngine.open(target)) {
            LedgerSchema.copy(server, to, new Locations(target));
            from.jdbi().useTransaction(source -> LedgerCopy.rows(source, to.jdbi(), (table, rows, of) -> {}));
        }
    }

    /** Goes on with the numbers of rows after those that were copied. */
    void countOn() {
        jdbi.useTransaction(engine::countOn);
    }

    /** For what must survive a loss of power once it is committed. */
    Jdbi jdbi() {
        return jdbi;
    }

    /** For what survives kill -9, and is found out again when a loss of power takes it: it waits for no disk. */
    Jdbi notes() {
        return notes;
    }

    /** For claims, and what is written for them alone. */
    Jdbi claims() {
        return claims;
    }

    /** For the renewal of leases: each handle opens a separate connection. */
    Jdbi renewals() {
        return engine.renewals();
    }

    /** For how long a job, a poll or an offer stays with a process that does not renew it. */
    Duration lease() {
        return engine.lease();
    }

    /** Whether other nodes may work on it at the same time. */
    public boolean isShared() {
        return engine.isShared();
    }

    /** Sets the server's clock again, if that was long ago. */
    void setClock() {
        engine.setClock();
    }

    /** The clock by which leases and pauses are counted: that of the server, or {@code own} for a ledger in a file. */
    public Clock clock(Clock own) {
        return engine.clock(own);
    }

    @Override
    public void close() {
        engine.close();
    }
}
