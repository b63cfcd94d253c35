package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.Delivery;
import io.jobdrop.support.TestLedger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteDataSource;

@Tag("sqlite")
class LocationsTest {
    @TempDir
    Path folder;

    private Jdbi ledger;

    @BeforeEach
    void aLedgerOfAnEarlierVersion() {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + folder.resolve("ledger.db"));
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:io/jobdrop/record/sqlite")
                .target("8")
                .load()
                .migrate();
        ledger = Jdbi.create(source);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "drop",
                "it's",
                "100%",
                "a_b",
                "a b",
                "${x}",
                "$1",
                "a\"b",
                "a;b",
                "--",
                "Ergebnisse äöü",
                "日本",
                "a/b",
                "x:y",
                "😀"
            })
    void what_an_earlier_version_delivered_becomes_relative_whatever_the_drop_is_called(String name) throws Exception {
        Path drop = Files.createDirectories(folder.resolve(name));
        enter(
                "a",
                drop.resolve("f/a/r.csv").toString(),
                drop.resolve("f/a/manifest.json").toString());

        open(drop);

        assertThat(stored("a")).containsExactly("f/a/r.csv", "f/a/manifest.json");
    }

    @Test
    void what_lies_elsewhere_stays_as_it_is() {
        Path drop = folder.resolve("drop");
        List<String> elsewhere = List.of(
                folder.resolve("drop2/f/a/r.csv").toString(),
                folder.resolve("DROP/f/a/r.csv").toString(),
                "s3://bucket/f/a/r.csv",
                "sftp://host" + drop + "/r.csv",
                "file:" + drop + "/r.csv");
        elsewhere.forEach(location -> enter(location, location, null));

        open(drop);

        assertThat(elsewhere)
                .allSatisfy(location -> assertThat(stored(location).get(0)).isEqualTo(location));
    }

    @Test
    void a_pattern_of_sql_in_the_drop_stands_for_itself() {
        enter("a", folder.resolve("axb/r.csv").toString(), null);
        enter("b", folder.resolve("a_b/r.csv").toString(), null);

        open(folder.resolve("a_b"));

        assertThat(stored("a").get(0)).startsWith("/");
        assertThat(stored("b").get(0)).isEqualTo("r.csv");
    }

    @Test
    void the_drop_is_known_behind_a_symbolic_link_too() throws Exception {
        Path real = Files.createDirectory(folder.resolve("real")).toRealPath();
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        enter(
                "a",
                real.resolve("f/a/r.csv").toString(),
                real.resolve("f/a/m.json").toString());
        enter(
                "b",
                link.resolve("f/b/r.csv").toString(),
                link.resolve("f/b/m.json").toString());

        open(link);

        assertThat(stored("a")).containsExactly("f/a/r.csv", "f/a/m.json");
        assertThat(stored("b")).containsExactly("f/b/r.csv", "f/b/m.json");
    }

    @Test
    void a_folder_with_a_colon_is_no_scheme() {
        Path drop = folder.resolve("drop");
        enter(
                "a",
                drop.resolve("s3:x/a/r.csv").toString(),
                drop.resolve("x/s3:a/m.json").toString());

        open(drop);

        assertThat(stored("a")).containsExactly("./s3:x/a/r.csv", "x/s3:a/m.json");
        assertThat(new Locations(drop).stored(drop + "/s3:x/a/r.csv")).isEqualTo("./s3:x/a/r.csv");
        assertThat(new Locations(drop).now("./s3:x/a/r.csv")).isEqualTo(drop + "/s3:x/a/r.csv");
    }

    @ParameterizedTest
    @CsvSource({
        "f/a/r.csv,       /moved/f/a/r.csv",
        "r.csv,           /moved/r.csv",
        "./x:y/r.csv,     /moved/x:y/r.csv",
        "../r.csv,        /moved/../r.csv",
        "/old/f/a/r.csv,  /old/f/a/r.csv",
        "C:\\d\\r.csv,    C:\\d\\r.csv",
        "s3://b/f/r.csv,  s3://b/f/r.csv",
        "sftp://h/f/r.csv,sftp://h/f/r.csv",
        "jms:queue:a/r,   jms:queue:a/r"
    })
    void a_location_below_the_drop_follows_it(String location, String now) {
        assertThat(new Locations(Path.of("/moved")).now(location)).isEqualTo(now);
    }

    @Test
    void whoever_reads_the_ledger_gets_the_place_of_today() {
        String drop = folder.resolve("drop").toString();
        try (TestLedger test = new TestLedger(folder)) {
            DeliveredFile file = new DeliveredFile("r.csv", 1, "00", drop + "/f/a/r.csv");
            test.jobs().delivered(test.claimed("a"), new Delivery(drop + "/f/a/manifest.json", List.of(file)));

            assertThat(stored("a")).containsExactly("f/a/r.csv", "f/a/manifest.json");
            assertThat(test.entry("a").files()).containsExactly(file);
            assertThat(test.entry("a").manifest()).isEqualTo(drop + "/f/a/manifest.json");
        }
    }

    private void open(Path drop) {
        LedgerDatabase.open(folder.resolve("ledger.db"), drop).close();
    }

    private void enter(String id, String location, String manifest) {
        ledger.useHandle(handle -> {
            handle.execute(
                    "INSERT INTO job (feed, job_id, state, manifest, first_seen_at) VALUES ('f', ?, 'delivered', ?, 0)",
                    id,
                    manifest);
            handle.execute("INSERT INTO job_file VALUES ('f', ?, 0, 'r.csv', 1, '00', ?)", id, location);
        });
    }

    private List<String> stored(String id) {
        return ledger.withHandle(
                handle -> handle.createQuery("SELECT location AS place FROM job_file WHERE job_id = :id"
                                + " UNION ALL SELECT manifest FROM job WHERE job_id = :id AND manifest IS NOT NULL")
                        .bind("id", id)
                        .mapTo(String.class)
                        .list());
    }
}
