package io.jobdrop.vendor;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.HttpRequest;

/** Scheme, host and port of a URL, in the form in which two of them are equal when they are the same: RFC 6454 4. */
record Origin(String scheme, String host, int port) {
    private static final Pattern HOST = Pattern.compile("(\\[.*]|[^:]*)(?::(\\d{1,5}))?");

    /** The origin of a URL that has a scheme and a host. */
    static Origin of(URI url) {
        return of(url.getScheme(), url.getHost(), url.getPort());
    }

    /** The origin that a request goes to. */
    static Origin of(HttpRequest request) {
        return of(
                request.getScheme(),
                request.getAuthority().getHostName(),
                request.getAuthority().getPort());
    }

    /** The origin of a host or host:port. */
    static Origin ofHost(String scheme, String host) {
        Matcher parts = HOST.matcher(host);
        return parts.matches() && parts.group(2) != null
                ? of(scheme, parts.group(1), Integer.parseInt(parts.group(2)))
                : of(scheme, host, -1);
    }

    /** The origin of these; a port of 0 or less is the usual one. */
    static Origin of(String scheme, String host, int port) {
        String lower = scheme.toLowerCase(Locale.ROOT);
        return new Origin(lower, spelled(host), port > 0 ? port : usual(lower));
    }

    private static int usual(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    private static String spelled(String host) {
        try {
            return HostName.canonical(host);
        } catch (IllegalArgumentException e) {
            return host.toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public String toString() {
        return scheme + "://" + host + (port == usual(scheme) ? "" : ":" + port);
    }
}
