package io.jobdrop.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobId;
import io.jobdrop.support.Json;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

class JobPagesFuzzTest {
    @FuzzTest
    void every_page_gives_safe_jobs_and_leads_on_or_ends_the_walk(byte[] input) {
        List<JsonNode> answers = Json.values(input);

        walk(FeedList.pageNumbers(""), answers);
        walk(FeedList.offsets(), answers);
    }

    private static void walk(FeedList pages, List<JsonNode> answers) {
        PageScan scan = new PageScan("f", Instant.EPOCH, true);
        Set<String> asked = new HashSet<>();
        try {
            for (JsonNode answer : answers) {
                assertThat(asked.add(pages.path(scan))).isTrue();
                assertThat(pages.read(scan, answer)).extracting(Job::id).allMatch(JobId::isSafe);
                if (!scan.isMore()) {
                    return;
                }
            }
        } catch (PageException e) {
            assertThat(e).hasMessageMatching("(?s)page [0-9]+ of f: .+");
        }
    }
}
