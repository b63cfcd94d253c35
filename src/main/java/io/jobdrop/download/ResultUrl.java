package io.jobdrop.download;

import io.jobdrop.vendor.HostName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URL of a result, read as browsers read it (WHATWG URL Standard), and written as RFC 3986 wants it. Characters that a
 * URL may not hold are escaped, escaped ones stay byte for byte, and the fragment is dropped.
 *
 * <p>Stricter than a browser: only http and https, each with two slashes behind it, and no user. The URL is a
 * credential, so that {@link #toString} leaves its query out.
 *
 * @param scheme http or https
 * @param host as {@link HostName} spells it
 * @param port the port to dial
 * @param path with a slash at its beginning
 * @param query null when there is none
 */
public record ResultUrl(
        String scheme,
        String host,
        int port,
        String path,
        @Nullable String query) {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)", Pattern.DOTALL);
    private static final Pattern PORT = Pattern.compile("0*([1-9]\\d{0,4})");
    // Other texts without a scheme, such as "n/a" or a host's name, are no URLs to guess at.
    private static final Pattern RELATIVE = Pattern.compile("[\\x00-\\x20]*\\.{0,2}[/\\\\].*", Pattern.DOTALL);
    private static final String PLAIN = "-._~!$&'()*+,;=:@/";
    private static final String NO_URL = "is no URL";
    private static final String NO_WEB_URL = "is no https URL of a host";
    private static final int MAX_PORT = 65_535;

    /**
     * Reads a URL, which may be a relative one when there is a base.
     *
     * @throws IllegalArgumentException when it is none; the message says in which way and does not repeat it
     */
    public static ResultUrl parse(String text, @Nullable ResultUrl base) {
        String url = withoutFragment(cleaned(text));
        Matcher absolute = SCHEME.matcher(url);
        boolean relative = !absolute.matches();
        String scheme = relative ? "" : absolute.group(1).toLowerCase(Locale.ROOT);
        if (relative && base != null) {
            return base.resolve(url);
        }
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new IllegalArgumentException(NO_WEB_URL);
        }
        return ofAuthority(scheme, absolute.group(2));
    }

    /** Reads a URL that a vendor gave; a relative one belongs to its API. */
    static ResultUrl given(String text, String api) {
        return parse(text, RELATIVE.matcher(text).matches() ? parse(api, null) : null);
    }

    // Blanks and controls around a URL are no part of it, nor are tabs and line ends within.
    private static String cleaned(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) <= ' ') {
            from++;
        }
        while (to > from && text.charAt(to - 1) <= ' ') {
            to--;
        }
        return text.substring(from, to).replaceAll("[\\t\\n\\r]", "");
    }

    private static String withoutFragment(String url) {
        int hash = url.indexOf('#');
        return hash < 0 ? url : url.substring(0, hash);
    }

    private static boolean isSlash(String text, int at) {
        return at < text.length() && (text.charAt(at) == '/' || text.charAt(at) == '\\');
    }

    private static ResultUrl ofAuthority(String scheme, String rest) {
        if (!isSlash(rest, 0) || !isSlash(rest, 1)) {
            throw new IllegalArgumentException(NO_WEB_URL);
        }
        int end = 2;
        while (end < rest.length() && !isSlash(rest, end) && rest.charAt(end) != '?') {
            end++;
        }
        String authority = rest.substring(2, end);
        int close = authority.startsWith("[") ? authority.indexOf(']') + 1 : 0;
        int colon = authority.indexOf(':', close);
        String host = colon < 0 ? authority : authority.substring(0, colon);
        if (host.isEmpty() || authority.indexOf('@') >= 0) {
            throw new IllegalArgumentException(NO_WEB_URL);
        }
        int port = port(scheme, colon < 0 ? "" : authority.substring(colon + 1));
        try {
            return of(scheme, HostName.canonical(host), port, rest.substring(end));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(NO_URL, e);
        }
    }

    private static int port(String scheme, String text) {
        if (text.isEmpty()) {
            return scheme.equals("https") ? 443 : 80;
        }
        Matcher port = PORT.matcher(text);
        if (!port.matches() || Integer.parseInt(port.group(1)) > MAX_PORT) {
            throw new IllegalArgumentException(NO_URL);
        }
        return Integer.parseInt(port.group(1));
    }

    private static ResultUrl of(String scheme, String host, int port, String pathAndQuery) {
        int mark = pathAndQuery.indexOf('?');
        String path = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
        String query = mark < 0 ? null : escaped(pathAndQuery.substring(mark + 1), PLAIN + "?");
        return new ResultUrl(scheme, host, port, withoutDots(escaped(path.replace('\\', '/'), PLAIN)), query);
    }

    private ResultUrl resolve(String relative) {
        if (isSlash(relative, 0) && isSlash(relative, 1)) {
            return ofAuthority(scheme, relative);
        }
        if (relative.isEmpty()) {
            return this;
        }
        String before = isSlash(relative, 0)
                ? ""
                : relative.startsWith("?") ? path : path.substring(0, path.lastIndexOf('/') + 1);
        return of(scheme, host, port, before + relative);
    }

    private static String withoutDots(String path) {
        List<String> kept = new ArrayList<>();
        String[] segments = path.split("/", -1);
        for (int i = 1; i < segments.length; i++) {
            String segment = segments[i].replaceAll("(?i)%2e", ".");
            boolean last = i == segments.length - 1;
            if (segment.equals("..") && !kept.isEmpty()) {
                kept.remove(kept.size() - 1);
            }
            if (!segment.equals("..") && !segment.equals(".")) {
                kept.add(segments[i]);
            } else if (last) {
                kept.add("");
            }
        }
        return "/" + String.join("/", kept);
    }

    private static String escaped(String text, String plain) {
        StringBuilder url = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            boolean letter = c < 0x80 && Character.isLetterOrDigit(c);
            if (letter || plain.indexOf(c) >= 0 || (c == '%' && isEscape(text, i))) {
                url.appendCodePoint(c);
            } else {
                int whole = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c;
                for (byte octet : Character.toString(whole).getBytes(StandardCharsets.UTF_8)) {
                    url.append(String.format("%%%02X", octet));
                }
            }
        }
        return url.toString();
    }

    private static boolean isEscape(String text, int at) {
        return at + 2 < text.length()
                && Character.digit(text.charAt(at + 1), 16) >= 0
                && Character.digit(text.charAt(at + 2), 16) >= 0
                && text.charAt(at + 1) < 0x80
                && text.charAt(at + 2) < 0x80;
    }

    /** What a request line asks for: RFC 9112 3.2.1. */
    String target() {
        return query == null ? path : path + "?" + query;
    }

    /** The whole URL. */
    String text() {
        boolean usual = port == (scheme.equals("https") ? 443 : 80);
        return scheme + "://" + host + (usual ? "" : ":" + port) + target();
    }

    @Override
    public String toString() {
        return scheme + "://" + host + ":" + port + path;
    }
}
