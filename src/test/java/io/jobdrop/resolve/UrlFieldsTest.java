package io.jobdrop.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.config.TestFeed;
import io.jobdrop.job.Job;
import io.jobdrop.job.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No URL of an object is lost that the feed itself names. */
class UrlFieldsTest {
    private static final String BOTH = "urlFields: [csv_url, log_url]";
    private static final String SEVERAL =
            "{\"csv_url\":\"https://h/1\",\"log_url\":\" https://h/2\",\"name\":\"a\",\"size\":5}";

    @Test
    void each_given_field_gives_a_result() throws Exception {
        List<Result> all = find(BOTH, "[" + SEVERAL + ",{\"log_url\":\"https://h/3\"}]");

        assertThat(all).extracting(Result::url).containsExactly("https://h/1", "https://h/2", "https://h/3");
        assertThat(all).extracting(Result::index).containsExactly(1, 2, 3);
    }

    @Test
    void a_name_and_a_size_belong_to_the_only_url() throws Exception {
        assertThat(find(BOTH, SEVERAL))
                .allMatch(result -> result.name() == null && result.size().isEmpty());
        assertThat(find(BOTH, SEVERAL.replace("h/2", "h/1")))
                .singleElement()
                .matches(result -> "a".equals(result.name()) && result.size().orElse(0) == 5);
        assertThat(find(BOTH, SEVERAL.replace("\" https://h/2\"", "null")))
                .singleElement()
                .matches(result -> "a".equals(result.name()) && result.size().orElse(0) == 5);
    }

    @Test
    void the_first_of_the_default_fields_with_a_text_counts() throws Exception {
        String both = "{\"url\":\"https://h/1\",\"downloadUrl\":\"https://h/2\"}";

        assertThat(find("", both)).extracting(Result::url).containsExactly("https://h/1");
        assertThat(find("", both.replace("https://h/1", "")))
                .extracting(Result::url)
                .containsExactly("https://h/2");
        assertThat(find("urlFields: \"url, downloadUrl\"", both)).hasSize(2);
    }

    private static List<Result> find(String fields, String results) throws Exception {
        ObjectNode json = (ObjectNode) new ObjectMapper().readTree("{\"o\":" + results + "}");
        return new ResultFinder(any -> "")
                .find(
                        TestFeed.of("list: {path: /jobs}\njob: {completed: completed}\nresults: {urls: $.o, " + fields
                                + "}\n"),
                        new Job("f", "v", "a", json, false, null),
                        json);
    }
}
