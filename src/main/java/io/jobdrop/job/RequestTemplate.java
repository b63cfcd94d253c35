package io.jobdrop.job;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request to a vendor's API as a feed declares it.
 *
 * @param method GET or POST
 * @param path path below the vendor's address; it may have a query
 * @param query parameters behind those of the path, in their order
 * @param headers beside those that every request has
 * @param body null for none
 */
public record RequestTemplate(
        String method,
        RequestText path,
        Map<String, RequestText> query,
        Map<String, RequestText> headers,
        @Nullable RequestText body) {
    /** A GET of a path alone. */
    public static RequestTemplate get(String path) {
        return new RequestTemplate("GET", new RequestText(path), Map.of(), Map.of(), null);
    }

    /** The request with these values in its places. */
    public ApiRequest with(Places places) {
        return new ApiRequest(this, places, "", null);
    }

    /** Whether one of its texts holds the place. */
    public boolean holds(String place) {
        return texts().anyMatch(text -> text.places().contains(place));
    }

    /** Whether it says itself where the paging of a list goes: no parameter is added to it. */
    public boolean isPaged() {
        return RequestText.PAGING.stream()
                .filter(place -> !place.equals("size"))
                .anyMatch(this::holds);
    }

    /** All of its texts. */
    public Stream<RequestText> texts() {
        return Stream.of(
                        Stream.of(path),
                        query.values().stream(),
                        headers.values().stream(),
                        Optional.ofNullable(body).stream())
                .flatMap(texts -> texts);
    }
}
