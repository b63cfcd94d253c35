package io.jobdrop.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobId;
import io.jobdrop.support.Json;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class JobPagesFuzzTest {
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
    void every_page_gives_safe_jobs_and_leads_on_or_ends_the_walk(byte[] input) {
        List<JsonNode> answers = Json.values(input);

        walk(JobPagesTest.pageNumbers(ledger.jobs()), answers);
        walk(JobPagesTest.offsets(ledger.jobs()), answers);
    }

    private static void walk(JobPages pages, List<JsonNode> answers) {
        PageWalk walk = new PageWalk("f", Instant.EPOCH, true);
        Set<String> asked = new HashSet<>();
        try {
            for (JsonNode answer : answers) {
                assertThat(asked.add(pages.path(walk))).isTrue();
                assertThat(pages.read(walk, answer)).extracting(Job::id).allMatch(JobId::isSafe);
                if (!walk.isMore()) {
                    return;
                }
            }
        } catch (PageException e) {
            assertThat(e).hasMessageMatching("(?s)page [0-9]+ of f: .+");
        }
    }
}
