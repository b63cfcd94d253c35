package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.Installation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeedCheckTest {
    @TempDir
    Path home;

    private Installation jobdrop;

    @BeforeEach
    void start() {
        jobdrop = new Installation(home).set("CONVERTLY_TOKEN", "key");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {completed: done, open: 'queued, DONE'}      | the status word 'DONE' is among completed and among open
            {completed: [done, 200], failed: 200}        | the status word '200' is among completed and among failed
            {completed: done, open: x, failed: [y, X]}   | the status word 'X' is among open and among failed
            {completed: done, open: done, failed: done}  | the status word 'done' is among completed and among failed
            """)
    void a_word_in_two_lists_is_found(String job, String problem) throws IOException {
        write("job: " + job + "\nlist: {path: /jobs}\n");

        assertThat(problems()).anyMatch(p -> p.contains("acme.camel.yaml:6: " + problem));
    }

    @Test
    void a_word_in_two_lists_is_told_with_everything_else_that_is_wrong() throws IOException {
        write("list: {pth: /jobs}\njob: {completed: done, open: done}\nschedul: x\n");

        assertThat(problems())
                .anyMatch(p -> p.contains(":6: list has no property 'pth'; did you mean 'path'?"))
                .anyMatch(p -> p.contains(":7: the status word 'done' is among completed and among open"))
                .anyMatch(p -> p.contains(":8: a feed has no property 'schedul'; did you mean 'schedule'?"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {completed: done, typesWithoutFile: import}  | job.typesWithoutFile does nothing without job.type
            {completed: done, error: $.reason}           | job.error does nothing without job.failed
            """)
    void a_property_that_does_nothing_without_another_is_found(String job, String problem) throws IOException {
        write("job: " + job + "\nlist: {path: /jobs}\n");

        assertThat(problems()).singleElement().asString().contains("acme.camel.yaml:6: " + problem);
    }

    @Test
    void the_order_of_a_list_means_nothing_without_a_list() throws IOException {
        write("job: {completed: done, idPattern: '[a-z]+', createdAt: $.c}\ndetail: {path: '/jobs/{jobId}'}\n");

        assertThat(problems()).singleElement().asString().contains("job.createdAt does nothing without list");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${jobId}",
                "{jobId}}",
                "{{jobId}",
                "{jobid}",
                "{jobId",
                "jobId}",
                "{{{jobId}}}",
                "{job_id}",
                "}}"
            })
    void a_placeholder_that_is_none_is_found_in_each_path(String place) throws IOException {
        write("list: {path: '/jobs?x=" + place + "'}\ndetail: {path: '/jobs/" + place + "'}\njob: {completed: done}\n");

        assertThat(problems())
                .anyMatch(
                        p -> p.contains(
                                ":6: list.path: '" + place
                                        + "' is replaced by nothing; {cursor}, {page}, {offset} and {size} are the paging's, {{KEY}} a setting"))
                .anyMatch(p -> p.contains(":7: detail.path: '" + place
                        + "' is replaced by nothing; {jobId} is the job's id, {$.field} a field of the response before,"
                        + " {{KEY}} a setting"))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{jobId}}", ":jobId", "<jobId>", "%7BjobId%7D", "$jobId", "1"})
    void a_detail_without_the_place_of_the_id_is_told_how_it_is_written(String place) throws IOException {
        write("list: {path: /jobs}\ndetail: {path: '/jobs/" + place + "'}\njob: {completed: done}\n");

        assertThat(problems())
                .singleElement()
                .asString()
                .contains(":7: detail.path: ")
                .endsWith("; {jobId} is the job's id, {$.field} a field of the response before, {{KEY}} a setting");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "\\temp"  | holds a line break or a control character; in double quotes a backslash begins an escape
            '\\jobs'  | holds a backslash; write / in its place
            """)
    void a_backslash_is_found(String path, String problem) throws IOException {
        write("list: {path: '/'}\njob: {completed: done}\n"
                .replace(
                        "'/'",
                        path.replace("\\\\", "\\").replace("\"\\", "\"/\\").replace("'\\", "'/\\")));

        assertThat(problems())
                .singleElement()
                .asString()
                .contains(":6: list.path")
                .contains(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            completed: done      | job
            path: /jobs          | detail or download or list
            items: $.items       | list
            first: 0             | list.paging
            hasMore: $.more      | list.paging
            urls: $.url          | results
            size: $.size         | list.paging or results
            type: $.kind         | job or list.paging
            """)
    void a_property_at_the_top_is_told_where_it_belongs(String line, String group) throws IOException {
        write("list: {path: /jobs}\njob: {completed: done}\n" + line + "\n");

        assertThat(problems())
                .anyMatch(p -> p.contains(":8: a feed has no property '" + line.replaceFirst(":.*", "")
                        + "'; it belongs to " + group + ": check its indentation"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            list: {path: /jobs, completed: done}                 | list has no property 'completed'; it belongs to job: check
            list: {path: /jobs, size: 3}                         | list has no property 'size'; it belongs to list.paging or results: check
            list: {path: /jobs, paging: {type: page, items: $}}  | list.paging.type decides
            list: {path: /jobs, results: {urls: $.u}}            | list has no property 'results'; it belongs to the feed itself: check
            """)
    void a_property_in_another_group_is_told_where_it_belongs(String list, String problem) throws IOException {
        write(list.replace(".type decides", "") + "\njob: {completed: done}\n");

        assertThat(problems()).anyMatch(p -> p.contains(":6: ") && p.contains(problem.replace(".type decides", "")));
    }

    @Test
    void a_group_in_another_group_is_told_where_it_belongs() throws IOException {
        write("job:\n  completed: done\n  list:\n    path: /jobs\n");

        assertThat(problems())
                .anyMatch(p -> p.contains(
                        ":9: job has no property 'list'; it belongs to the feed itself: check its" + " indentation"))
                .hasSize(1);
    }

    @Test
    void a_property_below_a_value_is_told_where_it_belongs() throws IOException {
        write("list: {path: /jobs}\njob:\n  completed:\n    open: queued\n");

        assertThat(problems())
                .anyMatch(p -> p.contains(
                        "job.completed must be words; 'open' below it belongs to job: check its" + " indentation"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            $[             | is no JSONPath: the '[' is not closed
            $.a[           | is no JSONPath: the '[' is not closed
            $.a.b)         | is no JSONPath: nothing opens the ')'
            $.a]           | is no JSONPath: nothing opens the ']'
            $.a[0}         | is no JSONPath: nothing opens the '}'
            $.a[?(@.b]     | is no JSONPath: nothing opens the ']'
            $['a           | is no JSONPath: a quote ' is not closed
            $.a[?(@.b=="c  | is no JSONPath: a quote " is not closed
            $.a[x]         | is no JSONPath
            $.a[]          | is no JSONPath
            $.             | is no JSONPath
            $.a[?()]       | is no JSONPath
            $.a[?(@.b==)]  | is no JSONPath
            a.b            | does not start with $
            """)
    void a_path_that_is_none_is_explained_in_plain_words(String path, String problem) throws IOException {
        write("list: {path: /jobs}\njob: {completed: done, id: '" + path.replace("'", "''") + "'}\n");

        assertThat(problems())
                .singleElement()
                .asString()
                .contains(":7: job.id: '" + path + "' " + problem)
                .doesNotContain("Exception", "java.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            $.a['b[c']
            $['it\\'s)']
            $.a[?(@.b == "x)")]
            $.a[?(@.b =~ /[(]x.*/i)].c
            $.a[?(@.b in ['x','y'])]
            $..a[-1:]
            $.a.length()
            """)
    void a_path_with_brackets_is_fine(String path) throws IOException {
        write("list: {path: /jobs}\njob: {completed: done, id: '" + path.replace("'", "''") + "'}\n");

        assertThat(problems()).isEmpty();
    }

    private void write(String properties) throws IOException {
        jobdrop.feed("acme", TestFeed.yaml("acme", "vendor: convertly\n" + properties + "results: {urls: $.url}\n"));
    }

    private List<String> problems() {
        return jobdrop.read().problems().stream().map(Problem::toString).toList();
    }
}
