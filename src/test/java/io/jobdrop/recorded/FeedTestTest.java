package io.jobdrop.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recorded answers go through the real routes; what comes of them is compared with what must. */
@Tag("slow")
class FeedTestTest {
    private static final String FEED = """
            list: {path: /jobs, items: $.jobs}
            job: {completed: done, open: running, failed: broken, error: $.why}
            results: {urls: $.file}
            """;
    private static final String LIST = """
            requests:
              - GET: /jobs
                answer:
                  body: {jobs: [{id: a, status: done, file: 'https://files.example.com/a'}, {id: b, status: broken, why: no rows}]}
              - GET: https://files.example.com/a
                headers: {}
                answer: {headers: {Content-Disposition: attachment; filename=rows.csv}}
            """;
    private static final String DOWNLOAD = "download: {path: '/jobs/{jobId}'}";
    private final FeedTestScene scene;

    FeedTestTest(@TempDir Path folder) {
        scene = new FeedTestScene(folder);
    }

    @Test
    void a_feed_passes_when_all_comes_as_it_must() throws Exception {
        scene.feed(FEED);

        assertThat(
                        scene.differences(
                                LIST
                                        + "jobs: {a: {state: delivered, files: [acme/a/rows.csv]}, b: {state: failed, reason: no rows}}"))
                .isEmpty();
    }

    @Test
    void each_job_that_differs_is_said_with_what_is_expected_and_what_came() throws Exception {
        scene.feed(FEED);

        assertThat(scene.differences(LIST + "jobs: {a: {state: delivered, files: [a.csv]}, b: held, c: open}"))
                .containsExactly(
                        "job a\n  expected: delivered as a.csv\n  actual:   delivered as acme/a/rows.csv",
                        "job b\n  expected: held\n  actual:   failed: the vendor says that the job failed: no rows",
                        "job c\n  expected: open\n  actual:   nothing");
    }

    @Test
    void a_test_that_expects_nothing_yet_shows_what_came() throws Exception {
        scene.feed(FEED);

        assertThat(scene.differences(LIST))
                .containsExactly("the test does not say what must come of its jobs; this came:\n  jobs:\n"
                        + "    a: {state: delivered, files: [acme/a/rows.csv]}\n"
                        + "    b: {state: failed, reason: 'the vendor says that the job failed: no rows'}");
    }

    @Test
    void a_request_that_nobody_recorded_stands_beside_the_one_that_it_should_have_been() throws Exception {
        scene.feed(FEED.replace("items: $.jobs", "items: $.jobs, paging: {type: page, first: 0, totalPages: $.pages}"));

        assertThat(scene.differences("""
                        requests:
                          - GET: /jobs?page=1&limit=100
                            answer: {body: {pages: 1, jobs: [{id: a, status: running, file: x, why: x}]}}
                        jobs: {}
                        """))
                .contains("request\n  expected: GET /jobs?page=1&limit=100\n  actual:   GET /jobs?page=0&limit=100")
                .anySatisfy(poll -> assertThat(poll)
                        .startsWith("poll\n  expected: no error")
                        .contains("no answer is recorded for GET /jobs"));
    }

    @Test
    void the_order_of_parameters_and_the_form_of_json_do_not_matter() throws Exception {
        scene.feed(
                "list: {path: /jobs, method: POST, query: {a: 1, b: x y}, items: $.jobs, body: '{\"n\": 1, \"q\": \"{ x }\"}'}\n"
                        + "job: {completed: done}\n" + DOWNLOAD);

        assertThat(scene.differences("""
                        requests:
                          - POST: /jobs?b=x%20y&a=1
                            headers: {authorization: 'Bearer {{acme.token}}'}
                            body: {q: '{ x }', n: 1}
                            answer: {body: {jobs: []}}
                        jobs: {}
                        """)).isEmpty();
    }

    @Test
    void a_body_tells_two_requests_to_the_same_address_apart() throws Exception {
        scene.feed("""
                list:
                  path: /graphql
                  method: POST
                  body: '{"after": {cursor}}'
                  items: $.jobs
                  paging: {type: cursor, cursor: $.next}
                job: {completed: done, open: running}
                download: {path: "/jobs/{jobId}"}
                """);

        assertThat(scene.differences("""
                        requests:
                          - POST: /graphql
                            body: {after: null}
                            answer: {body: {jobs: [{id: a, status: running}], next: c2}}
                          - POST: /graphql
                            body: {after: c2}
                            answer: {body: {jobs: [{id: b, status: running}]}}
                        jobs: {a: open, b: open}
                        """)).isEmpty();
    }

