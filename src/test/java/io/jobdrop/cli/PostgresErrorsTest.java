package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.ServerProcess;
import io.jobdrop.support.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people read when a server cannot have a ledger: one line, with the setting and what to do. */
class PostgresErrorsTest {
    private static final String OPTION = "?sslkey=/etc/hidden";

    @TempDir
    Path folder;

    private JobdropHome scene;

    @BeforeAll
    static void createRole() {
        TestServer.role("poor", "right-password");
    }

    @BeforeEach
    void open() throws Exception {
        scene = new JobdropHome(folder);
        set("URL", TestServer.url() + OPTION);
        set("USER", "poor");
        set("PASSWORD", "right-password");
        set("SCHEMA", "errors");
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private void set(String setting, String value) {
        scene.environment.put("JOBDROP_LEDGER_" + setting, value);
    }

    private void assertRefused(String what, String action) {
        for (String[] command : new String[][] {{"run", "--once"}, {"jobs"}, {"check", "--connect"}}) {
            assertThat(scene.run(command)).as(command[0]).isEqualTo(2);
            assertThat(scene.err().lines())
                    .singleElement()
                    .asString()
                    .contains(what)
                    .contains(action);
            assertThat(scene.err() + scene.out()).doesNotContain("-password", "sslkey", "hidden");
        }
    }

    @Test
    void a_server_that_is_down() {
        set("URL", "jdbc:postgresql://localhost:" + ServerProcess.freePort() + "/db" + OPTION);

        assertRefused("/db, schema errors cannot be used: its server does not answer (", "correct jobdrop.ledger.url");
        assertThat(scene.run("plan")).isEqualTo(2);
        assertThat(scene.err()).contains("its server does not answer (");
    }

    @Test
    void a_wrong_password() {
        set("PASSWORD", "wrong-password");

        assertRefused("its server refuses poor (", "correct jobdrop.ledger.user and jobdrop.ledger.password");
    }

    @Test
    void a_password_that_is_missing() {
        set("PASSWORD", "");

        assertRefused("its server refuses the connection (", "correct jobdrop.ledger.password");
    }

    @Test
    void a_database_that_does_not_exist() {
        set("URL", TestServer.url().replaceAll("/[a-z]+$", "/nowhere"));

        assertRefused("its server has no such database (", "create the database, or correct jobdrop.ledger.url");
    }

    @Test
    void a_role_that_may_not_create_the_schema() {
        String action = "run on the database: CREATE SCHEMA \"errors\" AUTHORIZATION \"poor\"";

        assertThat(scene.run("run", "--once")).isEqualTo(2);
        assertThat(scene.err().lines()).singleElement().asString().contains("poor lacks a right (", action);
        assertThat(scene.run("check", "--connect")).isEqualTo(2);
        assertThat(scene.err().lines()).singleElement().asString().contains("it may not create the schema", action);
    }

    @Test
    void a_role_that_may_not_write_into_the_schema() {
        set("SCHEMA", "foreign_one");
        TestServer.execute("CREATE SCHEMA IF NOT EXISTS foreign_one");
        TestServer.execute("GRANT USAGE ON SCHEMA foreign_one TO poor");

        assertThat(scene.run("run", "--once")).isEqualTo(2);
        assertThat(scene.err().lines()).singleElement().asString().contains("poor lacks a right (");
        assertThat(scene.run("check", "--connect")).isEqualTo(2);
        assertThat(scene.err()).contains("it may not create tables in the schema");
    }

    @Test
    void a_schema_that_is_somebody_elses() {
        set("SCHEMA", "others");
        TestServer.execute("CREATE SCHEMA IF NOT EXISTS others AUTHORIZATION poor");
        TestServer.execute("CREATE TABLE IF NOT EXISTS others.something (id INTEGER)");

        assertThat(scene.run("run", "--once")).isEqualTo(2);
        assertThat(scene.err().lines())
                .singleElement()
                .asString()
                .contains("name a schema for jobdrop alone by jobdrop.ledger.schema");
    }

    @Test
    void a_ledger_of_a_newer_version() {
        set("SCHEMA", "newer");
        TestServer.execute("DROP SCHEMA IF EXISTS newer CASCADE");
        TestServer.execute("CREATE SCHEMA newer AUTHORIZATION poor");
        assertThat(scene.run("run", "--once")).isZero();
        TestServer.execute(
                "INSERT INTO newer.flyway_schema_history VALUES (99, '99', 'later', 'SQL', 'V99.sql', 1, 'me',"
                        + " now(), 1, true)");

        assertRefused(
                " has schema 99, which a newer version of jobdrop has written", "or another jobdrop.ledger.schema");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "URL, jdbc:postgresql:jobdrop, write jdbc:postgresql://HOST:5432/DATABASE",
                "URL, jdbc:postgresql://db:port/jobdrop, write jdbc:postgresql://HOST:5432/DATABASE",
                "URL, jdbc:postgresql://me:s3cret@db/jobdrop, write jdbc:postgresql://HOST:5432/DATABASE",
                "URL, jdbc:postgresql://db/jobdrop?password=s3cret, set jobdrop.ledger.password in its place",
                "URL, jdbc:postgresql://db/jobdrop?ssl=true&user=s3cret, set jobdrop.ledger.user in its place",
                "URL, jdbc:postgresql://db/jobdrop?currentSchema=s3cret, set jobdrop.ledger.schema in its place",
                "URL, jdbc:mysql://db/jobdrop, write jdbc:sqlite:PATH or jdbc:postgresql://HOST:5432/DATABASE",
                "SCHEMA, Job drop, 'Job drop' is no schema",
                "SCHEMA, pg_x, 'pg_x' is no schema",
                "POOL, 1, write 2 or more connections",
            })
    void values_that_are_wrong_are_found_without_a_server(String setting, String value, String problem) {
        set(setting, value);

        assertThat(scene.run("check")).isEqualTo(2);

        assertThat(scene.err()).contains("JOBDROP_LEDGER_" + setting, problem).doesNotContain("s3cret");
    }

    @Test
    void settings_of_a_server_without_one_do_nothing() {
        scene.environment.remove("JOBDROP_LEDGER_URL");

        assertThat(scene.run("check")).isEqualTo(2);

        assertThat(scene.err()).contains("jobdrop.ledger.password does nothing: the ledger is a file");
    }
}
