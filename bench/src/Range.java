package bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bytes of a result that a request wants, as RFC 9110 14 has it.
 *
 * @param end the first byte that is not wanted any more
 */
record Range(long first, long end, long size, boolean partial) {
    private static final Pattern RANGE = Pattern.compile("(?im)^range: *bytes=(\\d+)-(\\d*) *$");
    private static final Pattern CONDITION = Pattern.compile("(?im)^if-range: *(.*?) *$");

    static Range whole(long size) {
        return new Range(0, size, size, false);
    }

    /** The range in the head of a request; all of it without one, or when the result is another one by now. */
    static Range of(String head, String tag, long size) {
        Matcher range = RANGE.matcher(head);
        Matcher condition = CONDITION.matcher(head);
        if (!range.find() || condition.find() && !condition.group(1).equals(tag)) {
            return whole(size);
        }
        long first = Long.parseLong(range.group(1));
        long end = range.group(2).isEmpty() ? size : Math.min(size, Long.parseLong(range.group(2)) + 1);
        return first < end ? new Range(first, end, size, true) : whole(size);
    }

    long length() {
        return end - first;
    }

    String status() {
        return partial ? "206 Partial Content" : "200 OK";
    }

    /** The lines that say which bytes these are, and that others can be had. */
    String headers() {
        String offer = "Accept-Ranges: bytes\r\n";
        return partial ? offer + "Content-Range: bytes " + first + "-" + (end - 1) + "/" + size + "\r\n" : offer;
    }
}
