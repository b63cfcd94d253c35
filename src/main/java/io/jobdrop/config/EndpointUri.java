package io.jobdrop.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The parts of a Camel endpoint's URI: what people may see of it, and what nobody may. */
public final class EndpointUri {
    // A path to a key or a switch such as useIamCredentials is no secret, and messages need it.
    private static final Pattern SECRET_OPTION =
            Pattern.compile(".*(password|passphrase|passcode|secret|token|key|signature|credential|connectionstring).*"
                    + "(?<!file|uri|name|path)");
    private static final Pattern NO_PORT = Pattern.compile("[^\\[]*:.*\\D.*");

    private final String scheme;
    private final String slashes;
    private final String user;
    private final String place;
    private final Map<String, String> options;

    private EndpointUri(String scheme, String slashes, String user, String place, Map<String, String> options) {
        this.scheme = scheme;
        this.slashes = slashes;
        this.user = user;
        this.place = place;
        this.options = options;
    }

    /**
     * Takes a URI apart as Camel does.
     *
     * @throws IllegalArgumentException when it is none; the message does not repeat it
     */
    public static EndpointUri of(String uri) {
        String[] parts = uri.strip().split("\\?", 2);
        String[] schemeAndRest = parts[0].split(":", 2);
        if (schemeAndRest.length < 2 || !schemeAndRest[0].matches("[A-Za-z][A-Za-z0-9+.-]*")) {
            throw new IllegalArgumentException("no Camel endpoint; write COMPONENT:PLACE?OPTION=VALUE&OPTION=VALUE");
        }
        String rest = schemeAndRest[1];
        String slashes = rest.startsWith("//") ? "//" : "";
        String place = rest.substring(slashes.length());
        int authorityEnd = place.indexOf('/') < 0 ? place.length() : place.indexOf('/');
        int at = place.substring(0, authorityEnd).lastIndexOf('@');
        String query = parts.length < 2 ? "" : parts[1];
        // A user ends with the last @ before the path, so that one further on is what a password was cut at.
        boolean cut =
                at < 0 && NO_PORT.matcher(place.substring(0, authorityEnd)).matches();
        if (cut && (place.contains("@") || query.split("=", 2)[0].contains("@"))) {
            throw new IllegalArgumentException(
                    "what stands behind the host is no port; a password with one of / ? @ : # %"
                            + " is better given as password=RAW(…)");
        }
        return new EndpointUri(
                schemeAndRest[0],
                slashes,
                at < 0 ? "" : place.substring(0, at),
                place.substring(at + 1),
                options(query));
    }

    /** The secrets in a URI; none when it is no URI, which the check reports. */
    static List<String> secretsIn(String uri) {
        try {
            return uri.isEmpty() ? List.of() : of(uri).secrets();
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    private static Map<String, String> options(String query) {
        Map<String, String> options = new LinkedHashMap<>();
        int from = 0;
        while (from < query.length()) {
            int equals = query.indexOf('=', from);
            int end = equals < 0 ? -1 : valueEnd(query, equals + 1);
            if (end < 0) {
                throw new IllegalArgumentException(
                        "an option has no value; options are written OPTION=VALUE, with & between");
            }
            options.put(query.substring(from, equals), query.substring(equals + 1, end));
            from = end + 1;
        }
        return Collections.unmodifiableMap(options);
    }

    // Camel takes what RAW(…) or RAW{…} encloses as it is, & included.
    private static int valueEnd(String query, int from) {
        String close = query.startsWith("RAW(", from) ? ")" : query.startsWith("RAW{", from) ? "}" : "";
        int search = from;
        if (!close.isEmpty()) {
            int closed = query.indexOf(close + "&", from);
            search = closed < 0 ? query.length() : closed;
        }
        int end = query.indexOf('&', search);
        return end < 0 ? query.length() : end;
    }

    /** The name of the component. */
    public String scheme() {
        return scheme;
    }

    /** The names of the options. */
    public List<String> options() {
        return List.copyOf(options.keySet());
    }

    /** The endpoint without user, password and options. */
    public String location() {
        return scheme + ":" + slashes + place.replaceAll("(?<!^|/)/+$", "");
    }

    /** The path of something below the endpoint. */
    public String location(String path) {
        String location = location();
        return location + (location.endsWith("/") ? "" : "/") + path;
    }

    /** The values that may be shown nowhere, as they are written and as they are meant. */
    public List<String> secrets() {
        List<String> secrets = new ArrayList<>();
        add(secrets, user);
        add(secrets, user.substring(user.indexOf(':') + 1));
        options.forEach((name, value) -> {
            boolean raw = value.startsWith("RAW(") || value.startsWith("RAW{");
            if (raw || SECRET_OPTION.matcher(name.toLowerCase(Locale.ROOT)).matches()) {
                add(secrets, raw ? value.substring("RAW(".length(), value.length() - 1) : value);
            }
        });
        return secrets;
    }

    private static void add(List<String> secrets, String value) {
        if (value.isEmpty() || value.equals("true") || value.equals("false")) {
            return;
        }
        secrets.add(value);
        try {
            secrets.add(URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            // A percent sign that encodes nothing: it is meant as it is written.
            secrets.add(value);
        }
    }

    /** The location, never the rest. */
    @Override
    public String toString() {
        return location();
    }
}
