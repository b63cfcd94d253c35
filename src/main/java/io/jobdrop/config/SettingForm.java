package io.jobdrop.config;

import io.jobdrop.http.HostList;
import io.jobdrop.job.Redacted;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the values of settings look like. Each check throws an {@link IllegalArgumentException} that says what is wrong
 * with a value, and what a right one looks like.
 */
final class SettingForm {
    private static final Pattern HOST = Pattern.compile(
            "(\\*\\.)?[\\p{L}\\p{M}\\p{N}._-]+|[\\p{L}\\p{M}\\p{N}._-]+:\\d{1,5}|\\[[0-9A-Fa-f:.]+](:\\d{1,5})?");
    private static final Pattern LAST_NUMBER = Pattern.compile("^(?:[^:]+|\\[.*]):(\\d{1,5})$");
    private static final int LAST_PORT = 65_535;
    private static final Pattern PROXY =
            Pattern.compile("http://(?:[\\p{L}\\p{M}\\p{N}._-]+|\\[[0-9A-Fa-f:.]+])(?::\\d{1,5})?/?");
    private static final String NONE = "none";
    private static final long SMALLEST_PART = 5L << 20;
    private static final long LARGEST_PART = 1L << 30;
    private static final int LONGEST_PREFIX = 500;

    private SettingForm() {}

    static void oneOf(String value, String... known) {
        if (!List.of(known).contains(value)) {
            throw new IllegalArgumentException("'" + value + "' is none of " + String.join(", ", known)
                    + Nearest.suggestion(value, List.of(known)));
        }
    }

    static void auth(String value) {
        if (!value.matches("#bean:[A-Za-z0-9_.-]+")) {
            oneOf(value, Auth.words());
        }
    }

