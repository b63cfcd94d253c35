package io.jobdrop.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobState;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFinderTest {
    @TempDir
    Path folder;

    private TestLedger ledger;
    private ResultFinder finder;

    @BeforeEach
    void open() {
        ledger = new TestLedger(folder);
        finder = new ResultFinder(ledger.jobs());
        finder.setUrlFields("url,downloadUrl,download_url");
        finder.setNameFields("filename,name");
        finder.setSizeFields("finalSize,size");
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void a_text_is_a_url() throws Exception {
        finder.setNamePath("$.filename");
        finder.setSizePath("$.file_size");

        Result only = find("{\"results\":\"https://h/1\",\"filename\":\"a.csv\",\"file_size\":12}")
                .get(0);

        assertThat(only.url()).isEqualTo("https://h/1");
        assertThat(only.name()).isEqualTo("a.csv");
        assertThat(only.size()).hasValue(12);
        assertThat(only.toString()).doesNotContain("https://h/1");
    }

    @Test
    void an_array_of_texts_gives_each_the_jobs_name_and_none_its_size() throws Exception {
        finder.setNamePath("$.filename");
        finder.setSizePath("$.file_size");

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
        finder.setCountPath("$.completed_files");

        assertHeld("{\"completed_files\":2,\"results\":[{\"url\":\"https://h/1\"}]}");
        assertHeld("{\"completed_files\":1,\"results\":null}");
        assertHeld("{\"results\":null}");
    }

    @Test
    void no_file_by_the_vendors_own_count_is_an_empty_job() throws Exception {
        finder.setCountPath("$.completed_files");

        assertThat(find("{\"completed_files\":0,\"results\":null}")).isEmpty();
        assertThat(ledger.entry("a").state()).isEqualTo(JobState.EMPTY);
    }

    @Test
    void a_partly_failed_job_delivers_what_it_counts_as_done() throws Exception {
        finder.setCountPath("$.completed_files");

        assertThat(find("{\"completed_files\":1,\"results\":[{\"url\":\"https://h/1\"},{\"error\":\"x\"}]}"))
                .hasSize(1);
    }

    private void assertHeld(String json) {
        assertThatThrownBy(() -> find(json))
                .as(json)
                .isInstanceOf(Held.class)
                .hasMessageContaining("it is looked at again");
    }

    private List<Result> find(String json) throws Exception {
        return finder.find(new Job("f", "v", "a", (ObjectNode) new ObjectMapper().readTree(json), false, null));
    }
}
