package io.jobdrop.draft;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URL or a path in a vendor's response.
 *
 * @param host empty for a path
 * @param origin empty for a path; without a user
 * @param path without query
 */
record Address(String origin, String host, String path, String query) {
    private static final Pattern FORM = Pattern.compile(
            "(?is)(?:(https?://)(?:[^/?#@]*@)?([\\w.:\\[\\]-]+))?(/[^?#{}|<>\"\\\\\\s\\p{C}]*)?(?:\\?([^#]*))?.*");
    private static final Pattern SIGNED =
            Pattern.compile("(?i)(^|&)(x-(amz|goog)-[a-z]+|sig|signature|token|expires|se|sv|key-pair-id|policy)=");
    private static final int LAST_PORT = 65_535;
    private static final Pattern FILE = Pattern.compile("(?i).*\\.([a-z]+\\d?|7z)");
    private static final Set<String> NO_FILES = Set.of("com", "net", "org", "io", "json", "php", "aspx", "html");

    static Address of(String text) {
        Matcher form = FORM.matcher(text.strip());
        return form.matches()
                ? new Address(
                        origin(or(form.group(1)) + or(form.group(2))),
                        or(form.group(2)),
                        or(form.group(3)),
                        or(form.group(4)))
                : new Address("", "", "", "");
    }

    // As a setting may have it.
    private static String origin(String text) {
        try {
            URI uri = new URI(text);
            return uri.getHost() != null && uri.getPort() != 0 && uri.getPort() <= LAST_PORT ? text : "";
        } catch (URISyntaxException e) {
            return "";
        }
    }

    private static String or(@Nullable String text) {
        return text == null ? "" : text;
    }

    boolean isSigned() {
        return SIGNED.matcher(query).find();
    }

    /** Whether its last part has the ending of a file. */
    boolean isFile() {
        Matcher file = FILE.matcher(path.substring(path.lastIndexOf('/') + 1));
        return file.matches() && !NO_FILES.contains(file.group(1).toLowerCase(Locale.ROOT));
    }

    /** Whether one part of its path is this id. */
    boolean isOf(String id) {
        return ("/" + path + "/").contains("/" + id + "/");
    }

    /** The same for any job. */
    Address withId(String id) {
        return new Address(origin, host, path.replace("/" + id, "/{jobId}"), query);
    }

    boolean endsWith(String id) {
        return path.endsWith("/" + id);
    }

    /** Whether it looks like an API's: a path alone, or a host that says so. */
    boolean isApi() {
        return host.isEmpty() || host.toLowerCase(Locale.ROOT).matches("(.*\\.)?api[.-].*");
    }
}
