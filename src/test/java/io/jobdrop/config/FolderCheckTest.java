package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.Installation;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FolderCheckTest {
    private static final String INBOX = "COMPANYENRICH_BULK_INBOX";

    @TempDir
    Path home;

    private Installation jobdrop;

    @BeforeEach
    void start() throws IOException {
        jobdrop = new Installation(home).set("COMPANYENRICH_TOKEN", "key").feed("acme-bulk", bulk("acme-bulk"));
    }

    @Test
    void the_default_layout_is_silent_and_so_are_neighbours() {
        assertThat(problems()).isEmpty();

        jobdrop.set("JOBDROP_DROP_DIR", "dropped").set(INBOX, "drop").set("ACME_BULK_INBOX", "drop-acme");
        assertThat(problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            JOBDROP_LEDGER_URL | jdbc:sqlite:drop/ledger.db                | the ledger is in the drop
            JOBDROP_LEDGER_URL | jdbc:sqlite:drop/a/b/ledger.db?x=y        | the ledger is in the drop
            JOBDROP_LEDGER_URL | jdbc:sqlite:drop/.staging/ledger.db       | the ledger is in the drop
            JOBDROP_DROP_DIR   | data                                      | the ledger is in the drop
            JOBDROP_DROP_DIR   | feeds                                     | a delivered file could be read as a feed
            JOBDROP_DROP_DIR   | inbox                                     | delivered files would be read as ids
            JOBDROP_DROP_DIR   | inbox/companyenrich-bulk/drop             | delivered files would be read as ids
            COMPANYENRICH_BULK_INBOX | drop                                | delivered files would be read as ids
            COMPANYENRICH_BULK_INBOX | ./drop/../drop/.staging             | delivered files would be read as ids
            COMPANYENRICH_BULK_INBOX | data                                | the ledger is in the inbox
            COMPANYENRICH_BULK_INBOX | feeds                               | the inbox is a folder of feeds
            COMPANYENRICH_BULK_INBOX | inbox/acme-bulk                     | two feeds share one inbox
            COMPANYENRICH_BULK_INBOX | inbox/x/../acme-bulk/               | two feeds share one inbox
            COMPANYENRICH_BULK_INBOX | inbox/acme-bulk/.done               | one inbox is in .done of the other
            """)
    void folders_that_harm_one_another_are_found_with_the_setting(String variable, String value, String problem) {
        jobdrop.set(variable, value);

        assertThat(problems())
                .isNotEmpty()
                .allMatch(p -> p.startsWith("environment " + variable + ": "))
                .anyMatch(p -> p.contains(problem));
    }

    @Test
    void an_inbox_that_is_the_home_is_found() {
        jobdrop.set(INBOX, ".");

        assertThat(problems())
                .anyMatch(p -> p.startsWith(
                        "environment " + INBOX + ": companyenrich-bulk.inbox (" + home + "): the inbox is the home"));
    }

    @Test
    void a_drop_that_holds_everything_is_told_all_at_once() {
        jobdrop.set("JOBDROP_DROP_DIR", ".");

        assertThat(problems())
                .anyMatch(p -> p.contains("the ledger is in the drop"))
                .anyMatch(p -> p.contains("holds the folder of feeds " + home.resolve("feeds")))
                .anyMatch(p -> p.contains("companyenrich-bulk.inbox") && p.contains("are one in the other"))
                .anyMatch(p -> p.contains("acme-bulk.inbox") && p.contains("are one in the other"))
                .hasSize(4);
    }

    @Test
    void a_link_to_the_drop_is_the_drop() throws IOException {
        Files.createDirectories(home.resolve("drop"));
        Files.createSymbolicLink(home.resolve("link"), home.resolve("drop"));
        jobdrop.set(INBOX, "link/ids");

        assertThat(problems()).singleElement().asString().contains("are one in the other");
    }

    @Test
    void a_drop_that_nothing_is_written_to_does_no_harm() {
        jobdrop.set("JOBDROP_DROP", "s3")
                .set("JOBDROP_DROP_S3_BUCKET", "results")
                .set("JOBDROP_DROP_S3_REGION", "eu-central-1")
                .set(INBOX, "drop/ids");

        assertThat(problems()).isEmpty();
    }

    @Test
    void feeds_may_lie_beside_everything_else() throws IOException {
        Files.writeString(home.resolve("other-bulk.camel.yaml"), bulk("other-bulk"));

        assertThat(Configuration.read(
                                new Configuration.Sources(
                                        Path.of("").toAbsolutePath(),
                                        home,
                                        List.of(),
                                        List.of(home),
                                        RuntimeSettings.NONE,
                                        Map.of("COMPANYENRICH_TOKEN", "key")),
                                Map.of())
                        .problems())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"C:\\drop", "C:/drop", "results\\drop", "\\\\server\\share"})
    void a_path_of_windows_is_found_on_other_machines(String path) {
        jobdrop.set("JOBDROP_DROP_DIR", path);

        assertThat(problems())
                .filteredOn(p -> File.separatorChar == '/')
                .allMatch(p -> p.startsWith("environment JOBDROP_DROP_DIR: jobdrop.drop.dir: ")
                        && p.contains("is a Windows path"));
        assertThat(problems()).hasSize(File.separatorChar == '/' ? 1 : 0);
    }

    private static String bulk(String name) {
        return TestFeed.yaml(name, """
                vendor: companyenrich
                detail: {path: "/jobs/{jobId}"}
                job: {completed: done, idPattern: "[a-z]+"}
                results: {urls: $.url}
                """);
    }

    private List<String> problems() {
        return jobdrop.read().problems().stream().map(Problem::toString).toList();
    }
}
