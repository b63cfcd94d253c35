package io.jobdrop.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A path of a feed that no recorded answer has is misspelt, or was never tried. */
@Tag("slow")
class UnfoundPathsTest {
    private static final String TEST = """
            requests:
              - GET: /jobs
                answer:
                  body: {meta: {next_page: null}, jobs: [{id: a, status: running, error: null, files: [], "run time": {end: x}}]}
            jobs: {a: open}
            """;
    private final Path folder;
    private final FeedTestScene scene;

    UnfoundPathsTest(@TempDir Path folder) {
        this.folder = folder;
        scene = new FeedTestScene(folder);
    }

    @Test
    void a_path_that_holds_null_or_nothing_is_found() throws Exception {
        scene.feed("""
                list: {path: /jobs, items: $.jobs, paging: {type: cursor, cursor: $.meta.next_page}}
                job: {completed: done, open: running, error: $.error}
                results: {urls: $.files}
                """);

        assertThat(scene.differences(TEST)).isEmpty();
    }

    @Test
    void a_detail_at_the_address_of_the_list_is_no_list() throws Exception {
        scene.feed("""
                list: {path: /graphql, method: POST, body: '{"after": null}', items: '$.data.jobs[*].node'}
                detail: {path: /graphql, method: POST, body: '{"id": {jobId}}', item: $.data.job}
                job: {completed: done}
                results: {urls: '$.files[*].url'}
                """);

        assertThat(scene.differences("""
                requests:
                  - POST: /graphql
                    body: '{"after": null}'
                    answer: {body: '{"data": {"jobs": [{"node": {"id": "1", "status": "done"}}]}}'}
                  - POST: /graphql
                    body: '{"id": "1"}'
                    answer: {body: '{"data": {"job": {"id": "1", "status": "done", "files": [{"url": "https://f.test/a.csv"}]}}}'}
                  - GET: https://f.test/a.csv
                jobs:
                  "1": {state: delivered, files: [acme/1/a.csv]}
                """)).isEmpty();
    }

    @Test
    void one_that_is_called_untested_is_not_said_unless_it_is_found() throws Exception {
        scene.feed("""
                list: {path: /jobs, items: $.jobs}
                job: {completed: done, open: running, error: $.why, createdAt: $.id}
                results: {urls: $.files}
                """);

        assertThat(scene.differences(TEST + "untested: [job.error]\n")).isEmpty();
        assertThat(scene.differences(TEST + "untested: [job.error, job.createdAt, job.eror]\n"))
                .containsExactly(
                        "untested: job.createdAt finds something in a recorded answer; delete it here",
                        "untested: job.eror is no JSONPath of the feed; delete it here");
    }

    @Test
    void one_that_is_not_is_said_with_its_line_and_the_nearest_that_is() throws Exception {
        scene.feed("""
                list: {path: /jobs, items: $.jobs, paging: {type: cursor, cursor: $.nextPage}}
                job:
                  completed: done
                  open: running
                  error: $.erorr
                  completedAt: $['run time'].ended
                  createdAt: $.born
                results: {urls: '$.files[*].url'}
                """);
        String file = folder.resolve("acme.camel.yaml") + ":";
        String nothing = " finds nothing in any recorded answer";

        assertThat(scene.differences(TEST))
                .containsExactly(
                        file + "6: list.paging.cursor: $.nextPage" + nothing + "; did you mean '$.meta.next_page'?",
                        file + "10: job.error: $.erorr" + nothing + "; did you mean '$.error'?",
                        file + "11: job.completedAt: $['run time'].ended" + nothing
                                + "; did you mean '$['run time'].end'?",
                        file + "12: job.createdAt: $.born" + nothing
                                + "; there is $.id, $.status, $.error, $.files, $['run time'], $['run time'].end",
                        file + "13: results.urls: $.files[*].url" + nothing
                                + "; there is $.id, $.status, $.error, $.files, $['run time'], $['run time'].end");
    }

    @Test
    void an_error_of_the_list_is_missed_only_where_the_poll_may_fail() throws Exception {
        scene.feed("""
                list: {path: /jobs, items: $.jobs, error: $.fault, paging: {type: cursor, cursor: $.meta.next_page}}
                job: {completed: done, open: running}
                results: {urls: $.files}
                """);

        assertThat(scene.differences(TEST)).isEmpty();
        assertThat(scene.differences(TEST + "poll: no rows\n"))
                .first()
                .asString()
                .contains("list.error: $.fault finds nothing in any recorded answer");
    }

    @Test
    void what_a_list_says_of_itself_is_no_field_of_a_job() throws Exception {
        scene.feed(
                "list: {path: /jobs, items: $.jobs}\njob: {status: $.meta, completed: done}\nresults: {urls: $.files}");

        assertThat(scene.differences(TEST)).first().asString().contains("job.status: $.meta finds nothing");
    }
}
