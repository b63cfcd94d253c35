package io.jobdrop.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jobdrop.Feed;
import io.jobdrop.config.TestFeed;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.ListPlace;
import io.jobdrop.job.Places;
import io.jobdrop.job.RequestTemplate;
import io.jobdrop.job.Result;
import io.jobdrop.job.RetryLater;
import io.jobdrop.support.Json;
import java.util.List;
import java.util.stream.Stream;

class ResultFinderFuzzTest {
    private static final Job JOB = new Job(
            "f",
            "v",
            "a",
            JsonNodeFactory.instance.objectNode(),
            false,
            new ListPlace(RequestTemplate.get("/jobs?page=1").with(Places.NONE), "$.items", "$.id"));

    private static final List<Feed> FEEDS = Stream.of("", "detail: {path: \"/jobs/{jobId}\"}\n")
            .flatMap(detail -> Stream.of("", ", count: $.count")
                    .map(count -> TestFeed.of("list: {path: /jobs}\n" + detail + "job: {completed: completed}\n"
                            + "results: {urls: $.results, name: $.fileName, size: $.fileSize" + count + "}\n")))
            .toList();

    @FuzzTest
    void every_answer_gives_urls_or_a_reason_to_wait(byte[] input) {
        for (JsonNode answer : Json.values(input)) {
            FEEDS.forEach(feed -> look(feed, answer));
        }
    }

    private static void look(Feed feed, JsonNode answer) {
        try {
            Job merged = new JobDetail().merge(feed, JOB, 200, answer);
            List<Result> results = new ResultFinder(any -> "").find(feed, merged, merged.fields());

            assertThat(results).extracting(Result::url).allMatch(url -> !url.isBlank());
            assertThat(results.isEmpty() && !feed.results().count().isGiven()).isFalse();
        } catch (Held | RetryLater e) {
            assertThat(e.reason()).matches(".+(the next poll (checks it again|finds it))");
        }
    }
}
