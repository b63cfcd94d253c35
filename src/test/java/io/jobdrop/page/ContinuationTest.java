package io.jobdrop.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContinuationTest {
    private static final String ITEMS = "path: '/jobs?kind=csv', items: $.data, paging: ";

    private final PageScan scan = new PageScan("f", Instant.EPOCH, true);

    @Test
    void a_cursor_is_a_parameter_of_the_next_request() {
        FeedList list =
                FeedList.of(ITEMS + "{type: cursor, cursor: $.next, parameter: after, sizeParameter: limit, size: 5}");
        assertThat(list.path(scan)).isEqualTo("/jobs?kind=csv&limit=5");

        read(list, "{'data': [{'id': 'a'}], 'next': 'x/ü=+&'}");

        assertThat(list.path(scan)).isEqualTo("/jobs?kind=csv&limit=5&after=x%2F%C3%BC%3D%2B%26");
        read(list, "{'data': [{'id': 'b'}], 'next': 12}");
        assertThat(list.path(scan)).isEqualTo("/jobs?kind=csv&limit=5&after=12");
        read(list, "{'data': [{'id': 'c'}], 'next': null}");
        assertThat(scan.isFull()).isTrue();
    }

    @Test
    void a_cursor_may_be_the_only_parameter() {
        FeedList list = FeedList.of(
                ITEMS + "{type: cursor, cursor: $.next, parameter: token, alone: true, sizeParameter: n, size: 5}");
        assertThat(list.path(scan)).isEqualTo("/jobs?kind=csv&n=5");

        read(list, "{'data': [{'id': 'a'}], 'next': 't'}");

        assertThat(list.path(scan)).isEqualTo("/jobs?token=t");
    }

    @Test
    void the_id_of_the_last_entry_serves_as_a_cursor() {
        FeedList list =
                FeedList.of(ITEMS + "{type: cursor, cursor: '$.data[-1].id', parameter: after, hasMore: $.more}");
        read(list, "{'data': [{'id': 'a'}, {'id': 'b'}], 'more': true}");
        assertThat(list.path(scan)).isEqualTo("/jobs?kind=csv&after=b");

        read(list, "{'data': [{'id': 'c'}], 'more': false}");

        assertThat(scan.isFull()).isTrue();
    }

    @Test
    void a_filter_says_whether_there_is_more() {
        FeedList list = FeedList.of(
                ITEMS + "{type: cursor, cursor: $.next, parameter: after, hasMore: '$[?(@.isLast == false)]'}");
        read(list, "{'data': [{'id': 'a'}], 'next': 'c', 'isLast': false}");
        assertThat(list.path(scan)).isEqualTo("/jobs?kind=csv&after=c");

        read(list, "{'data': [{'id': 'b'}], 'next': 'd', 'isLast': true}");

        assertThat(scan.isFull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://api.v.example/v1/jobs?p=2", "/v1/jobs?p=2", "?p=2"})
    void without_a_parameter_the_cursor_is_the_next_address(String address) {
        FeedList list = FeedList.of(ITEMS + "{type: cursor, cursor: $.next}");

        read(list, "{'data': [{'id': 'a'}], 'next': '" + address + "'}");

        assertThat(list.path(scan)).isEqualTo("/jobs?p=2");
    }

    @Test
    void the_jobs_of_a_page_whose_next_address_leads_away_are_taken_and_the_poll_fails() {
        FeedList list = FeedList.of(ITEMS + "{type: cursor, cursor: $.next}");

        assertThat(list.read(scan, json("{'data': [{'id': 'a'}], 'next': 'https://evil.example/v1/jobs'}")))
                .hasSize(1);

        assertThatThrownBy(() -> list.path(scan))
                .hasMessage("page 1 of f: the next page's address at $.next leads to https://evil.example:443, which is"
                        + " not https://api.v.example:443; nothing was requested there");
    }

    @Test
    void a_link_header_is_followed_across_pages_whose_entries_are_hidden() {
        FeedList list = FeedList.of(ITEMS + "{type: link, sizeParameter: per_page, size: 9}");
        assertThat(list.path(scan)).isEqualTo("/jobs?kind=csv&per_page=9");

        list.take(scan, json("{'data': []}"), "<https://api.v.example/v1/jobs?p=2>; rel=\"next\"");
        assertThat(list.path(scan)).isEqualTo("/jobs?p=2");

        list.take(scan, json("{'data': [{'id': 'a'}]}"), "");
        assertThat(scan.isFull()).isTrue();
    }

    @Test
    void a_header_of_the_vendors_own_holds_the_cursor() {
        FeedList list = FeedList.of(ITEMS + "{type: cursor, header: X-Next, parameter: after}");

        list.take(scan, json("{'data': [{'id': 'a'}]}"), "abc");

        assertThat(list.path(scan)).isEqualTo("/jobs?kind=csv&after=abc");
    }

    @Test
    void has_more_wins_over_a_cursor_that_is_always_there() {
        FeedList list = FeedList.of(ITEMS + "{type: cursor, cursor: $.next, parameter: after, hasMore: $.more}");

        read(list, "{'data': [{'id': 'a'}], 'next': 'x', 'more': false}");

        assertThat(scan.isFull()).isTrue();
    }

    @Test
    void an_empty_page_ends_a_list_whose_cursor_never_ends() {
        FeedList list = FeedList.of(ITEMS + "{type: cursor, cursor: $.next, parameter: after}");

        read(list, "{'data': [], 'next': 'x'}");

        assertThat(scan.isFull()).isTrue();
    }

    @Test
    void a_cursor_that_was_given_before_ends_the_poll_with_an_error() {
        FeedList list = FeedList.of(ITEMS + "{type: cursor, cursor: $.next, parameter: after}");
        read(list, "{'data': [{'id': 'a'}], 'next': 'x'}");
        read(list, "{'data': [{'id': 'b'}], 'next': 'y'}");
        read(list, "{'data': [{'id': 'c'}], 'next': 'x'}");

        assertThatThrownBy(() -> list.path(scan))
                .hasMessage("page 3 of f: the vendor gives a cursor at $.next that it gave before in this poll");
    }

    @Test
    void more_without_a_cursor_and_a_word_for_more_are_errors() {
        FeedList list = FeedList.of(ITEMS + "{type: cursor, cursor: $.next, parameter: after, hasMore: $.more}");

        assertThatThrownBy(() -> read(list, "{'data': [], 'more': true}"))
                .hasMessage("page 1 of f: there is more, and no cursor at $.next");
        assertThatThrownBy(() -> read(list, "{'data': [], 'more': 'yes'}"))
                .hasMessage("page 1 of f: neither true nor false at $.more");
        assertThatThrownBy(() -> read(list, "{'data': [], 'more': true, 'next': '" + "x".repeat(8193) + "'}"))
                .hasMessage("page 1 of f: the cursor at $.next is longer than 8192 characters");
    }

    private void read(FeedList list, String body) {
        list.read(scan, json(body));
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
