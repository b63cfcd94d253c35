package io.jobdrop.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobdrop.Feed;
import io.jobdrop.job.JsonField;
import java.util.Optional;

/**
 * Where a response says what leads on: in its body, in a header, or in a Link header (RFC 8288).
 *
 * @param declared what a feed declares
 * @param linked whether it is a Link header
 */
record Lead(Feed.Cursor declared, boolean linked) {
    private static final String NOTHING = "null";

    static Lead of(Feed.Paging paging) {
        JsonField nowhere = new JsonField("");
        return paging instanceof Feed.Links links
                ? new Lead(
                        new Feed.Cursor(null, links.sizeParameter(), links.size(), nowhere, "Link", false, nowhere),
                        true)
                : new Lead((Feed.Cursor) paging, false);
    }

    /**
     * The cursor or the address that leads on; empty where there is none. In a header, the word null is none.
     *
     * @param header the value of the header that is declared; empty when the response has none
     */
    Optional<String> in(JsonNode body, String header) {
        if (linked) {
            return NextAddress.in(header);
        }
        return (declared.header() != null
                        ? Optional.of(header.strip()).filter(value -> !value.equals(NOTHING))
                        : declared.cursor()
                                .in(body)
                                .filter(node -> node.isTextual() || node.isNumber())
                                .flatMap(node -> declared.cursor().textIn(body)))
                .filter(cursor -> !cursor.isBlank());
    }

    /** The name of the place, for messages. */
    String place() {
        return declared.header() == null ? declared.cursor().path() : "the header " + declared.header();
    }
}
