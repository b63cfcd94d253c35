package io.jobdrop.poll;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jobdrop.Feed;
import io.jobdrop.config.TestFeed;
import io.jobdrop.job.JobId;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.support.TestLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class InboxFileFuzzTest {
    // It matches unsafe ids too, and so few that the ledger stays small.
    private static final String PATTERN = "[0-9a-f./]{1,2}";
    private static final Feed FEED = TestFeed.of("job: {completed: completed, idPattern: '" + PATTERN
            + "'}\ndetail: {path: \"/jobs/{jobId}\"}\nresults: {urls: $.url}\n");

    @TempDir
    static Path folder;

    private static TestLedger ledger;

    @BeforeAll
    static void open() {
        ledger = new TestLedger(folder);
    }

    @AfterAll
    static void close() {
        ledger.close();
    }

    @FuzzTest
    void an_entry_is_an_id_or_is_rejected_with_a_reason(byte[] input) throws IOException {
        InboxFile inbox = new InboxFile(ledger.jobs());
        Path rejected = folder.resolve("ids.rejected");
        Files.deleteIfExists(rejected);

        inbox.register(FEED, Files.write(folder.resolve("ids"), input).toFile());

        assertThat(ledger.jobs().queries().jobs("f", null))
                .extracting(LedgerEntry::jobId)
                .allMatch(JobId::isSafe)
                .allMatch(id -> id.matches(PATTERN));
        if (Files.exists(rejected)) {
            assertThat(Files.readAllLines(rejected)).isNotEmpty().allMatch(line -> line.matches(".* # .+"));
        }
    }
}
