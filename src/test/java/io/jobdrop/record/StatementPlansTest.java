package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements that run often or in batches read no more of a large ledger than they need. */
class StatementPlansTest {
    private static final int MANY = 20_000;

    @TempDir
    Path folder;

    private TestLedger ledger;

    @BeforeEach
    void open() {
        ledger = new TestLedger(folder);
        enter("f", "");
    }

    private void enter(String feed, String prefix) {
        execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO job (feed, job_id,"
                        + " state, first_seen_at, delivered_at, said) SELECT ?, ? || CAST(i AS TEXT), 'delivered', i, i, ?"
                        + " FROM n",
                MANY,
                feed,
                prefix,
                "wide ".repeat(100));
        // On a connection of its own, which keeps no statements.
        ledger.database().renewals().useHandle(handle -> handle.execute("VACUUM"));
        execute("ANALYZE");
    }

    private void execute(String sql, Object... values) {
        ledger.database().jdbi().useHandle(handle -> handle.execute(sql, values));
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void jobs_that_are_not_settled_are_counted_alone() throws SQLException {
        assertThat(plan(JobCounts.othersSql())).contains("job_state").doesNotContain("Seq Scan", "SCAN job");
    }

    @Test
    void a_batch_of_old_jobs_is_found_by_their_age() throws SQLException {
        for (String sql : new String[] {Marks.oldSql(), LedgerRows.deliveredBeforeSql()}) {
            assertThat(plan(sql.replace(":limit", "500").replaceAll(":\\w+", "" + MANY)))
                    .contains("job_kept")
                    .doesNotContain("Sort", "Seq Scan", "SCAN job", "TEMP B-TREE");
        }
    }

    @Test
    void an_id_in_letters_of_another_case_is_looked_for_among_those_with_capitals() throws SQLException {
        assertThat(plan(inOtherCase("f"))).contains("job_capitals");
    }

    @Test
    void of_many_ids_with_capitals_only_the_wanted_ones_are_read() throws SQLException {
        enter("g", "A");

        assertThat(plan(inOtherCase("g")))
                .containsPattern("Index Cond: .*lower\\(job_id\\) = ANY|job_capitals \\(feed=\\? AND <expr>=\\?\\)");
    }

    private static String inOtherCase(String feed) {
        return KnownIds.knownSql()
                .replace("<uuids>", "'a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7', 'a8', 'a9'")
                .replace(":feed", "'" + feed + "'")
                .replace(":first", "'a1'")
                .replace(":last", "'a9'");
    }

    private String plan(String sql) throws SQLException {
        return ledger.database().jdbi().withHandle(handle -> {
            boolean server = handle.getConnection()
                    .getMetaData()
                    .getDatabaseProductName()
                    .equals("PostgreSQL");
            return handle.createQuery((server ? "EXPLAIN " : "EXPLAIN QUERY PLAN ") + sql)
                    .map((row, context) -> row.getString(server ? 1 : 4))
                    .collect(Collectors.joining("\n"));
        });
    }
}
