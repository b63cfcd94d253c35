package io.jobdrop.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.Result;
import io.jobdrop.name.ResultHead;
import io.jobdrop.stage.StagedResult;
import io.jobdrop.stage.Staging;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class HandoverHeadersTest {
    private static final Instant THEN = Instant.parse("2026-11-21T11:00:00Z");

    @Test
    void a_result_is_described_as_in_the_manifest() {
        Map<String, Object> headers = HandoverHeaders.ofResult(TestLedger.job("a"), staged("text/csv", null, "/x/y"));

        assertThat(headers)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("JobdropFeed", "f"),
                        Map.entry("JobdropVendor", "v"),
                        Map.entry("JobdropJobId", "a"),
                        Map.entry("JobdropManifest", false),
                        Map.entry("JobdropName", "r.csv"),
                        Map.entry("JobdropIndex", 1),
                        Map.entry("JobdropBytes", 5L),
                        Map.entry("JobdropSha256", "0a"),
                        Map.entry("JobdropContentType", "text/csv"),
                        Map.entry("JobdropSourceHost", "h.example"),
                        Map.entry("JobdropSourcePath", "/x/y"),
                        Map.entry("JobdropStartedAt", "2026-11-21T11:00:00Z"),
                        Map.entry("JobdropFinishedAt", "2026-11-21T11:00:00Z")));
    }

    @Test
    void the_coding_of_a_result_is_told_when_there_is_one() {
        assertThat(HandoverHeaders.ofResult(TestLedger.job("a"), staged("text/csv", "gzip", "/x")))
                .containsEntry("JobdropContentEncoding", "gzip");
    }

    @Test
    void a_manifest_says_that_it_is_one_and_of_how_many_files() {
        assertThat(HandoverHeaders.ofManifest(TestLedger.job("a"), "f/a/manifest.json", 2))
                .containsEntry("JobdropManifest", true)
                .containsEntry("JobdropFiles", 2)
                .containsEntry("JobdropName", "manifest.json")
                .containsEntry("JobdropContentType", "application/json");
    }

    @Test
    void what_a_vendor_says_becomes_one_line_of_bounded_length() {
        Map<String, Object> headers = HandoverHeaders.ofResult(
                TestLedger.job("a"),
                staged("text/csv\r\nX-Evil: 1\u2028\u202e", " \u0000 ", "/" + "\ud83d\ude00".repeat(600)));

        assertThat(headers).containsEntry("JobdropContentType", "text/csv X-Evil: 1");
        assertThat(headers).doesNotContainKey("JobdropContentEncoding");
        assertThat(headers).containsEntry("JobdropSourcePath", "/" + "\ud83d\ude00".repeat(499));
    }

    private static StagedResult staged(String type, String encoding, String sourcePath) {
        return new StagedResult(
                new Result(1, "https://h.example/x", "r.csv", OptionalLong.empty()),
                "f/a/r.csv",
                new Staging.Stored(Path.of("1"), 5, "0a"),
                new ResultHead("h.example", sourcePath, type, encoding, null),
                THEN,
                THEN);
    }
}
