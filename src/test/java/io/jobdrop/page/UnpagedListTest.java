package io.jobdrop.page;

import static io.jobdrop.page.FeedList.whole;
import static io.jobdrop.page.FeedList.wholeAt;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A list that has no pages, and what its answer may promise all the same. */
class UnpagedListTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"items\":[{\"id\":\"a\"}],\"has_more\":true}",
                "{\"items\":[{\"id\":\"a\"}],\"next\":\"/jobs?cursor=b\"}",
                "{\"items\":[{\"id\":\"a\"}],\"next_page\":2}",
                "{\"items\":[{\"id\":\"a\"}],\"meta\":{\"pagination\":{\"next_cursor\":\"b\"}}}",
                "{\"items\":[{\"id\":\"a\"}],\"links\":{\"next\":{\"href\":\"/jobs?page=2\"}}}",
                "{\"items\":[{\"id\":\"a\"}],\"links\":[{\"rel\":\"next\",\"href\":\"/jobs?page=2\"}]}",
                "{\"items\":[{\"id\":\"a\"}],\"total_count\":2}",
                "{\"items\":[{\"id\":\"a\"}],\"total_pages\":2}"
            })
    void a_list_without_pages_that_promises_more_is_reported_as_incomplete(String json) throws Exception {
        FeedList pages = wholeAt("$.items");
        PageScan scan = new PageScan("f", Instant.EPOCH, true);

        assertThat(pages.ids(scan, json)).containsExactly("a");
        assertThat(scan.problems().reported().orElseThrow())
                .startsWith("page 1 of f: the answer promises more, ")
                .endsWith(", and the feed's paging is none; the rest of the list was not read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"items\":[{\"id\":\"a\"}],\"has_more\":false,\"next\":null,\"next_page\":\"\",\"total\":1}",
                "{\"items\":[{\"id\":\"a\",\"next\":\"b\"}],\"links\":{\"next\":{\"href\":null}},\"total_pages\":1}",
                "{\"items\":[{\"id\":\"a\"}],\"total\":\"many\",\"links\":[{\"rel\":\"self\",\"href\":\"x\"}]}"
            })
    void a_list_without_pages_that_promises_nothing_is_the_whole(String json) throws Exception {
        FeedList pages = wholeAt("$.items");
        PageScan scan = new PageScan("f", Instant.EPOCH, true);

        pages.ids(scan, json);

        assertThat(scan.problems().reported()).isEmpty();
        assertThat(scan.isFull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'</jobs?page=2>; rel=\"next\"', true",
        "'</a>; rel=prev, </jobs>; title=x; rel=next', true",
        "'</a>; rel=\"last next\"', true",
        "'</next>; rel=\"self\"', false",
        "'</a>; rel=nextish', false",
        "'', false"
    })
    void a_link_header_promises_more_too(String link, boolean more) throws Exception {
        FeedList pages = whole();
        PageScan scan = new PageScan("f", Instant.EPOCH, true);

        pages.take(scan, new ObjectMapper().readTree("[{\"id\":\"a\"}]"), link);

        assertThat(scan.problems().reported().isPresent()).isEqualTo(more);
    }

    @Test
    void a_bare_array_is_one_page_and_nothing_is_added_to_its_path() throws Exception {
        FeedList pages = whole();
        PageScan scan = new PageScan("f", Instant.EPOCH, true);

        assertThat(pages.path(scan)).isEqualTo("/jobs");
        assertThat(pages.ids(scan, "[{\"id\":\"a\"},null,{\"id\":7}]")).containsExactly("a", "7");
        assertThat(scan.isMore()).isFalse();
    }
}
