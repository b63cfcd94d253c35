package io.jobdrop.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The numbers of the pages that a list's answers show, in the fields that vendors use. */
final class PageNumbers {
    private static final List<String> NAMES =
            List.of("page", "current_page", "currentPage", "pageNumber", "page_number");

    private long difference;

    /** Whether a number may be the vendor's for the page that was asked for: some count from 0 in answers alone. */
    boolean fit(int page, long asked, long shown) {
        if (page == 1 && Math.max(asked, shown) == 1) {
            difference = shown - asked;
        }
        return shown - asked == difference;
    }

    /** The number beside the answer's number of pages, or where vendors put such fields; only an integer is one. */
    static OptionalLong in(JsonNode answer, String totalPagesPath) {
        JsonNode beside = answer;
        for (String name : totalPagesPath.replaceAll("^\\$\\.?|\\.?[^.]*$", "").split("\\.", -1)) {
            beside = name.isEmpty() ? beside : beside.path(name);
        }
        return Stream.concat(Stream.of(beside), Promises.places(answer, "$"))
                .flatMap(place -> NAMES.stream().map(place::path))
                .filter(number -> number.isIntegralNumber() && number.canConvertToLong())
                .mapToLong(JsonNode::longValue)
                .findFirst();
    }
}
