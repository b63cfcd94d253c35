package io.jobdrop.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.config.TestFeed;
import io.jobdrop.job.Held;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartPagingTest {
    private static final String BASE = "https://api.example/v1";
    private static final String RESULT = BASE + "/r?a=1";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "list: $.p, parameter: part | 0 | ?a=1&part=0",
                "type: page, totalPages: $.t, first: 0, size: 5 | 0 | ?a=1&limit=5&page=0",
                "type: offset, total: $.t, parameter: skip, sizeParameter: take | 0 | ?a=1&take=100&skip=0",
                "type: cursor, cursor: $.c, parameter: at |  | ?a=1",
                "type: cursor, cursor: $.c, parameter: at, sizeParameter: n, size: 9 | x/y+z | ?a=1&n=9&at=x%2Fy%2Bz",
                "type: cursor, cursor: $.c, parameter: at, sizeParameter: n, alone: true | x | ?at=x",
            })
    void a_request_says_the_position(String parts, String position, String query) {
        String at = position == null ? "" : position;

        assertThat(paging(parts).url(RESULT, at)).isEqualTo(BASE + "/r" + query);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "list: $.p, parameter: part | 1 | `` | {} | 2",
                "list: $.p, parameter: part | 2 | `` | {} |",
                "type: page, totalPages: $.t | 1 | `` | {\"t\":2} | 2",
                "type: page, totalPages: $.t | 2 | `` | {\"t\":2} |",
                "type: page, totalPages: $.t, first: 0 | 1 | `` | {\"t\":2} |",
                "type: offset, hasMore: $.m | 2 | `` | {\"m\":true,\"rows\":[1,2,3]} | 5",
                "type: offset, hasMore: $.m | 2 | `` | {\"m\":false,\"rows\":[]} |",
                "type: offset, hasMore: '$[?(@.last == false)]' | 2 | `` | {\"last\":false,\"rows\":[1]} | 3",
                "type: offset, hasMore: '$[?(@.last == false)]' | 2 | `` | {\"last\":true,\"rows\":[1]} |",
                "type: offset, total: $.t | 2 | `` | {\"t\":4,\"rows\":[1]} | 3",
                "type: offset, total: $.t | 3 | `` | {\"t\":4,\"rows\":[1]} |",
                "type: offset, total: $.t, limit: $.n | 0 | `` | {\"t\":4,\"n\":2,\"a\":[],\"b\":[]} | 2",
                "type: cursor, header: X, parameter: at | `` | abc | {} | abc",
                "type: cursor, header: X, parameter: at | `` | null | {} |",
                "type: cursor, header: X, parameter: at | `` | `` | {} |",
                "type: cursor, cursor: $.c, parameter: at | `` | `` | {\"c\":7} | 7",
                "type: cursor, cursor: $.c, parameter: at, hasMore: $.m | `` | `` | {\"c\":7,\"m\":false} |",
                "type: cursor, cursor: $.c | `` | `` | {\"c\":\"/v1/r?p=2\"} | /r?p=2",
                "type: link | `` | `<?p=2>; rel=next` | {} | /r?p=2",
                "type: link | `` | `<?p=2>; rel=prev` | {} |",
            })
    void a_part_leads_to_the_next_one(String parts, String position, String header, String body, String next)
            throws JsonProcessingException {
        assertThat(paging(parts).next(new PartPaging.Part(position, RESULT), 3, header, json(body)))
                .isEqualTo(Optional.ofNullable(next));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "type: page, totalPages: $.t | {} | no number at $.t",
                "type: offset, hasMore: $.m | {} | neither true nor false at $.m",
                "type: offset, hasMore: $.m | {\"m\":true,\"rows\":[]} | there is more, and it shows no entries",
                "type: offset, hasMore: $.m | {\"m\":true,\"a\":[1],\"b\":[1]} | download.parts.limit can name the place",
                "type: offset, hasMore: $.m, total: $.t | {\"m\":false,\"t\":9,\"a\":[1]} | $.t says 9 entries, and the last part ends at 1",
                "type: offset, total: $.t, limit: $.n | {\"t\":9,\"n\":5,\"a\":[1]} | $.n says 5 entries, and it shows 1",
                "type: cursor, cursor: $.c, parameter: at, hasMore: $.m | {\"m\":true} | there is nothing at $.c",
                "type: cursor, cursor: $.c | {\"c\":\"https://evil.example/\"} | leads to https://evil.example:443, which is not",
            })
    void what_cannot_be_followed_holds_the_job(String parts, String body, String problem) {
        String position = parts.contains("offset") ? "0" : parts.contains("page") ? "1" : "";

        assertThatThrownBy(() -> paging(parts).next(new PartPaging.Part(position, RESULT), 0, "", json(body)))
                .isInstanceOf(Held.class)
                .hasMessageStartingWith("a part of the result cannot be followed: ")
                .hasMessageContaining(problem)
                .hasMessageEndingWith("; nothing was delivered, and the next poll checks it again");
    }

    @Test
    void a_cursor_has_a_bounded_length() {
        assertThatThrownBy(() -> paging("type: cursor, header: X, parameter: at")
                        .next(new PartPaging.Part("", RESULT), 0, "x".repeat(8193), PartPaging.unread()))
                .isInstanceOf(Held.class)
                .hasMessageContaining("longer than 8192 characters");
    }

    private static PartPaging paging(String parts) {
        return new PartPaging(
                TestFeed.of("list: {path: /jobs}\njob: {completed: done}\ndownload: {path: /r, parts: {" + parts
                                + "}}\n")
                        .download()
                        .parts()
                        .paging(),
                BASE);
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text);
    }
}
