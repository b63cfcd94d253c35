package io.jobdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusWordsTest {
    private final StatusWords words = new StatusWords();

    StatusWordsTest() {
        words.setCompletedWords("completed, done");
        words.setOpenWords("pending,processing");
        words.setFailedWords("failed");
        words.setErrorPath("$.error");
        words.setTypePath("$.type");
        words.setTypesWithoutFile("import");
    }

    @ParameterizedTest
    @CsvSource({
        "completed,DUE",
        "Done,DUE",
        "pending,OPEN",
        "PROCESSING,OPEN",
        "failed,FAILED",
        "paused,HELD",
        "'',HELD"
    })
    void a_word_is_what_the_feed_declares_it_to_be(String word, JobState state) throws Exception {
        assertThat(words.judge(job("{\"status\":\"" + word + "\"}")).state()).isEqualTo(state);
    }

    @Test
    void an_unknown_word_is_named_and_cannot_break_a_line() throws Exception {
        Verdict verdict = words.judge(job("{\"status\":\"pau\\nsed\"}"));

        assertThat(verdict.reason())
                .isEqualTo("unknown status 'pau sed'; declare it in the feed file if it is new. It is looked at again");
    }

    @Test
    void a_missing_status_holds_the_job() throws Exception {
        assertThat(words.judge(job("{}")).state()).isEqualTo(JobState.HELD);
        assertThat(words.judge(job("{\"status\":null}")).state()).isEqualTo(JobState.HELD);
        assertThat(words.judge(job("{\"status\":{\"x\":1}}")).state()).isEqualTo(JobState.HELD);
    }

    @Test
    void a_completed_job_of_a_type_without_file_is_empty() throws Exception {
        Verdict verdict = words.judge(job("{\"status\":\"completed\",\"type\":\"Import\"}"));

        assertThat(verdict.state()).isEqualTo(JobState.EMPTY);
    }

    @Test
    void the_vendors_reason_is_kept_without_the_secrets_of_urls() throws Exception {
        Verdict verdict = words.judge(
                job("{\"status\":\"failed\",\"error\":\"PUT https://u:p@s3/x?X-Amz-Signature='s3cret failed\"}"));

        assertThat(verdict.reason()).contains("PUT https://s3/x").doesNotContain("s3cret", "u:p");
    }

    @Test
    void the_detail_is_needed_for_a_status_or_a_reason_that_the_list_does_not_give() throws Exception {
        assertThat(words.needsDetail(job("{}"))).isFalse();
        words.setDetailPath("/jobs/{jobId}");
        assertThat(words.needsDetail(job("{}"))).isTrue();
        assertThat(words.needsDetail(job("{\"status\":\"failed\"}"))).isTrue();
        assertThat(words.needsDetail(job("{\"status\":\"failed\",\"error\":\"x\"}")))
                .isFalse();
        assertThat(words.needsDetail(job("{\"status\":\"completed\"}"))).isFalse();
        assertThat(words.needsDetail(job("{}").with(new ObjectMapper().createObjectNode())))
                .isFalse();
    }

    private static Job job(String json) throws Exception {
        return new Job("f", "v", "a", (ObjectNode) new ObjectMapper().readTree(json), false, null);
    }
}