    @Test
    void steps_and_results_of_the_vendors_own_api_are_paths_and_get_the_key() throws Exception {
        scene.feed("""
                list: {path: /jobs, items: $.jobs}
                job: {completed: done}
                results:
                  urls: $.document
                  steps: [{path: "/jobs/{jobId}/document"}]
                download: {path: "/documents/{result}"}
                """);

        assertThat(scene.differences("""
                        settings: {acme.url: https://api.acme.com/v1/}
                        requests:
                          - GET: /jobs
                            answer: {body: {jobs: [{id: 7, status: done}]}}
                          - GET: /jobs/7/document
                            answer: {body: {document: d/1}}
                          - GET: https://api.acme.com/v1/documents/d%2F1
                            headers: {Authorization: 'Bearer {{acme.token}}'}
                            answer: {status: 302, headers: {Location: 'https://store.example.net/d1.csv?signature=x'}}
                          - GET: https://store.example.net/d1.csv?signature=x
                            headers: {}
                        jobs:
                          7: {state: delivered, files: [acme/7/d1.csv]}
                        """)).isEmpty();
    }

    @Test
    void headers_are_all_that_are_sent_beside_the_usual_ones() throws Exception {
        scene.feed("headers: {X-Version: 2, X-Secret: '{{acme.token}}'}\nlist: {path: /jobs}\njob: {completed: done}\n"
                + DOWNLOAD);

        assertThat(scene.differences("""
                        requests:
                          - GET: /jobs
                            headers: {X-Version: 1}
                            answer: {body: []}
                        jobs: {}
                        """))
                .containsExactly("headers of GET /jobs\n  expected: {X-Version=1}\n"
                        + "  actual:   {Authorization=Bearer {{acme.token}}, X-Secret={{acme.token}}, X-Version=2}");
    }

    @Test
    void a_request_that_is_made_again_gets_the_next_answer() throws Exception {
        scene.feed(
                "detail: {path: '/jobs/{jobId}'}\njob: {idPattern: '\\d+', completed: done}\nresults: {urls: $.file}");

        assertThat(scene.differences("""
                        ids: [12]
                        requests:
                          - GET: /jobs/12
                            answer: {body: {id: 12, status: done, file: 'https://files.example.com/1'}}
                          - GET: https://files.example.com/1
                            answer: {status: 403}
                          - GET: /jobs/12
                            answer: {body: {id: 12, status: done, file: 'https://files.example.com/2'}}
                          - GET: https://files.example.com/2
                            answer: {headers: {Content-Type: text/csv}}
                        jobs: {12: {state: delivered, files: [acme/12/12.csv]}}
                        """)).isEmpty();
    }

    @Test
    void parts_that_are_joined_become_one_file() throws Exception {
        scene.feed("list: {path: /jobs}\njob: {completed: done}\n"
                + "download: {path: '/jobs/{jobId}', parts: {type: cursor, header: Next, parameter: at, join: csv}}");

        assertThat(scene.differences("""
                        requests:
                          - GET: /jobs
                            answer: {body: [{id: 7, status: done}]}
                          - GET: /jobs/7
                            answer: {headers: {Content-Type: text/csv, Content-Encoding: gzip, Next: p2}}
                          - GET: /jobs/7?at=p2
                            answer: {headers: {Content-Type: text/csv, Content-Encoding: gzip}}
                        jobs: {7: {state: delivered, files: [acme/7/7.csv]}}
                        """)).isEmpty();
    }

    @Test
    void a_file_that_is_unpacked_has_the_name_of_its_content() throws Exception {
        String list = "list: {path: /jobs}\njob: {completed: done}\nresults: {urls: $.file}\n";
        String test = """
                requests:
                  - GET: /jobs
                    answer: {body: [{id: 7, status: done, file: 'https://files.example.com/rows.csv.gz'}]}
                  - GET: https://files.example.com/rows.csv.gz
                jobs: {7: {state: delivered, files: [acme/7/rows.csv]}}
                """;

        scene.feed(list + "download: {unpack: gzip}");
        assertThat(scene.differences(test)).isEmpty();

        scene.feed(list + "download: {unpack: zip}");
        assertThat(scene.differences(test.replace("csv.gz", "zip").replace("rows.csv", "*")))
                .isEmpty();
    }

    @Test
    void the_poll_may_have_to_fail() throws Exception {
        scene.feed(FEED);
        String test = "requests:\n  - GET: /jobs\n    answer: {status: 401, body: {jobs: no}}\njobs: {}\n";

        assertThat(scene.differences(test + "poll: '401'")).noneMatch(each -> each.startsWith("poll"));
        assertThat(scene.differences(test)).anyMatch(each -> each.startsWith("poll\n  expected: no error\n  actual:"));
    }
}
