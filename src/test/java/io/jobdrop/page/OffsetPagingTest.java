package io.jobdrop.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.job.JsonField;
import io.jobdrop.job.RequestTemplate;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists that are asked for by offsets, ten entries at a time: how far an answer leads, and what it promises. */
class OffsetPagingTest {
    private final PageScan scan = new PageScan("f", Instant.EPOCH, true);

    @Test
    void a_feed_may_declare_a_flag_or_a_total() {
        assertThat(offsets("$.more", "").isDeclared()).isTrue();
        assertThat(offsets("", "$.total").isDeclared()).isTrue();
        assertThat(offsets("", "").isDeclared()).isFalse();
    }

    @Test
    void a_flag_promises_more() throws Exception {
        assertThat(offsets("$.more", "").promise(scan, json("{'more':true}"), 1))
                .hasValue("$.more says true");
        assertThat(offsets("$.more", "").promise(scan, json("{'more':false}"), 1))
                .isEmpty();
    }

    @Test
    void a_filter_that_finds_something_promises_more() throws Exception {
        Paging paging = offsets("$[?(@.isLast == false)]", "");

        assertThat(paging.promisesMore(scan, json("{'isLast':false}"), 1)).isTrue();
        assertThat(paging.promisesMore(scan, json("{'isLast':true}"), 1)).isFalse();
    }

    @Test
    void a_total_promises_what_lies_beyond_the_page() throws Exception {
        assertThat(offsets("", "$.total").promise(scan, json("{'total':5}"), 4)).hasValue("$.total says 5");
        assertThat(offsets("", "$.total").promise(scan, json("{'total':5}"), 5)).isEmpty();
    }

    @Test
    void without_either_nothing_is_promised() throws Exception {
        assertThat(offsets("", "").promise(scan, json("{'more':true,'total':99}"), 4))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"3, 10", "10, 10", "12, 12", "0, 10"})
    void where_the_vendor_names_its_limit_the_walk_goes_on_by_it_or_by_more_that_it_shows(int items, long covered)
            throws Exception {
        scan.advance(List.of("a"), 1, () -> true);

        assertThat(offsets("$.more", "").step(scan, json("{'limit':10}"), items))
                .isEqualTo(covered);
    }

    @ParameterizedTest
    @CsvSource({"500, 4, 10", "500, 20, 20", "7, 4, 7", "7, 9, 9"})
    void a_named_limit_beyond_what_was_asked_for_and_what_is_shown_is_not_believed(int limit, int items, long covered)
            throws Exception {
        assertThat(offsets("$.more", "").step(scan, json("{'limit':" + limit + "}"), items))
                .isEqualTo(covered);
    }

    @ParameterizedTest
    @CsvSource({"3, 10", "10, 10", "12, 12"})
    void without_a_named_limit_entries_that_a_short_page_hides_are_stepped_over(int items, long covered)
            throws Exception {
        assertThat(offsets("$.more", "").step(scan, json("{}"), items)).isEqualTo(covered);
    }

    @Test
    void a_full_page_leaves_nothing_to_look_at_when_the_list_has_ended() throws Exception {
        JsonNode more = json("{'more':true}");
        List<String> ids = IntStream.range(0, 10).mapToObj(i -> "j" + i).toList();

        scan.advance(ids, 10, () -> true, () -> offsets("$.more", "").step(scan, more, 10));
        scan.advance(List.of("last"), 1, () -> false);

        assertThat(scan.isFull()).isTrue();
    }

    @Test
    void without_flag_and_total_the_walk_goes_on_by_what_it_sees() throws Exception {
        assertThat(offsets("", "").step(scan, json("{}"), 3)).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"11, 3, true", "10, 3, false", "13, 12, true", "12, 12, false"})
    void a_total_is_reached_by_the_limit_that_was_applied(int total, int items, boolean more) throws Exception {
        assertThat(offsets("", "$.total").promisesMore(scan, json("{'total':" + total + ",'limit':10}"), items))
                .isEqualTo(more);
    }

    @Test
    void a_whole_list_declares_and_promises_nothing() throws Exception {
        assertThat(new Whole(RequestTemplate.get("/jobs")).isDeclared()).isFalse();
        assertThat(new Whole(RequestTemplate.get("/jobs")).promise(scan, json("{'more':true}"), 1))
                .isEmpty();
        assertThat(new Whole(RequestTemplate.get("/jobs")).step(scan, json("[]"), 3))
                .isEqualTo(3);
    }

    private static Paging offsets(String more, String total) {
        return new Paging.Offset(
                RequestTemplate.get("/jobs"),
                "offset",
                "limit",
                10,
                new JsonField("$.limit"),
                new JsonField(more),
                new JsonField(total));
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }
}
