package io.jobdrop.status;

import io.jobdrop.poll.Hooks;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A request, whatever server received it.
 *
 * @param path as it was sent, below {@code base}, with a slash in front and without the query
 * @param query as it was sent, without the question mark
 * @param headers by their names in small letters
 * @param body its bytes, each as one character; more than {@link #MOST_READ} stand for a body that is too long
 * @param base the path of the application on its server, such as {@code /jobdrop}; empty for a server of our own
 */
public record Request(
        String method, String path, String query, Map<String, String> headers, String body, Reach reach, String base) {
    /** The longest body that is read, in bytes. */
    public static final int MOST_READ = Hooks.MOST_BODY;

    /** The longest form, in bytes. */
    static final int MOST_FORM = 16 * 1024;

    /** Who can send requests to the server. */
    public enum Reach {
        /** Processes of this machine only. */
        LOOPBACK,
        /** Others too. */
        NETWORK,
        /** Others too, and the server around us knows who this one is. */
        AUTHENTICATED
    }

    /** The value of a header; empty when it was not sent. */
    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** The parts of the path, as they were sent. */
    List<String> segments() {
        return Arrays.stream(path.split("/", -1))
                .filter(segment -> !segment.isEmpty())
                .toList();
    }

    boolean reads() {
        return method.equals("GET") || method.equals("HEAD");
    }

    /** A parameter of the query; empty when there is none. */
    String parameter(String name) {
        return value(query, name);
    }

    /** A field of a form in the body; empty when there is none. */
    String field(String name) {
        boolean form = header("content-type").toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
        return form ? value(body, name) : "";
    }

    private static String value(String form, String name) {
        for (String pair : form.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).equals(name)) {
                return URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }
}
