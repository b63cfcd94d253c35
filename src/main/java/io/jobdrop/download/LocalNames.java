package io.jobdrop.download;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Names that lead into a private network wherever they are resolved: names without a dot, and those below domains that
 * are reserved for one (RFC 6761, RFC 6762 with its appendix G, RFC 8375, ICANN's {@code .internal}), among them those of
 * the clouds' metadata servers. Other names may lead there too; only a resolver knows.
 */
final class LocalNames {
    private static final Pattern IPV4 = Pattern.compile("\\d+(\\.\\d+){3}");
    private static final List<String> DOMAINS = List.of(
            ".localhost",
            ".local",
            ".localdomain",
            ".internal",
            ".intranet",
            ".private",
            ".corp",
            ".home",
            ".lan",
            ".home.arpa",
            ".in-addr.arpa",
            ".ip6.arpa",
            ".svc");

    private LocalNames() {}

    /** Whether a host, as {@link io.jobdrop.vendor.HostName} spells it, is an address. */
    static boolean isAddress(String host) {
        return host.startsWith("[") || IPV4.matcher(host).matches();
    }

    static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e); // Not for an address, which nobody is asked for.
        }
    }

    static boolean isLocal(String name) {
        return name.indexOf('.') < 0 || DOMAINS.stream().anyMatch(name::endsWith);
    }
}
