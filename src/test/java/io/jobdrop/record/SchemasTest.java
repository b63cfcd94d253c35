package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.LedgerAddress;
import io.jobdrop.support.TestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both kinds of database have the same schema, whichever scripts made it. */
@Tag("sqlite")
class SchemasTest {
    private static final String TABLES_OF_SQLITE =
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
    private static final String TABLES_OF_POSTGRESQL =
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()";

    @TempDir
    Path folder;

    @Test
    void both_have_the_same_tables_columns_keys_and_indexes() {
        Set<String> sqlite = schema(new LedgerAddress.InFile(folder.resolve("ledger.db")), SchemasTest::ofSqlite);
        Set<String> postgresql = schema(TestServer.ledger(folder), SchemasTest::ofPostgresql);

        assertThat(sqlite).hasSizeGreaterThan(90).contains("job_mark on job (feed, missing_since) partial");
        assertThat(postgresql).containsExactlyInAnyOrderElementsOf(sqlite);
    }

    @Test
    void the_last_script_leads_to_the_current_version() {
        try (LedgerDatabase database = LedgerDatabase.open(folder.resolve("ledger.db"), folder)) {
            String last = database.jdbi()
                    .withHandle(handle -> handle.createQuery(
                                    "SELECT version FROM flyway_schema_history ORDER BY installed_rank DESC LIMIT 1")
                            .mapTo(String.class)
                            .one());

            assertThat(last).isEqualTo(LedgerSchema.CURRENT);
        }
    }

    @Test
    void a_copy_takes_all_tables_but_that_of_accounts() {
        try (LedgerDatabase database = LedgerDatabase.open(folder.resolve("ledger.db"), folder)) {
            List<String> tables = database.jdbi()
                    .withHandle(handle -> handle.createQuery(TABLES_OF_SQLITE)
                            .mapTo(String.class)
                            .list());

            assertThat(tables)
                    .containsAll(CopiedTable.ALL.stream().map(CopiedTable::name).toList())
                    .containsAll(CopiedTable.OF_NODES)
                    .hasSize(CopiedTable.ALL.size() + CopiedTable.OF_NODES.size() + 2)
                    .contains("identity", "flyway_schema_history");
        }
    }

    private interface Reader {
        Set<String> of(Handle handle, String table);
    }

    private Set<String> schema(LedgerAddress address, Reader reader) {
        Set<String> schema = new TreeSet<>();
        boolean server = address instanceof LedgerAddress.OnServer;
        try (LedgerDatabase database = LedgerDatabase.open(address, folder.resolve("drop"))) {
            database.jdbi().useHandle(handle -> {
                List<String> tables = handle.createQuery(server ? TABLES_OF_POSTGRESQL : TABLES_OF_SQLITE)
                        .mapTo(String.class)
                        .list();
                tables.remove("flyway_schema_history");
                tables.forEach(table -> schema.addAll(reader.of(handle, table)));
            });
        }
        // SQLite numbers its rows without a column, and its writers queue up.
        schema.removeIf(
                line -> line.contains("job.rowid") || line.startsWith("job_rowid") || line.startsWith("identity_one"));
        return schema;
    }

    private static Set<String> ofSqlite(Handle handle, String table) {
        Set<String> found = new TreeSet<>();
        handle.createQuery("SELECT name, type, \"notnull\" AS needed, dflt_value, pk FROM pragma_table_info('" + table
                        + "')")
                .map((row, context) -> column(
                        table,
                        row.getString("name"),
                        row.getString("type"),
                        row.getInt("needed") == 1 || row.getInt("pk") > 0,
                        row.getString("dflt_value")))
                .forEach(found::add);
        found.add(table + " key "
                + handle.createQuery("SELECT group_concat(name, ', ') FROM (SELECT name FROM" + " pragma_table_info('"
                                + table + "') WHERE pk > 0 ORDER BY pk)")
                        .mapTo(String.class)
                        .one());
        handle.createQuery("SELECT DISTINCT \"table\" FROM pragma_foreign_key_list('" + table + "')")
                .mapTo(String.class)
                .forEach(other -> found.add(table + " refers to " + other));
        handle.createQuery("SELECT name, partial, (SELECT group_concat(COALESCE(name, 'expression'), ', ') FROM (SELECT"
                        + " name FROM pragma_index_xinfo(list.name) WHERE key = 1 ORDER BY seqno)) AS columns"
                        + " FROM pragma_index_list('" + table + "') AS list WHERE origin = 'c'")
                .map((row, context) -> row.getString("name") + " on " + table + " (" + row.getString("columns") + ")"
                        + (row.getInt("partial") == 1 ? " partial" : ""))
                .forEach(found::add);
        return found;
    }

    private static Set<String> ofPostgresql(Handle handle, String table) {
        Set<String> found = new TreeSet<>();
        handle.createQuery("SELECT column_name, data_type, is_nullable, column_default FROM information_schema.columns"
                        + " WHERE table_schema = current_schema() AND table_name = ?")
                .bind(0, table)
                .map((row, context) -> column(
                        table,
                        row.getString("column_name"),
                        row.getString("data_type"),
                        row.getString("is_nullable").equals("NO"),
                        row.getString("column_default")))
                .forEach(found::add);
        String indexes = "SELECT index.relname, indisprimary, indpred IS NOT NULL AS partial, (SELECT string_agg(CASE"
                + " WHEN definition LIKE '%(%' THEN 'expression' ELSE definition END, ', ') FROM (SELECT"
                + " replace(pg_get_indexdef(indexrelid, number, false), '\"', '') AS definition FROM generate_series(1, indnkeyatts)"
                + " AS number) AS columns WHERE definition <> 'rowid') AS columns FROM pg_index"
                + " JOIN pg_class AS index ON index.oid = indexrelid WHERE indrelid = CAST(? AS regclass)";
        handle.createQuery(indexes)
                .bind(0, table)
                .map((row, context) -> row.getBoolean("indisprimary")
                        ? table + " key " + row.getString("columns")
                        : row.getString("relname") + " on " + table + " (" + row.getString("columns") + ")"
                                + (row.getBoolean("partial") ? " partial" : ""))
                .forEach(found::add);
        handle.createQuery("SELECT CAST(CAST(confrelid AS regclass) AS TEXT) FROM pg_constraint WHERE contype = 'f'"
                        + " AND conrelid = CAST(? AS regclass)")
                .bind(0, table)
                .mapTo(String.class)
                .forEach(other -> found.add(table + " refers to " + other));
        return found;
    }

    private static String column(String table, String name, String type, boolean needed, String byDefault) {
        // SQLite gives a number only to a key of this type, which is as large there.
        String kind = table.equals("outbox") && name.equals("number") ? "number" : type.toLowerCase(Locale.ROOT);
        return table + "." + name + " " + kind + (needed ? " not null" : "")
                + (byDefault == null ? "" : " default " + byDefault);
    }
}
