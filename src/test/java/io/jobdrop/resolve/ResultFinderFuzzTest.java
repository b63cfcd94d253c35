package io.jobdrop.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.ListPlace;
import io.jobdrop.job.RetryLater;
import io.jobdrop.support.Json;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class ResultFinderFuzzTest {
    private static final Job JOB = new Job(
            "f",
            "v",
            "a",
            JsonNodeFactory.instance.objectNode(),
            false,
            new ListPlace("/jobs?page=1", "$.items", "$.id"));

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
    void every_answer_gives_urls_or_a_reason_to_wait(byte[] input) {
        for (JsonNode answer : Json.values(input)) {
            for (String detailPath : List.of("", "/jobs/{jobId}")) {
                for (String countPath : List.of("", "$.count")) {
                    look(answer, detailPath, countPath);
                }
            }
        }
    }

    private static void look(JsonNode answer, String detailPath, String countPath) {
        JobDetail detail = new JobDetail();
        detail.setDetailPath(detailPath);
        ResultFinder finder = new ResultFinder(ledger.jobs());
        finder.setUrlFields("url,downloadUrl");
        finder.setNameFields("name");
        finder.setSizeFields("size");
        finder.setNamePath("$.fileName");
        finder.setSizePath("$.fileSize");
        finder.setCountPath(countPath);
        try {
            List<Result> results = finder.find(detail.merge(JOB, answer));

            assertThat(results).extracting(Result::url).allMatch(url -> !url.isBlank());
            assertThat(results.isEmpty() && countPath.isEmpty()).isFalse();
        } catch (Held | RetryLater e) {
            assertThat(e.reason()).matches(".+(it is looked at again|the next poll finds it)");
        }
    }
}
