package io.jobdrop.page;

import io.jobdrop.job.ApiRequest;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The address of a next page that a vendor gives. The key goes there, so that it must be below the vendor's address. */
final class NextAddress {
    private static final String PARAMETER = "\\s*;\\s*([\\w!#$&+.^`|~*-]+)\\s*(?:=\\s*(?:\"([^\"]*)\"|([^\\s;,\"]+)))?";
    private static final Pattern LINK = Pattern.compile("<([^>]*)>((?:" + PARAMETER + ")*)");
    private static final Pattern NEXT_PARAMETER = Pattern.compile("\\G" + PARAMETER);
    private static final Pattern DOTS = Pattern.compile("(?i)(?:^|/)(?:\\.|%2e){1,2}(?:/|$)");

    private NextAddress() {}

    /** The target of the first link with {@code rel=next} in Link headers: RFC 8288 3. */
    static Optional<String> in(String links) {
        return LINK.matcher(links)
                .results()
                .filter(link -> isNext(link.group(2)))
                .map(link -> link.group(1))
                .findFirst();
    }

    // Of several rel the first counts: RFC 8288 3.3.
    private static boolean isNext(String parameters) {
        return NEXT_PARAMETER
                .matcher(parameters)
                .results()
                .filter(parameter -> parameter.group(1).equalsIgnoreCase("rel"))
                .limit(1)
                .map(rel -> rel.group(2) == null ? String.valueOf(rel.group(3)) : rel.group(2))
                .anyMatch(names ->
                        List.of(names.toLowerCase(Locale.ROOT).split("\\s+")).contains("next"));
    }

    /**
     * An address as path and query below the vendor's.
     *
     * @param base the vendor's address
     * @param current path and query of the page that gave it, below the vendor's address
     * @throws IllegalArgumentException when it leads elsewhere; the message is the rest of a sentence
     */
    static String below(String base, String current, String given) {
        URI vendor = URI.create(base);
        URI next = resolved(base + current, given);
        if (isPath(given) && !next.getRawPath().startsWith(vendor.getRawPath() + "/")) {
            // Some name the next page by its path below the API, without what stands before it in VENDOR.url.
            next = resolved(base + current, base + given.strip());
        }
        if (next.getRawUserInfo() != null || !origin(vendor).equals(origin(next))) {
            throw new IllegalArgumentException(
                    "leads to " + origin(next) + ", which is not " + origin(vendor) + "; nothing was requested there");
        }
        String prefix = vendor.getRawPath();
        String path = next.getRawPath();
        if (!path.startsWith(prefix + "/") || DOTS.matcher(path).find()) {
            throw new IllegalArgumentException("leads to another path than those below " + base);
        }
        return path.substring(prefix.length()) + (next.getRawQuery() == null ? "" : "?" + next.getRawQuery());
    }

    private static boolean isPath(String given) {
        return given.strip().matches("/[^/].*");
    }

    private static URI resolved(String current, String given) {
        String escaped = ApiRequest.escaped(given.strip());
        try {
            URI page = URI.create(current);
            // java.net.URI resolves a query alone by RFC 2396, which takes the last segment away.
            return escaped.startsWith("?")
                    ? URI.create(current.replaceFirst("[?#].*", "") + escaped)
                    : page.resolve(URI.create(escaped));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is no URL", e);
        }
    }

    private static String origin(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("http") ? 80 : 443;
        return scheme + "://" + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
    }
}
