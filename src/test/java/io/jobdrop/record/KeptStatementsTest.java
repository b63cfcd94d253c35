package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("sqlite")
class KeptStatementsTest {
    @TempDir
    Path folder;

    private Jdbi jdbi;

    @BeforeEach
    void create() {
        jdbi = Jdbi.create(SqliteEngine.source(folder.resolve("any.db")));
        jdbi.setStatementBuilderFactory(KeptStatements.ofEach());
        jdbi.useHandle(handle -> handle.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)"));
    }

    private static void insert(Handle handle, int id, @Nullable String text) {
        handle.createUpdate("INSERT INTO t VALUES (:id, :text)")
                .bind("id", id)
                .bind("text", text)
                .execute();
    }

    private static List<String> texts(Handle handle) {
        return handle.createQuery("SELECT text FROM t ORDER BY id")
                .mapTo(String.class)
                .list();
    }

    // Runs a query and returns the statement that it ran by.
    private static PreparedStatement ran(Handle handle, String sql) {
        AtomicReference<PreparedStatement> by = new AtomicReference<>();
        Query query = handle.createQuery(sql);
        if (sql.contains(":id")) {
            query.bind("id", 1);
        }
        query.addCustomizer(new StatementCustomizer() {
                    @Override
                    public void beforeExecution(PreparedStatement statement, StatementContext context) {
                        by.set(statement);
                    }
                })
                .mapTo(String.class)
                .list();
        return by.get();
    }

    @Test
    void a_statement_is_prepared_once_and_keeps_no_values() {
        jdbi.useHandle(handle -> {
            PreparedStatement first = ran(handle, "SELECT 1");
            PreparedStatement named = ran(handle, "SELECT text FROM t WHERE id = :id");
            insert(handle, 1, "a");
            insert(handle, 2, null);

            assertThat(texts(handle)).containsExactly("a", null);
            assertThat(ran(handle, "SELECT 1")).isSameAs(first);
            assertThat(ran(handle, "SELECT text FROM t WHERE id = :id")).isSameAs(named);
        });
    }

    @Test
    void a_statement_may_run_while_the_same_one_is_read() {
        jdbi.useHandle(handle -> {
            insert(handle, 1, "a");
            insert(handle, 2, "b");
            List<List<String>> within = handle.createQuery("SELECT text FROM t ORDER BY id")
                    .map((row, context) -> texts(handle))
                    .list();

            assertThat(within).containsExactly(List.of("a", "b"), List.of("a", "b"));
        });
    }

    @Test
    void one_that_failed_is_prepared_anew() {
        jdbi.useHandle(handle -> {
            insert(handle, 1, "a");
            assertThatThrownBy(() -> insert(handle, 1, "again")).isInstanceOf(JdbiException.class);
            insert(handle, 2, "b");

            assertThat(texts(handle)).containsExactly("a", "b");
        });
    }

    @Test
    void those_that_were_not_used_for_long_are_closed() throws SQLException {
        jdbi.useHandle(handle -> {
            PreparedStatement first = ran(handle, "SELECT 0");
            IntStream.range(1, 100).forEach(i -> ran(handle, "SELECT " + i));
            assertThat(first.isClosed()).isFalse();

            ran(handle, "SELECT 100");

            assertThat(first.isClosed()).isTrue();
            assertThat(ran(handle, "SELECT 0")).isNotSameAs(first);
        });
    }

    @Test
    void a_writer_of_another_connection_and_a_checkpoint_are_not_in_the_way() {
        Jdbi other = Jdbi.create(SqliteEngine.source(folder.resolve("any.db")));
        jdbi.useHandle(handle -> {
            handle.useTransaction(writing -> insert(writing, 1, "a"));
            insert(handle, 2, "b");
            assertThat(texts(handle)).hasSize(2);

            other.useTransaction(writing -> insert(writing, 3, "c"));
            assertThat(other.<List<Integer>, RuntimeException>withHandle(
                            checking -> checking.createQuery("PRAGMA wal_checkpoint(TRUNCATE)")
                                    .map((row, context) -> row.getInt(1) + row.getInt(2))
                                    .list()))
                    .containsExactly(0);
            assertThat(texts(handle)).hasSize(3);
        });
    }
}
