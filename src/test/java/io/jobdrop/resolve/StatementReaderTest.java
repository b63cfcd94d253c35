package io.jobdrop.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.Feed;
import io.jobdrop.config.TestFeed;
import io.jobdrop.job.Job;
import io.jobdrop.job.Statement;
import io.jobdrop.job.Statement.Rank;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementReaderTest {
    private static final Feed FEED = TestFeed.of("""
            list: {path: /jobs}
            job: {completed: completed, open: running, failed: failed, type: $.type, typesWithoutFile: import}
            results: {urls: $.results}
            """);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | UNKNOWN",
                "{'status': 'archived'} | UNKNOWN",
                "{'status': 'running'} | OPEN",
                "{'status': 'failed', 'results': 'https://h/1'} | OVER",
                "{'status': 'completed', 'type': 'import'} | OVER",
                "{'status': 'completed', 'results': []} | COMPLETED",
                "{'status': 'completed', 'results': 'https://h/1'} | COMPLETED_WITH_RESULTS"
            })
    void a_statement_is_as_far_as_the_job_has_got(String json, Rank rank) throws Exception {
        assertThat(read(json).rank()).isEqualTo(rank);
    }

    @Test
    void a_new_signature_is_no_new_statement_and_another_file_is_one() throws Exception {
        Statement first = read("{'status': 'completed', 'results': 'https://h/1?sig=a'}");

        assertThat(read("{'status': 'completed', 'results': 'https://u:p@h/1?sig=b'}")
                        .text())
                .isEqualTo(first.text())
                .doesNotContain("h/1");
        assertThat(read("{'status': 'completed', 'results': 'https://h/2?sig=a'}")
                        .text())
                .isNotEqualTo(first.text());
        assertThat(read("{'status': 'completed', 'results': [{'url': 'https://h/1', 'size': 3}]}")
                        .text())
                .isNotEqualTo(first.text());
    }

    @Test
    void two_ways_to_write_a_time_are_one_statement() throws Exception {
        assertThat(read("{'status': 'completed', 'completed_at': '2026-01-01T01:00:00+01:00'}"))
                .isEqualTo(read("{'status': 'completed', 'completed_at': '2026-01-01 00:00:00Z'}"));
    }

    private static Statement read(String json) throws Exception {
        ObjectNode fields = (ObjectNode) new ObjectMapper().readTree(json.replace('\'', '"'));
        return new StatementReader(FEED)
                .read(new Job("f", "v", "a", fields, false, null))
                .listed()
                .said();
    }
}
