package io.jobdrop.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What an answer says of entries beyond it, in the fields that vendors use and in the Link header (RFC 8288), whether
 * the feed declares them or not. It is no instruction how to go on, but a reason not to take a page for the whole list.
 */
final class Promises {
    private static final List<String> FLAGS = List.of(
            "has_more",
            "hasMore",
            "has_next",
            "hasNext",
            "has_next_page",
            "hasNextPage",
            "more",
            "isTruncated",
            "is_truncated",
            "truncated",
            "more_available",
            "moreAvailable");
    private static final List<String> NEXT = List.of(
            "next",
            "next_page",
            "nextPage",
            "next_page_url",
            "nextPageUrl",
            "next_url",
            "nextUrl",
            "next_link",
            "nextLink",
            "@odata.nextLink",
            "next_cursor",
            "nextCursor",
            "next_token",
            "nextToken",
            "next_page_token",
            "nextPageToken");
    private static final List<String> TOTALS = List.of(
            "total",
            "total_count",
            "totalCount",
            "total_items",
            "totalItems",
            "total_results",
            "totalResults",
            "total_records",
            "totalRecords",
            "total_elements",
            "totalElements");
    private static final List<String> PAGES = List.of("total_pages", "totalPages");
    private static final List<String> PLACES = List.of(
            "pagination",
            "paging",
            "page",
            "page_info",
            "pageInfo",
            "meta",
            "metadata",
            "response_metadata",
            "links",
            "_links");
    private static final Pattern SEGMENT = Pattern.compile("\\.([A-Za-z0-9_-]+)");
    private static final Pattern RELATION = Pattern.compile("(?i);\\s*rel\\s*=\\s*(?:\"([^\"]*)\"|([^\\s;,\"]+))");

    private Promises() {}

    /**
     * The first field that promises more, in words.
     *
     * @param itemsPath JSONPath to the entries, beside which such fields are looked for too
     * @param entries how many entries were read so far, this answer's among them
     * @param pages how many pages were read so far
     * @param link the answer's Link headers, by commas
     */
    static Optional<String> in(JsonNode answer, String itemsPath, long entries, int pages, String link) {
        return places(answer, itemsPath)
                .flatMap(place -> Stream.of(
                                named(place, FLAGS, Promises::isTrue),
                                named(place, NEXT, Promises::isThere),
                                named(place, TOTALS, total -> total.isIntegralNumber() && total.longValue() > entries),
                                named(place, PAGES, total -> total.isIntegralNumber() && total.longValue() > pages),
                                nextAmong(place))
                        .flatMap(Optional::stream))
                .findFirst()
                .or(() -> hasNext(link) ? Optional.of("its Link header has rel=next") : Optional.empty());
    }

    /** The total that an answer names, in words, when it is not zero. */
    static Optional<String> total(JsonNode answer, String itemsPath) {
        return places(answer, itemsPath)
                .flatMap(place ->
                        named(place, TOTALS, total -> total.isIntegralNumber() && total.longValue() > 0).stream())
                .findFirst();
    }

    private static Optional<String> named(
            JsonNode place, List<String> names, java.util.function.Predicate<JsonNode> holds) {
        return names.stream()
                .filter(name -> holds.test(place.path(name)))
                .findFirst()
                .map(name -> place.path(name).isNumber() || isTrue(place.path(name))
                        ? "'" + name + "' is " + place.path(name).asText()
                        : "'" + name + "' is not empty");
    }

    private static boolean isTrue(JsonNode flag) {
        return flag.booleanValue() || (flag.isTextual() && flag.textValue().equalsIgnoreCase("true"));
    }

    private static boolean isThere(JsonNode next) {
        if (next.isObject()) {
            return StreamSupport.stream(next.spliterator(), false).anyMatch(Promises::isThere);
        }
        return next.isTextual()
                ? !next.textValue().isBlank()
                : next.isNumber() ? next.longValue() > 0 : next.asBoolean();
    }

    private static Optional<String> nextAmong(JsonNode place) {
        boolean any = place.isArray()
                && StreamSupport.stream(place.spliterator(), false)
                        .anyMatch(link -> link.path("rel").asText().equalsIgnoreCase("next"));
        return any ? Optional.of("its links have rel next") : Optional.empty();
    }

    // The answer itself, what stands around its entries, and the objects in which vendors put such fields, two deep.
    static Stream<JsonNode> places(JsonNode answer, String itemsPath) {
        List<JsonNode> around = new ArrayList<>(List.of(answer));
        JsonNode place = answer;
        for (Matcher segment = SEGMENT.matcher(itemsPath); segment.find(); ) {
            place = place.path(segment.group(1));
            around.add(place);
        }
        List<JsonNode> objects = around.stream().filter(JsonNode::isObject).toList();
        List<JsonNode> inner = within(objects);
        return Stream.of(objects, inner, within(inner)).flatMap(List::stream);
    }

    private static List<JsonNode> within(List<JsonNode> objects) {
        return objects.stream()
                .flatMap(object -> PLACES.stream().map(object::path))
                .filter(JsonNode::isContainerNode)
                .toList();
    }

    private static boolean hasNext(String link) {
        return RELATION.matcher(link)
                .results()
                .map(relation -> relation.group(1) == null ? relation.group(2) : relation.group(1))
                .anyMatch(relations -> List.of(
                                relations.toLowerCase(java.util.Locale.ROOT).split("\\s+"))
                        .contains("next"));
    }
}