    static void url(String value) {
        URI uri = URI.create(value);
        boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!http || uri.getHost() == null || uri.getUserInfo() != null || uri.getRawQuery() != null) {
            throw new IllegalArgumentException(
                    "'" + Redacted.withoutSecrets(value) + "' is no http or https address without user and query");
        }
        if (uri.getPort() == 0 || uri.getPort() > LAST_PORT) {
            throw new IllegalArgumentException("'" + value + "' has no port from 1 to " + LAST_PORT);
        }
    }

    static void duration(String value) {
        if (Units.duration(value).isZero()) {
            throw new IllegalArgumentException("'" + value + "' is no time at all");
        }
    }

    static void authScheme(String value) {
        if (!value.matches("[A-Za-z][A-Za-z0-9._-]*:?")) {
            throw new IllegalArgumentException("'" + value + "' is neither a scheme such as Bearer, nor the name of a"
                    + " header with a colon at its end, such as X-Api-Key:");
        }
    }

    /** A path below {@code VENDOR.url}, or an address; the message does not show its query. */
    static void tokenUrl(String value) {
        String shown = "'" + Redacted.withoutSecrets(value).replaceFirst("[?#].*", "") + "'";
        try {
            URI uri = new URI(value);
            boolean path = value.startsWith("/") && !value.startsWith("//");
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            boolean address = http && uri.getHost() != null && uri.getUserInfo() == null;
            if (!(path || address) || uri.getRawFragment() != null) {
                throw new IllegalArgumentException(
                        shown + " is neither a path below the vendor's url nor an http or https address without user");
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(shown + " is no address", e);
        }
    }

    static void ownHosts(String value) {
        hosts(value);
        if (value.contains("*")) {
            throw new IllegalArgumentException("'" + value
                    + "' has a wildcard; name each host, as host or host:port, since all of them get the key");
        }
    }

    static void hosts(String value) {
        for (String host : value.split(",", -1)) {
            Matcher port = LAST_NUMBER.matcher(host.strip());
            if (!HOST.matcher(host.strip()).matches() || (port.find() && Integer.parseInt(port.group(1)) > LAST_PORT)) {
                throw new IllegalArgumentException(
                        "'" + host.strip() + "' is none of host, host:port, *.domain and [IPv6 address]");
            }
        }
    }

    static void proxy(String value) {
        if (!value.equals(NONE) && !PROXY.matcher(value).matches()) {
            throw new IllegalArgumentException("'" + Redacted.withoutSecrets(value)
                    + "' is no proxy such as http://proxy:3128, and not none; its user and password have settings of"
                    + " their own");
        }
    }

    static void exclusions(String value) {
        try {
            HostList.exclusions(value.equals(NONE) ? "" : value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    e.getMessage() + " is none of host, .domain, address, address/bits, each with or without :port", e);
        }
    }

    static void count(String value) {
        if (!value.matches("[1-9]\\d{0,8}")) {
            throw new IllegalArgumentException("'" + value + "' is no whole number from 1");
        }
    }

    static void port(String value) {
        if (!value.matches("\\d{1,5}") || Integer.parseInt(value) > LAST_PORT) {
            throw new IllegalArgumentException("'" + value + "' is no port from 0 to 65535");
        }
    }

    static void hostNames(String value) {
        for (String name : value.split(",", -1)) {
            if (!name.strip().matches("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+]")) {
                throw new IllegalArgumentException("'" + name.strip() + "' is no host name; write names without ports");
            }
        }
    }

    static void partSize(String value) {
        long bytes = Units.bytes(value);
        if (bytes < SMALLEST_PART || bytes > LARGEST_PART) {
            throw new IllegalArgumentException("'" + value + "' is no part size from 5MB to 1GB");
        }
    }

    static void bucket(String value) {
        if (!value.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
            throw new IllegalArgumentException(
                    "'" + value + "' is no bucket's name: 3 to 63 lower case letters, digits, hyphens and dots");
        }
    }

    static void keyPrefix(String value) {
        if (value.contains("//") || value.startsWith("/") || value.length() > LONGEST_PREFIX) {
            throw new IllegalArgumentException(
                    "'" + value + "' is no prefix such as results/acme; it has no slash at its start, and no two");
        }
    }

    static void tags(String value) {
        for (String tag : value.split(",", -1)) {
            if (!tag.strip().matches("[\\p{L}\\p{N} +\\-._:/@]{1,128}=[\\p{L}\\p{N} +\\-._:/@]{0,256}")) {
                throw new IllegalArgumentException("'" + tag.strip() + "' is no tag such as name=value");
            }
        }
    }

    static void ledger(String value) {
        LedgerAddress.check(value);
    }

    // Other names would make JNDI ask a server for the object.
    static void jndi(String value) {
        if (!value.matches("java:[A-Za-z0-9._/-]+|osgi:service/[A-Za-z0-9._/-]+")) {
            throw new IllegalArgumentException("'" + value + "' names no data source; write java:comp/env/jdbc/NAME,"
                    + " java:jboss/datasources/NAME, or osgi:service/NAME in Karaf");
        }
    }

    static void schema(String value) {
        if (!value.matches("[a-z_][a-z0-9_]{0,62}") || value.startsWith("pg_")) {
            throw new IllegalArgumentException("'" + value
                    + "' is no schema; write at most 63 small letters, digits and underscores, and not pg_ first");
        }
    }

    // A transaction that is repeated on a new connection holds the broken one meanwhile.
    static void pool(String value) {
        count(value);
        if (Integer.parseInt(value) < 2) {
            throw new IllegalArgumentException("'" + value + "' is too small; write 2 or more connections");
        }
    }

    static void queue(String value) {
        if (!List.of("seda", "ledger", "jms").contains(value)) {
            throw new IllegalArgumentException("'" + value + "' is no queue; write seda, ledger or jms");
        }
    }

    // A starved machine may be silent for a second or two.
    static void lease(String value) {
        if (Units.duration(value).compareTo(Duration.ofSeconds(3)) < 0) {
            throw new IllegalArgumentException("'" + value + "' is too short; write 3s or more");
        }
    }

    static void clusterKey(String value) {
        if (!value.isEmpty() && value.length() < 32) {
            throw new IllegalArgumentException("it is shorter than 32 characters; 'openssl rand -base64 32' makes one");
        }
    }

    static void nodeName(String value) {
        if (!value.isEmpty() && !value.matches("[A-Za-z0-9][A-Za-z0-9.-]{0,62}")) {
            throw new IllegalArgumentException(
                    "'" + value + "' is no name; write at most 63 letters, digits, dots and hyphens");
        }
    }
}
