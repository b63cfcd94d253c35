package io.jobdrop.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.job.JsonField;
import io.jobdrop.job.RequestTemplate;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists whose pages are numbered: what their answers promise, and what they contradict. */
class PageNumberPagingTest {
    private final PageScan scan = new PageScan("f", Instant.EPOCH, true);

    @Test
    void pages_that_are_counted_from_0_are_asked_for_by_one_less() {
        assertThat(countedFrom(0).query(scan)).isEqualTo("page=0&size=10");

        scan.advance(List.of("a"), 1, () -> true);
        assertThat(countedFrom(0).query(scan)).isEqualTo("page=1&size=10");
        assertThat(countedFrom(5).query(scan)).isEqualTo("page=6&size=10");
    }

    @Test
    void a_feed_may_declare_where_the_number_of_pages_is() {
        assertThat(countedFrom(1).isDeclared()).isTrue();
        assertThat(undeclared().isDeclared()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "7, 7"})
    void an_empty_page_is_a_page_of_the_list_all_the_same(int items, long covered) throws Exception {
        assertThat(countedFrom(1).step(scan, json("{}"), items)).isEqualTo(covered);
    }

    @Test
    void the_pages_behind_this_one_are_promised() throws Exception {
        assertThat(countedFrom(1).promise(scan, json("{'total':2}"), 1)).hasValue("$.total says 2");
        assertThat(countedFrom(1).promise(scan, json("{'total':1}"), 1)).isEmpty();
        assertThat(countedFrom(1).promise(scan, json("{}"), 1)).isEmpty();
        assertThat(undeclared().promise(scan, json("{'total':2}"), 1)).isEmpty();
    }

    @Test
    void an_answer_that_shows_another_page_is_reported() throws Exception {
        countedFrom(1).promisesMore(scan, json("{'total':9,'page':4}"), 1);

        assertThat(scan.problems().reported())
                .hasValue("page 1 of f: the vendor shows page 4 where page=1 was asked for;"
                        + " check the feed's list.paging.first (1)");
    }

    @Test
    void a_later_answer_that_shows_another_page_is_reported_too() throws Exception {
        countedFrom(0).promisesMore(scan, json("{'total':9,'page':0}"), 1);
        scan.advance(List.of("a"), 1, () -> true);
        assertThat(scan.problems().reported()).isEmpty();

        countedFrom(0).promisesMore(scan, json("{'total':9,'page':0}"), 1);

        assertThat(scan.problems().reported())
                .hasValue("page 2 of f: the vendor shows page 0 where page=1 was asked for;"
                        + " check the feed's list.paging.first (0)");
    }

    @Test
    void without_a_declared_number_of_pages_another_page_is_reported_too() throws Exception {
        undeclared().promisesMore(scan, json("{'page':4}"), 1);

        assertThat(scan.problems().reported()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'total':9,'page':1}", "{'total':9,'page':0}", "{'total':0,'page':4}", "{'total':9}"})
    void the_page_that_was_asked_for_and_a_number_beside_0_pages_are_fine(String json) throws Exception {
        countedFrom(1).promisesMore(scan, json(json), 1);

        assertThat(scan.problems().reported()).isEmpty();
    }

    @Test
    void an_empty_first_page_beside_a_total_is_reported() throws Exception {
        countedFrom(1).promisesMore(scan, json("{'total':3}"), 0);

        assertThat(scan.problems().reported())
                .hasValue("page 1 of f: it is empty, and yet 'total' is 3; check the feed's list.paging.first (1)");
    }

    @Test
    void an_empty_list_is_fine() throws Exception {
        assertThat(countedFrom(1).promisesMore(scan, json("{'total':0}"), 0)).isFalse();

        assertThat(scan.problems().reported()).isEmpty();
    }

    @Test
    void an_empty_last_page_is_reported_since_the_first_one_may_have_been_missed() throws Exception {
        scan.advance(List.of("a"), 1, () -> true);

        assertThat(countedFrom(1).promisesMore(scan, json("{'total':2}"), 0)).isFalse();

        assertThat(scan.problems().reported())
                .hasValue("page 2 of f: it is empty, and yet $.total says 2; check the feed's list.paging.first (1)");
    }

    @Test
    void an_empty_page_in_the_middle_hides_its_entries() throws Exception {
        scan.advance(List.of("a"), 1, () -> true);

        assertThat(countedFrom(1).promisesMore(scan, json("{'total':3}"), 0)).isTrue();

        assertThat(scan.problems().reported()).isEmpty();
    }

    @Test
    void a_last_page_with_an_entry_is_fine() throws Exception {
        scan.advance(List.of("a"), 1, () -> true);

        countedFrom(1).promisesMore(scan, json("{'total':2}"), 1);

        assertThat(scan.problems().reported()).isEmpty();
    }

    private static Paging countedFrom(int first) {
        return new Paging.PageNumber(RequestTemplate.get("/jobs"), "page", "size", 10, new JsonField("$.total"), first);
    }

    private static Paging undeclared() {
        return new Paging.PageNumber(RequestTemplate.get("/jobs"), "page", "size", 10, new JsonField(""), 1);
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }
}
