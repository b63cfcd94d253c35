package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes in the requests of a feed, and how they are told. */
class RequestMistakesTest {
    private static final String REST = "job: {completed: done}\nresults: {urls: $.url}\n";

    private final FeedScene scene;

    RequestMistakesTest(@TempDir Path home) {
        scene = new FeedScene(home);
    }

    private void write(String properties) throws IOException {
        scene.jobdrop.feed("acme", TestFeed.yaml("acme", "vendor: convertly\n" + properties));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            method: PUT                                      | 8 | list.method: 'PUT' is not one of: GET, POST
            method: post                                     | 8 | list.method: 'post' is not one of: GET, POST
            body: '{}'                                       | 8 | list.body needs method: POST
            {method: GET, body: '{}'}                        | 8 | list.body needs method: POST
            {method: POST, body: {query: x}}                 | 8 | list.body must be one text; put it into single quotes, or behind '>-'
            {method: POST, body: '{"a": {curser}}'}          | 8 | list.body is no JSON at its line 1
            {method: POST, body: '{"a": 1'}                  | 8 | list.body is no JSON at its line 1
            {method: POST, body: 'a=b'}                      | 8 | a form needs the header Content-Type: application/x-www-form-urlencoded
            {method: POST, body: '{"a": {jobId}}'}           | 8 | list.body: '{jobId}' is replaced by nothing; {cursor}, {page}, {offset} and {size} are the paging's, {{KEY}} a setting
            {method: POST, body: '{"a": {cursor}}'}          | 6 | list: nothing fills {cursor}, since list.paging.type is none
            {query: {a: '{page}'}, paging: {type: cursor, cursor: $.c}}  | 6 | list: nothing fills {page}, since list.paging.type is cursor
            {query: {a: '{page}'}, paging: {type: page, sizeParameter: n}}  | 8 | list.paging.sizeParameter does nothing, since the request has places for its page; use {size}
            query: {after: {cursor}}                         | 8 | list.query.after must be one value; quote a value that begins with '{'
            query: {after: [a]}                              | 8 | list.query.after must be one value
            query: {a: '{curser}'}                           | 8 | list.query.a: '{curser}' is replaced by nothing
            query: {a: 1, a: 2}                              | 8 | list.query: a is there twice
            query: status=done                               | 8 | list.query must hold names with values
            query: {}                                        | 8 | list.query is empty
            headers: [a]                                     | 8 | list.headers must hold names with values
            headers: {X-A: 1, x-a: 2}                        | 8 | list.headers: x-a is there twice
            headers: {'X A': 1}                              | 8 | list.headers: 'X A' is no name of a header
            headers: {Host: a}                               | 8 | list.headers: the header Host is not a feed's to set
            headers: {authorization: a}                      | 8 | the header authorization is not a feed's to set; authScheme and VENDOR.token say how the key is sent
            headers: {X-A: "a\\nb"}                          | 8 | list.headers.X-A holds a line break or a control character
            headers: {X-A: '{{userpilot.token}}'}            | 8 | list.headers.X-A: the secret userpilot.token is not one of the vendor convertly
            headers: {X-path: '{{convertly.tokens-key}}'}    | 8 | list.headers.X-path: there is no setting 'convertly.tokens-key'
            query: {body: '{{convertly.tokn}}'}              | 8 | list.query.body: there is no setting 'convertly.tokn'; did you mean 'convertly.token'?
            query: {body: "a\\tb"}                           | 8 | list.query.body holds a line break or a control character
            """)
    void a_mistake_in_a_request_is_named_with_its_line(String more, int line, String problem) throws IOException {
        String inner = more.startsWith("{") ? more.substring(1, more.length() - 1) : more;
        write("list: {path: /jobs,\n\n  " + inner + "}\n" + REST);

        assertThat(scene.problems())
                .anyMatch(found -> found.contains("acme.camel.yaml:" + line + ": ") && found.contains(problem));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            results: {urls: $.u, steps: {path: /x}}          | 8 | results.steps must be a list: begin each of its requests with '- '
            results: {urls: $.u, steps: /x}                  | 8 | results.steps must be a list
            results: {urls: $.u, steps: []}                  | 8 | results.steps must be a list
            results: {urls: $.u, steps: [/x]}                | 8 | results.steps[1] must hold properties
            results: {urls: $.u, steps: [{path: /x}, {method: POST}]}  | 8 | results.steps[2] needs the property 'path'
            results: {urls: $.u, steps: [{pth: /x}]}         | 8 | results.steps[1] has no property 'pth'; did you mean 'path'?
            results: {urls: $.u, steps: [{path: x}]}         | 8 | results.steps[1].path: 'x' does not match ^/
            results: {urls: $.u, steps: [{path: '/{result}'}]}  | 8 | results.steps[1].path: '{result}' is replaced by nothing; {jobId} is the job's id, {$.field} a field of the response before, {{KEY}} a setting
            results: {urls: $.u, steps: [{path: '/{$.a[}'}]} | 8 | results.steps[1].path: '
            results: {urls: $.u, steps: [{path: /x, body: '{}'}]}  | 8 | results.steps[1].body needs method: POST
            results: {urls: $.u, steps: [{path: '/{{convertly.token}}'}]}  | 8 | the secret convertly.token has no place in a path; put it into a query, a header or a body
            {results: {urls: $.u}, download: {}}             | 9 | download is empty; leave it out, or give it a property
            {results: {urls: $.u}, download: }               | 9 | download must hold properties
            {results: {urls: $.u}, download: {auth: bearer}} | 9 | download.auth: 'bearer' is not one of: none, same-origin
            {results: {urls: $.u}, download: {notReady: 99}} | 9 | download.notReady: '99' does not match
            {results: {urls: $.u}, download: {notReady: [404, soon]}}  | 9 | an example is 404
            {results: {urls: $.u}, download: {notReady: '404 425'}}  | 9 | download.notReady: '404 425' does not match
            {results: {urls: $.u}, download: {notReady: 200}}  | 9 | download.notReady: '200' does not match
            {results: {urls: $.u}, download: {path: /f}}     | 9 | download.path needs {result} beside results.urls, or leave results.urls out
            {results: {name: $.n}, download: {path: '/f/{result}'}}  | 9 | download.path has {result}, and there is no results.urls to take it from
            {results: {name: $.n}, download: {auth: none}}   | 5 | a feed needs results.urls, or download.path
            {results: {urls: $.u}, download: {headers: {Range: a}}}  | 9 | the header Range is not a feed's to set
            {results: {urls: $.u}, download: {headers: {X-A: '{{convertly.token}}'}}}  | 9 | download.headers.X-A is never sent: a secret needs download.auth: same-origin
            {results: {urls: $.u}, download: {headers: {X-A: '{result}'}}}  | 9 | download.headers.X-A: '{result}' is replaced by nothing
            {results: {urls: $.u}, download: {method: POST}} | 9 | download has no property 'method'; it belongs to detail or list: check its indentation
            """)
    void a_mistake_on_the_way_to_a_result_is_named_with_its_line(String more, int line, String problem)
            throws IOException {
        String inner =
                more.startsWith("{") ? more.substring(1, more.length() - 1).replace(", download", "\ndownload") : more;
        write("list: {path: /jobs}\njob: {completed: done}\n" + inner + "\n");

        assertThat(scene.problems())
                .anyMatch(found -> found.contains("acme.camel.yaml:" + line + ": ") && found.contains(problem));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "query: {where: '{\"status\":\"done\",\"a\":{\"b\":[1,{\"c\":2}]}}', after: '{cursor}'}",
                "query: {count: 5, all: true, 'filter[a]': x}",
                "headers: {X-A: '{cursor}', X-B: '{{convertly.token}}', Content-Language: de}",
                "method: POST, body: '{\"query\": \"{jobs(after: \\\"{cursor}\\\"){id url}}\", \"n\": {size}}'",
                "method: POST, body: 'n={size}&a={cursor}', headers: {content-type: application/x-www-form-urlencoded}",
                "method: POST, body: '{jobs { id } }', headers: {Content-Type: application/graphql}",
                "method: POST"
            })
    void what_vendors_want_is_right(String request) throws IOException {
        write("list: {path: '/jobs?a=1&b={cursor}', " + request + ", paging: {type: cursor, cursor: $.next}}\n" + REST);

        assertThat(scene.problems()).isEmpty();
    }

    @Test
    void a_secret_has_its_place_in_each_request_of_its_vendor() throws IOException {
        write("""
                headers: {X-A: "{{convertly.token}}"}
                list: {path: /jobs, query: {k: "{{ convertly.token }}"}}
                detail: {path: "/jobs/{jobId}", method: POST, body: '{"k": {{convertly.token}}}'}
                job: {completed: done}
                results: {urls: $.u, steps: [{path: "/d/{$.x[?(@.a == 'b')].id}"}]}
                download: {path: "/f/{result}", headers: {X-B: "{{convertly.token}}"}}
                """);

        assertThat(scene.problems()).isEmpty();
    }
}
