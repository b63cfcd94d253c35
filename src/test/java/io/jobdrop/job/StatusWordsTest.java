package io.jobdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusWordsTest {
    private final StatusWords words = new StatusWords(
            new JsonField("$.status"),
            Map.of(
                    "completed", JobState.DUE,
                    "Done", JobState.DUE,
                    "pending", JobState.OPEN,
                    "processing", JobState.OPEN,
                    "failed", JobState.FAILED,
                    "No_Data", JobState.EMPTY),
            new JsonField("$.error"),
            new JsonField("$.type"),
            Set.of("import"));

    @ParameterizedTest
    @CsvSource({
        "completed,DUE",
        "Done,DUE",
        "pending,OPEN",
        "PROCESSING,OPEN",
        "failed,FAILED",
        "no_data,EMPTY",
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
                .isEqualTo(
                        "unknown status 'pau sed'; declare it in the feed file if it is new. The next poll checks it again");
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

    private static Job job(String json) throws Exception {
        return new Job("f", "v", "a", (ObjectNode) new ObjectMapper().readTree(json), false, null);
    }
}
