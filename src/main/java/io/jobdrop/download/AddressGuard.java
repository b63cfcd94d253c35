package io.jobdrop.download;

import io.jobdrop.Feed;
import io.jobdrop.config.Settings;
import io.jobdrop.job.Held;
import io.jobdrop.vendor.HostName;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Decides whether we may connect to the address behind a result URL.
 *
 * <p>The verdict is about a resolved address, so the caller must connect to that same address: resolving the name
 * again would let it change between the check and the use. Redirects are the caller's business; it asks again for each
 * hop. Hosts that {@code jobdrop.download.allow-hosts} names are allowed whatever their address is.
 *
 * <p>The ranges are those of the IANA special-purpose address registries (RFC 6890) that are not globally reachable,
 * and the transition ranges that could carry a private IPv4 address: NAT64, 6to4, Teredo.
 */
public final class AddressGuard {
    /** What an address is. */
    public enum Verdict {
        ALLOWED,
        LOOPBACK,
        PRIVATE,
        LINK_LOCAL,
        NOT_GLOBAL;

        /** The word for messages. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private record Range(InetAddress base, int bits, Verdict verdict) {
        boolean holds(byte[] address) {
            byte[] prefix = base.getAddress();
            if (address.length != prefix.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((address[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final Range GLOBAL_UNICAST = range("2000::/3", Verdict.ALLOWED);
    private static final List<Range> REFUSED = List.of(
            range("127.0.0.0/8", Verdict.LOOPBACK),
            range("::1/128", Verdict.LOOPBACK),
            range("10.0.0.0/8", Verdict.PRIVATE),
            range("172.16.0.0/12", Verdict.PRIVATE),
            range("192.168.0.0/16", Verdict.PRIVATE),
            range("100.64.0.0/10", Verdict.PRIVATE),
            range("fc00::/7", Verdict.PRIVATE),
            range("169.254.0.0/16", Verdict.LINK_LOCAL),
            range("fe80::/10", Verdict.LINK_LOCAL),
            range("0.0.0.0/8", Verdict.NOT_GLOBAL),
            range("192.0.0.0/24", Verdict.NOT_GLOBAL),
            range("192.0.2.0/24", Verdict.NOT_GLOBAL),
            range("192.88.99.0/24", Verdict.NOT_GLOBAL),
            range("198.18.0.0/15", Verdict.NOT_GLOBAL),
            range("198.51.100.0/24", Verdict.NOT_GLOBAL),
            range("203.0.113.0/24", Verdict.NOT_GLOBAL),
            range("224.0.0.0/3", Verdict.NOT_GLOBAL),
            range("2001::/23", Verdict.NOT_GLOBAL),
            range("2001:db8::/32", Verdict.NOT_GLOBAL),
            range("2002::/16", Verdict.NOT_GLOBAL),
            range("3fff::/20", Verdict.NOT_GLOBAL));

    private static final int HTTPS = 443;
    private static final int HTTP = 80;

    private final List<Named> named;

    /** A host that the settings name; with port -1 for each of its ports, with {@code any} for all below the name. */
    private record Named(String host, int port, boolean any) {
        private static final Pattern FORM = Pattern.compile("(.*?)(?::(\\d{1,5}))?", Pattern.DOTALL);

        static Named of(String text) {
            boolean any = text.startsWith("*.");
            String name = any ? text.substring(2) : text;
            boolean address = !name.startsWith("[") && name.indexOf(':') != name.lastIndexOf(':');
            Matcher form = FORM.matcher(name);
            return address || !form.matches() || form.group(2) == null
                    ? new Named(spelled(name), -1, any)
                    : new Named(spelled(form.group(1)), Integer.parseInt(form.group(2)), any);
        }

        boolean names(String other, int otherPort) {
            return (port < 0 || port == otherPort)
                    && (any ? other.endsWith("." + host) && other.length() > host.length() + 1 : other.equals(host));
        }
    }

    /**
     * A guard with exceptions.
     *
     * @param allowedHosts {@code host}, {@code host:port} or {@code *.domain}, IPv6 literals in brackets
     */
    public AddressGuard(List<String> allowedHosts) {
        this.named = allowedHosts.stream().map(Named::of).toList();
    }

    private AddressGuard(AddressGuard guard, List<String> more) {
        this.named = Stream.concat(guard.named.stream(), more.stream().map(Named::of))
                .toList();
    }

    /** The same guard for the results of a feed: where they are asked for with the vendor's key, its own hosts are excepted. */
    AddressGuard forResultsOf(Feed feed, Settings settings) {
        if (!feed.download().authorized()) {
            return this;
        }
        URI uri = URI.create(settings.get(feed.vendor() + ".url"));
        int usual = "https".equalsIgnoreCase(uri.getScheme()) ? HTTPS : HTTP;
        String api = uri.getHost() + ":" + (uri.getPort() < 0 ? usual : uri.getPort());
        return new AddressGuard(
                this,
                Stream.concat(Stream.of(api), settings.list(feed.vendor() + ".hosts").stream())
                        .toList());
    }

    /** The same for the results of a vendor's feeds, which one client fetches. */
    AddressGuard forResultsOf(Collection<Feed> feeds, Settings settings) {
        return feeds.stream()
                .filter(feed -> feed.download().authorized())
                .findFirst()
                .map(feed -> forResultsOf(feed, settings))
                .orElse(this);
    }

    /** What this address is, whoever asks. */
    public Verdict judge(InetAddress address) {
        byte[] bytes = address.getAddress();
        for (Range range : REFUSED) {
            if (range.holds(bytes)) {
                return range.verdict();
            }
        }
        boolean global = !(address instanceof Inet6Address) || GLOBAL_UNICAST.holds(bytes);
        return global ? Verdict.ALLOWED : Verdict.NOT_GLOBAL;
    }

    /** Whether the settings name this host, however it is spelled: then it may be private, and plain http. */
    public boolean isNamed(String host, int port) {
        String spelled = spelled(host);
        return named.stream().anyMatch(exception -> exception.names(spelled, port));
    }

    /**
     * Judges a host whose address only a proxy will know: an address by its range, a name by what it is used for.
     *
     * @throws Held when it is not public, and the settings do not name it
     */
    void requirePublic(String host, int port) {
        String spelled = spelled(host);
        Verdict verdict = LocalNames.isAddress(spelled)
                ? judge(LocalNames.address(spelled))
                : LocalNames.isLocal(spelled) ? Verdict.PRIVATE : Verdict.ALLOWED;
        if (verdict != Verdict.ALLOWED && !isNamed(host, port)) {
            throw new Held("the result host " + host + " is a " + verdict.word() + " one, which no proxy is asked for;"
                    + " nothing was requested. If it is meant, name it in jobdrop.download.allow-hosts");
        }
    }

    private static String spelled(String host) {
        try {
            return HostName.canonical(host);
        } catch (IllegalArgumentException e) {
            return host.toLowerCase(Locale.ROOT);
        }
    }

    private static Range range(String cidr, Verdict verdict) {
        int slash = cidr.indexOf('/');
        try {
            InetAddress base = InetAddress.getByName(cidr.substring(0, slash));
            return new Range(base, Integer.parseInt(cidr.substring(slash + 1)), verdict);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalArgumentException(cidr, e);
        }
    }
}
