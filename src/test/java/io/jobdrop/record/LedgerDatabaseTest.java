package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.config.LedgerAddress;
import io.jobdrop.support.TestLedger;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

@Tag("sqlite")
class LedgerDatabaseTest {
    @TempDir
    Path folder;

    @Test
    void its_folder_is_created() {
        Path file = folder.resolve("new").resolve("ledger.db");

        LedgerDatabase.open(file, folder.resolve("drop")).close();

        assertThat(file).isRegularFile();
    }

    @Test
    void a_folder_that_cannot_be_created_is_named() throws Exception {
        Path inTheWay = Files.writeString(folder.resolve("file"), "x");

        assertThatThrownBy(() -> LedgerDatabase.open(inTheWay.resolve("ledger.db"), folder.resolve("drop")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("the ledger's folder cannot be created: " + inTheWay);
    }

    @Test
    void a_reader_waits_for_no_writer_and_a_file_of_no_job_is_refused() {
        try (LedgerDatabase database = LedgerDatabase.open(folder.resolve("ledger.db"), folder.resolve("drop"))) {
            assertThat(pragma(database, "journal_mode")).isEqualTo("wal");
            assertThat(pragma(database, "foreign_keys")).isEqualTo("1");
        }
    }

    @Test
    void a_closed_ledger_answers_nothing() {
        LedgerDatabase database = LedgerDatabase.open(folder.resolve("ledger.db"), folder.resolve("drop"));

        database.close();

        assertThatThrownBy(() -> pragma(database, "journal_mode")).hasMessageContaining("closed");
    }

    @Test
    void a_ledger_in_use_can_be_copied() throws Exception {
        Path copies = Files.createDirectory(folder.resolve("copies"));
        try (TestLedger ledger = new TestLedger(folder)) {
            ledger.jobs().register("f", List.of("a"));

            LedgerDatabase.copy(new LedgerAddress.InFile(folder.resolve("ledger.db")), copies.resolve("ledger.db"));
        }

        try (TestLedger copy = new TestLedger(copies)) {
            assertThat(copy.entry("a").jobId()).isEqualTo("a");
        }
    }

    @Test
    void a_ledger_that_does_not_exist_is_not_created_by_copying() {
        LedgerDatabase.copy(new LedgerAddress.InFile(folder.resolve("none.db")), folder.resolve("copy.db"));

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_ledger_of_a_newer_version_is_refused_and_stays_as_it_is() {
        Path file = folder.resolve("ledger.db");
        try (LedgerDatabase database = LedgerDatabase.open(file, folder.resolve("drop"))) {
            database.jdbi()
                    .useHandle(handle -> handle.execute("INSERT INTO flyway_schema_history (installed_rank, version,"
                            + " description, type, script, checksum, installed_by, execution_time, success)"
                            + " VALUES (99, '99', 'from the future', 'SQL', 'V99.sql', 1, 'me', 1, 1)"));
        }

        assertThatThrownBy(() -> LedgerDatabase.open(file, folder.resolve("drop")))
                .isInstanceOf(NewerLedger.class)
                .hasMessage("the ledger " + file + " has schema 99, which a newer version of jobdrop has written;"
                        + " nothing was started. Use that version, or another --home");
    }

    @Test
    void a_ledger_keeps_its_identity_and_has_another_than_every_other() {
        String identity;
        try (LedgerDatabase database = LedgerDatabase.open(folder.resolve("ledger.db"), folder.resolve("drop"))) {
            identity = database.identity();
        }

        try (LedgerDatabase again = LedgerDatabase.open(folder.resolve("ledger.db"), folder.resolve("drop"));
                LedgerDatabase other = LedgerDatabase.open(folder.resolve("other.db"), folder.resolve("drop"))) {
            assertThat(again.identity()).isEqualTo(identity);
            assertThat(other.identity()).isNotEqualTo(identity);
        }
    }

    @Test
    void what_stood_for_ids_that_were_refused_once_is_gone_and_nothing_else() {
        Path file = folder.resolve("ledger.db");
        SQLiteDataSource old = new SQLiteDataSource();
        old.setUrl("jdbc:sqlite:" + file);
        Flyway.configure()
                .dataSource(old)
                .locations("classpath:io/jobdrop/record/sqlite")
                .target("5")
                .load()
                .migrate();
        String refused = "the vendor's id has characters that are not safe in a URL or a file name";
        Jdbi ledger = Jdbi.create(old);
        enter(ledger, "unsafe-gid___shopify_Job_7-1b2c", "held", refused);
        enter(ledger, "unsafe-report", "held", "unknown status 'archived'");
        enter(ledger, "unsafe-delivered", "delivered", refused);
        enter(ledger, "gid", "held", refused);

        LedgerDatabase.open(file, folder.resolve("drop")).close();

        List<String> ids = ledger.withHandle(handle ->
                handle.createQuery("SELECT job_id FROM job").mapTo(String.class).list());
        assertThat(ids).containsExactlyInAnyOrder("unsafe-report", "unsafe-delivered", "gid");
    }

    private static void enter(Jdbi ledger, String id, String state, String error) {
        ledger.useHandle(handle -> handle.execute(
                "INSERT INTO job (feed, job_id, state, error, first_seen_at) VALUES ('f', ?, ?, ?, 0)",
                id,
                state,
                error));
    }

    private static String pragma(LedgerDatabase database, String name) {
        return database.jdbi()
                .withHandle(handle ->
                        handle.createQuery("PRAGMA " + name).mapTo(String.class).one());
    }
}
