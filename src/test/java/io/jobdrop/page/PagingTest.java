package io.jobdrop.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

class PagingTest {
    private static final JsonField NOWHERE = new JsonField("");
    private static final JsonField TOTAL = new JsonField("$.total");
    private static final JsonField MORE = new JsonField("$.more");
    private static final JsonField LIMIT = new JsonField("$.limit");

    private final PageScan scan = new PageScan("f", Instant.EPOCH, true);

    @Test
    void page_numbers_are_asked_for_with_the_size_of_a_page() {
        scan.advance(List.of("a"), 1, () -> true);

        assertThat(numbered(TOTAL).query(scan)).isEqualTo("page=2&size=10");
    }

    @ParameterizedTest
    @CsvSource({"1,false", "2,true", "3,true"})
    void a_number_of_pages_decides_even_when_the_page_is_short(int total, boolean more) throws Exception {
        assertThat(numbered(TOTAL).promisesMore(scan, json("{\"total\":" + total + "}"), 1))
                .isEqualTo(more);
    }

    @ParameterizedTest
    @CsvSource({"0,false", "9,false", "10,true", "11,true"})
    void beside_0_pages_only_a_full_page_promises_more(int items, boolean more) throws Exception {
        assertThat(numbered(TOTAL).promisesMore(scan, json("{\"total\":0}"), items))
                .isEqualTo(more);
    }

    @ParameterizedTest
    @CsvSource({"0,false", "1,true", "10,true"})
    void without_a_number_of_pages_an_empty_page_is_the_end(int items, boolean more) throws Exception {
        assertThat(numbered(NOWHERE).promisesMore(scan, json("{\"total\":1}"), items))
                .isEqualTo(more);
    }

    @Test
    void a_number_of_pages_that_is_missing_is_not_guessed() {
        assertThatThrownBy(() -> numbered(TOTAL).promisesMore(scan, json("{\"total\":\"many\"}"), 10))
                .isInstanceOf(PageException.class)
                .hasMessage("page 1 of f: no number at $.total");
    }

    @Test
    void offsets_are_asked_for_with_a_limit() {
        scan.advance(List.of("a", "b"), 3, () -> true);

        assertThat(offset(NOWHERE, MORE, NOWHERE).query(scan)).isEqualTo("limit=10&offset=3");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_flag_decides_before_a_total(boolean flag) throws Exception {
        JsonNode page = json("{\"more\":" + flag + ",\"total\":" + (flag ? 1 : 99) + "}");

        assertThat(offset(NOWHERE, MORE, TOTAL).promisesMore(scan, page, 1)).isEqualTo(flag);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"more\":\"true\"}", "{\"more\":null}"})
    void a_flag_that_is_neither_true_nor_false_is_not_guessed(String json) {
        assertThatThrownBy(() -> offset(NOWHERE, MORE, NOWHERE).promisesMore(scan, json(json), 1))
                .hasMessage("page 1 of f: neither true nor false at $.more");
    }

    @ParameterizedTest
    @CsvSource({"1,true", "2,false", "3,false"})
    void a_total_is_reached_by_the_offset_and_the_page_together(int items, boolean more) throws Exception {
        scan.advance(List.of("a", "b"), 2, () -> true);

        assertThat(offset(NOWHERE, NOWHERE, TOTAL).promisesMore(scan, json("{\"total\":4}"), items))
                .isEqualTo(more);
    }

    @Test
    void a_total_that_is_missing_is_not_guessed() {
        assertThatThrownBy(() -> offset(NOWHERE, NOWHERE, TOTAL).promisesMore(scan, json("{}"), 1))
                .hasMessage("page 1 of f: no number at $.total");
    }

    @ParameterizedTest
    @CsvSource({"0,false", "1,true"})
    void without_flag_and_total_an_empty_page_is_the_end(int items, boolean more) throws Exception {
        assertThat(offset(LIMIT, NOWHERE, NOWHERE).promisesMore(scan, json("{}"), items))
                .isEqualTo(more);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void an_answered_limit_under_1_is_not_believed(int limit) {
        assertThatThrownBy(
                        () -> offset(LIMIT, NOWHERE, NOWHERE).promisesMore(scan, json("{\"limit\":" + limit + "}"), 1))
                .hasMessage("page 1 of f: the answer says limit " + limit + " at $.limit where 10 was asked");
    }

    @Test
    void an_answered_limit_of_1_is_believed() throws Exception {
        assertThat(offset(LIMIT, NOWHERE, NOWHERE).promisesMore(scan, json("{\"limit\":1}"), 1))
                .isTrue();
    }

    @Test
    void a_whole_list_has_no_query_and_no_second_page() throws Exception {
        assertThat(new Whole(RequestTemplate.get("/jobs")).query(scan)).isEmpty();
        assertThat(new Whole(RequestTemplate.get("/jobs")).promisesMore(scan, json("[1]"), 1))
                .isFalse();
    }

    private static Paging numbered(JsonField totalPages) {
        return new Paging.PageNumber(RequestTemplate.get("/jobs"), "page", "size", 10, totalPages, 1);
    }

    private static Paging offset(JsonField answeredLimit, JsonField hasMore, JsonField total) {
        return new Paging.Offset(RequestTemplate.get("/jobs"), "offset", "limit", 10, answeredLimit, hasMore, total);
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text);
    }
}
