package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.deliver.Audit;
import io.jobdrop.job.JobState;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.stage.Sha256;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.Faults;
import io.jobdrop.support.Installation;
import io.jobdrop.support.Installation.Outcome;
import io.jobdrop.support.LogLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/**
 * A home of the version with schema 4, as a {@code kill -9} left it: the ledger is that version's own, written out as SQL.
 * Two of its jobs were in flight.
 */
@Tag("slow")
class UpgradeTest {
    @TempDir
    Path home;

    private FakeVendor vendor;
    private Installation jobdrop;
    private Path delivered;

    @BeforeEach
    void open() throws Exception {
        vendor = new FakeVendor();
        jobdrop = new Installation(home)
                .set("CONVERTLY_URL", vendor.url())
                .set("CONVERTLY_TOKEN", "key")
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host());
        vendor.on(
                "/api/jobs",
                Faults.json("{\"jobs\":[" + completed("done-1") + ","
                        + "{\"id\":\"none-1\",\"status\":\"completed\",\"completed_files\":0,\"results\":null},"
                        + "{\"id\":\"fail-1\",\"status\":\"failed\",\"error_message\":\"no credit\"},"
                        + "{\"id\":\"odd-1\",\"status\":\"archived\"}," + completed("gid://x/1") + ","
                        + completed("due-1") + ","
                        + completed("slow-1")
                        + "],\"pagination\":{\"limit\":100,\"hasMore\":false}}"));
        for (String id : new String[] {"done-1", "due-1", "slow-1", "gid://x/1"}) {
            vendor.on("/r/" + id, Faults.file((id + "\n").getBytes(StandardCharsets.UTF_8)));
        }
        Files.createDirectories(home.resolve("data"));
        Files.createFile(home.resolve("data/ledger.db.lock"));
        restore(home.resolve("data/ledger.db"));
        delivered = Files.createDirectories(home.resolve("drop/convertly-jobs/done-1"))
                .resolve("r.csv");
        Files.writeString(delivered, "content\n");
        Files.writeString(
                delivered.resolveSibling("manifest.json"),
                "{\"feed\":\"convertly-jobs\",\"jobId\":\"done-1\",\"files\":[{\"name\":\"r.csv\",\"sha256\":\""
                        + Sha256.of(delivered) + "\"}]}");
        Files.createDirectories(home.resolve("drop/.staging/522953bf/convertly-jobs/slow-1"));
    }

    @AfterEach
    void close() throws IOException {
        vendor.close();
    }

    @Test
    void a_home_of_an_earlier_version_goes_on_and_nothing_is_delivered_twice() throws Exception {
        Object inode = Files.getAttribute(delivered, "unix:ino");
        try (LogLines log = new LogLines(Level.WARN)) {
            Outcome outcome = jobdrop.pollOnce();

            Map<String, JobState> states =
                    outcome.jobs().stream().collect(Collectors.toMap(LedgerEntry::jobId, LedgerEntry::state));
            assertThat(states)
                    .containsEntry("done-1", JobState.DELIVERED)
                    .containsEntry("due-1", JobState.DELIVERED)
                    .containsEntry("slow-1", JobState.DELIVERED)
                    .containsEntry("none-1", JobState.EMPTY)
                    .containsEntry("fail-1", JobState.FAILED)
                    .containsEntry("odd-1", JobState.HELD)
                    .as("an id that the earlier version refused")
                    .containsEntry("gid://x/1", JobState.DELIVERED)
                    .hasSize(7);
            assertThat(log.all()).anyMatch(line -> line.contains("522953bf was left by an older version"));
        }
        assertThat(Files.getAttribute(delivered, "unix:ino")).isEqualTo(inode);
        assertThat(vendor.requests("/r/done-1")).isEmpty();
        assertThat(vendor.requests("/r/slow-1")).hasSize(1);
        assertThat(home.resolve("drop/.staging/522953bf")).exists();

        jobdrop.pollOnce();

        assertThat(vendor.requests("/r/slow-1")).hasSize(1);
    }

    @Test
    void the_drop_of_an_earlier_version_can_be_moved() throws Exception {
        Outcome before = jobdrop.pollOnce();
        Path moved = Files.move(home.resolve("drop"), home.resolve("moved"));
        jobdrop.set("JOBDROP_DROP_DIR", moved.toString());

        Outcome after = jobdrop.pollOnce();

        assertThat(after.job("done-1").files().get(0).location())
                .isEqualTo(moved.resolve("convertly-jobs/done-1/r.csv").toString());
        Audit audit = new Audit(Audit.Contents.ofFiles(moved));
        assertThat(after.jobs()).allSatisfy(job -> assertThat(audit.of(job)).isEmpty());
        assertThat(before.jobs()).anySatisfy(job -> assertThat(audit.of(job)).isNotEmpty());
        assertThat(vendor.requests("/r/done-1")).isEmpty();
        assertThat(vendor.requests("/r/slow-1")).hasSize(1);
        assertThat(home.resolve("drop")).doesNotExist();
    }

    private String completed(String id) {
        return "{\"id\":\"" + id + "\",\"status\":\"completed\",\"completed_files\":1,\"results\":[{\"url\":\""
                + vendor.url() + "/r/" + id + "\",\"filename\":\"r.csv\"}]}";
    }

    private void restore(Path ledger) throws IOException, SQLException {
        String sql = Files.readString(Path.of("src/test/resources/home/ledger-of-schema-4.sql"))
                .replace("@HOME@", home.toString());
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + ledger);
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
