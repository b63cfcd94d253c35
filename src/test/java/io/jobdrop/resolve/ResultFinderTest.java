package io.jobdrop.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.Feed;
import io.jobdrop.config.TestFeed;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultFinderTest {
    private static final String FEED = "list: {path: /jobs}\njob: {completed: completed}\n";

    private final ResultFinder finder = new ResultFinder(any -> "https://api.v.example");
    private Feed feed = feed("");

    private static Feed feed(String more) {
        return TestFeed.of(FEED + "results: {urls: $.results" + more + "}\n");
    }

    @Test
    void a_text_is_a_url() throws Exception {
        feed = feed(", name: $.filename, size: $.file_size");

        Result only = find("{\"results\":\"https://h/1\",\"filename\":\"a.csv\",\"file_size\":12}")
                .get(0);

        assertThat(only.url()).isEqualTo("https://h/1");
        assertThat(only.name()).isEqualTo("a.csv");
        assertThat(only.size()).hasValue(12);
        assertThat(only.toString()).doesNotContain("https://h/1");
    }

    @Test
    void an_array_of_texts_gives_each_the_jobs_name_and_none_its_size() throws Exception {
        feed = feed(", name: $.filename, size: $.file_size");

        List<Result> all =
                find("{\"results\":[\"https://h/1\",\"https://h/2\"],\"filename\":\"a.csv\",\"file_size\":12}");

        assertThat(all).extracting(Result::index).containsExactly(1, 2);
        assertThat(all).extracting(Result::name).containsOnly("a.csv");
        assertThat(all).allMatch(result -> result.size().isEmpty());
    }

    @Test
    void objects_are_searched_to_any_depth() throws Exception {
        assertThat(find("{\"results\":{\"files\":[{\"filename\":\"a\",\"downloadUrl\":\"https://h/1\",\"finalSize\":5},"
                        + "{\"name\":\"b\",\"download_url\":\"https://h/2\"}],\"summary\":{\"n\":2}}}"))
                .extracting(Result::url, Result::name)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("https://h/1", "a"),
                        org.assertj.core.groups.Tuple.tuple("https://h/2", "b"));
    }

    @Test
    void a_completed_job_without_the_url_it_should_have_is_held() {
        assertHeld("{}");
        assertHeld("{\"results\":null}");
        assertHeld("{\"results\":\"\"}");
        assertHeld("{\"results\":[]}");
        assertHeld("{\"results\":[{\"filename\":\"a\"}]}");
        assertHeld("{\"results\":[{\"url\":\"https://h/1\"},{\"filename\":\"b\"}]}");
    }

    @Test
    void fewer_urls_than_files_hold_the_job() {
        feed = feed(", count: $.completed_files");

        assertHeld("{\"completed_files\":2,\"results\":[{\"url\":\"https://h/1\"}]}");
        assertHeld("{\"completed_files\":1,\"results\":null}");
        assertHeld("{\"results\":null}");
    }

    @Test
    void no_file_by_the_vendors_own_count_is_no_result() throws Exception {
        feed = feed(", count: $.completed_files");

        assertThat(find("{\"completed_files\":0,\"results\":null}")).isEmpty();
    }

    @Test
    void a_partly_failed_job_delivers_what_it_counts_as_done() throws Exception {
        feed = feed(", count: $.completed_files");

        assertThat(find("{\"completed_files\":1,\"results\":[{\"url\":\"https://h/1\"},{\"error\":\"x\"}]}"))
                .hasSize(1);
    }

    private void assertHeld(String json) {
        assertThatThrownBy(() -> find(json))
                .as(json)
                .isInstanceOf(Held.class)
                .hasMessageContaining("the next poll checks it again");
    }

    private List<Result> find(String json) throws Exception {
        Job job = new Job("f", "v", "a", (ObjectNode) new ObjectMapper().readTree(json), false, null);
        return finder.find(feed, job, job.fields());
    }
}
