package io.jobdrop.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jobdrop.Feed;
import io.jobdrop.job.ApiRequest;
import io.jobdrop.job.Held;
import io.jobdrop.job.JobId;
import io.jobdrop.job.JsonField;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How the parts of one result are asked for, one after the other, as the pages of a list are. The position of a part is
 * what its request says of it: a number, a cursor, or an address below the vendor's.
 */
public final class PartPaging {
    private static final int LONGEST = 8192;
    private static final String HELD = "; nothing was delivered, and the next poll checks it again";

    private final Feed.Paging declared;
    private final String base;

    /** With the vendor's address, without a slash at its end: all parts are below it. */
    public PartPaging(Feed.Paging declared, String base) {
        this.declared = declared;
        this.base = base;
    }

    /** Whether a result comes in one. */
    public boolean isWhole() {
        return declared instanceof Feed.Whole;
    }

    /** Whether what leads to the next part is in the JSON of a part. */
    public boolean looksInside() {
        if (declared instanceof Feed.Cursor cursor) {
            return cursor.header() == null || cursor.hasMore().isGiven();
        }
        return declared instanceof Feed.Numbered || declared instanceof Feed.Offset;
    }

    /** The response header that leads to the next part; empty where none does. */
    public String header() {
        boolean led = (declared instanceof Feed.Cursor cursor && cursor.header() != null) || isLinked();
        return led ? declared.nextHeader() : "";
    }

    private boolean isLinked() {
        return declared instanceof Feed.Links;
    }

    /** The position of the first part. */
    public String first() {
        if (declared instanceof Feed.Numbered pages) {
            return Integer.toString(pages.first());
        }
        return declared instanceof Feed.Offset || declared instanceof Feed.Partitions ? "0" : "";
    }

    /** The address of the part at a position of the result at an address. */
    public String url(String result, String position) {
        if (declared instanceof Feed.Partitions partitions) {
            return ApiRequest.extended(result, partitions.parameter() + "=" + position);
        }
        if (declared instanceof Feed.Numbered pages) {
            return ApiRequest.extended(
                    result, sized(pages.sizeParameter(), pages.size()) + pages.parameter() + "=" + position);
        }
        if (declared instanceof Feed.Offset pages) {
            return ApiRequest.extended(
                    result, sized(pages.sizeParameter(), pages.size()) + pages.parameter() + "=" + position);
        }
        return isWhole() ? result : led(Lead.of(declared).declared(), result, position);
    }

    private String led(Feed.Cursor cursor, String result, String position) {
        String sizeParameter = cursor.sizeParameter();
        String size = sizeParameter == null ? "" : sizeParameter + "=" + cursor.size();
        if (position.isEmpty()) {
            return ApiRequest.extended(result, size);
        }
        if (cursor.parameter() == null) {
            return base + position;
        }
        String at = cursor.parameter() + "=" + JobId.inPath(position);
        return cursor.alone()
                ? result.replaceFirst("\\?.*", "") + "?" + at
                : ApiRequest.extended(ApiRequest.extended(result, size), at);
    }

    private static String sized(String parameter, int size) {
        return parameter + "=" + size + "&";
    }

    /**
     * The position of the part behind one; empty where that was the last.
     *
     * @param part the position of the part, and where it was asked for
     * @param count how many parts the vendor says there are; 0 where it does not
     * @param header the value of {@link #header}; empty when the response has none
     * @param body the part's JSON; missing where nothing in it leads on
     * @throws Held when the response contradicts itself, or does not say whether there is more
     */
    public Optional<String> next(Part part, int count, String header, JsonNode body) {
        if (declared instanceof Feed.Partitions) {
            return behind(part.position(), 1, number(part.position()) + 1 < count);
        }
        if (declared instanceof Feed.Numbered pages) {
            long total = pages.totalPages()
                    .numberIn(body)
                    .orElseThrow(() -> held("no number at " + pages.totalPages().path()));
            return behind(part.position(), 1, number(part.position()) - pages.first() + 1 < total);
        }
        if (declared instanceof Feed.Offset pages) {
            return new OffsetPart(pages, number(part.position()), body).next();
        }
        return isWhole() ? Optional.empty() : follow(Lead.of(declared), part, header, body);
    }

