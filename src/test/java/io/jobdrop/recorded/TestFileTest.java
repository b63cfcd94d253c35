package io.jobdrop.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.Problem;
import io.jobdrop.job.JobState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of recorded answers is read as it is written, and what is wrong with it is said with its line. */
class TestFileTest {
    private final Path file;
    private final List<Problem> problems = new ArrayList<>();

    TestFileTest(@TempDir Path folder) {
        file = folder.resolve("acme.test.yaml");
    }

    @Test
    void a_body_is_text_or_becomes_json() throws IOException {
        TestFile test = read("""
                requests:
                  - GET: /a
                    answer:
                      body: |
                        {"id": 1}
                  - GET: /b
                    answer:
                      status: 404
                      body: {id: 12345678901234567890, "no": 1.50, text: "1", word: yes, is: true, none: null, list: [a, -1]}
                """);

        assertThat(problems).isEmpty();
        assertThat(test.requests().get(0).answer().body()).isEqualTo("{\"id\": 1}\n");
        assertThat(test.requests().get(1).answer().status()).isEqualTo(404);
        assertThat(test.requests().get(1).answer().body())
                .isEqualTo("{\"id\":12345678901234567890,\"no\":1.50,\"text\":\"1\",\"word\":\"yes\",\"is\":true,"
                        + "\"none\":null,\"list\":[\"a\",-1]}");
    }

    @Test
    void a_job_has_a_state_or_more() throws IOException {
        TestFile test = read(
                "requests: []\njobs: {1: open, b: {state: gave-up, reason: r}, c: {state: delivered, files: [x]}}");

        assertThat(problems).isEmpty();
        assertThat(test.jobs())
                .containsEntry("1", new TestFile.ExpectedJob(JobState.OPEN, "", null))
                .containsEntry("b", new TestFile.ExpectedJob(JobState.GAVE_UP, "r", null))
                .containsEntry("c", new TestFile.ExpectedJob(JobState.DELIVERED, "", List.of("x")));
    }

    @Test
    void every_mistake_has_its_line() throws IOException {
        read("""
                request: []
                jobs:
                  a: opne
                  b: {state: open, file: x}
                requests:
                  - GET: jobs
                    anser: {}
                  - PUT: /x
                  - GET: /y
                    answer: {status: ok, header: {}}
                    headers: X-A
                  - GET: /z
                    GET: /z
                """);

        assertThat(problems.stream().map(Problem::toString))
                .containsExactlyInAnyOrder(
                        file + ":1: a test has no 'request'; did you mean 'requests'?",
                        file + ":3: 'opne' is no state of a job; there are open, due, delivering, delivered, empty,"
                                + " failed, held, gave-up; did you mean 'open'?",
                        file + ":4: a job has no 'file'; did you mean 'files'?",
                        file + ":6: GET: 'jobs' is neither a path below the vendor's address nor a URL",
                        file + ":7: a request has no 'anser'; did you mean 'answer'?",
                        file + ":8: a request has no 'PUT'; did you mean 'GET'?",
                        file + ":8: a request begins with GET or POST and its address, such as 'GET: /v1/jobs?page=1'",
                        file + ":10: 'ok' is no HTTP status",
                        file + ":10: an answer has no 'header'; did you mean 'headers'?",
                        file + ":11: here must be names, each with a value",
                        file + ":13: GET is there twice; the second would win");
    }

    @Test
    void what_is_no_yaml_or_empty_is_said() throws IOException {
        read("");
        read("requests: [");
        read("[]");

        assertThat(problems.stream().map(Problem::what))
                .anyMatch("the file is empty"::equals)
                .anyMatch(what -> what.startsWith("no valid YAML"))
                .anyMatch(what -> what.startsWith("a test has settings, ids, requests, jobs, poll"));
    }

    private TestFile read(String text) throws IOException {
        return TestFile.read(Files.writeString(file, text), problems);
    }
}