    /**
     * One part.
     *
     * @param url where it was asked for
     */
    public record Part(String position, String url) {}

    private Optional<String> follow(Lead lead, Part part, String header, JsonNode body) {
        JsonField hasMore = lead.declared().hasMore();
        Optional<String> cursor = lead.in(body, header);
        if (hasMore.isGiven()) {
            if (!bool(hasMore, body)) {
                return Optional.empty();
            }
            if (cursor.isEmpty()) {
                throw held(hasMore.path() + " says that there is more, and there is nothing at " + lead.place());
            }
        }
        if (cursor.filter(given -> given.length() > LONGEST).isPresent()) {
            throw held("the cursor at " + lead.place() + " is longer than " + LONGEST + " characters");
        }
        return lead.declared().parameter() != null ? cursor : cursor.map(given -> address(lead, part, given));
    }

    private String address(Lead lead, Part part, String given) {
        try {
            URI asked = URI.create(ApiRequest.escaped(part.url()));
            String current =
                    asked.toString().substring(Math.min(asked.toString().length(), base.length()));
            return NextAddress.below(base, current, given);
        } catch (IllegalArgumentException e) {
            throw held("the next part's address at " + lead.place() + " " + e.getMessage());
        }
    }

    private static boolean bool(JsonField field, JsonNode body) {
        return field.booleanIn(body).orElseThrow(() -> held("neither true nor false at " + field.path()));
    }

    private static Optional<String> behind(String position, long step, boolean more) {
        return more ? Optional.of(Long.toString(number(position) + step)) : Optional.empty();
    }

    private static long number(String position) {
        return Long.parseLong(position);
    }

    private static Held held(String what) {
        return new Held("a part of the result cannot be followed: " + what + HELD);
    }

    /** A part of so many entries from an offset on. A part that is shorter than it says would lose entries. */
    private record OffsetPart(Feed.Offset declared, long offset, JsonNode body) {
        Optional<String> next() {
            OptionalLong total = declared.total().numberIn(body);
            OptionalLong limit = declared.limit().numberIn(body);
            OptionalLong shown = entries();
            long step = shown.isPresent() ? shown.getAsLong() : limit.orElse(0);
            if (declared.total().isGiven() && total.isEmpty()) {
                throw held("no number at " + declared.total().path());
            }
            boolean less = total.isPresent() && offset + step < total.getAsLong();
            boolean more = declared.hasMore().isGiven() ? bool(declared.hasMore(), body) : less;
            if (!more && less) {
                throw held(declared.total().path() + " says " + total.getAsLong()
                        + " entries, and the last part ends at " + (offset + step));
            }
            if (more && shown.isEmpty() && limit.isEmpty()) {
                throw held("nothing says how many entries it has; download.parts.limit can name the place");
            }
            if (more && step < 1) {
                throw held("there is more, and it shows no entries");
            }
            if (more && limit.isPresent() && limit.getAsLong() != step) {
                throw held(declared.limit().path() + " says " + limit.getAsLong() + " entries, and it shows " + step);
            }
            return behind(Long.toString(offset), step, more);
        }

        // Those of the only array; where there are several, nothing says which one counts.
        private OptionalLong entries() {
            if (body.isArray()) {
                return OptionalLong.of(body.size());
            }
            List<JsonNode> arrays = new ArrayList<>();
            body.forEach(field -> {
                if (field.isArray()) {
                    arrays.add(field);
                }
            });
            return arrays.size() == 1 ? OptionalLong.of(arrays.get(0).size()) : OptionalLong.empty();
        }
    }

    /** What stands for a body that nobody looks into. */
    public static JsonNode unread() {
        return MissingNode.getInstance();
    }
}
