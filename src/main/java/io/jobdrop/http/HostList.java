package io.jobdrop.http;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that a setting names. Nothing is resolved: a name is compared with names, an address with addresses. Letters of
 * any case and a dot at the end make no difference.
 */
public final class HostList {
    /** A list that holds no host. */
    public static final HostList NONE = new HostList(List.of());

    private static final Pattern WITH_PORT = Pattern.compile("([^:]+|\\[[^]]*]):(\\d{1,5})");
    private static final Pattern ADDRESS =
            Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*]?");
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{M}\\p{N}_-]+(\\.[\\p{L}\\p{M}\\p{N}_-]+)*\\.?");

    private final List<Entry> entries;

    private HostList(List<Entry> entries) {
        this.entries = entries;
    }

    /**
     * Exceptions from a proxy, as NO_PROXY is written for Go and curl: a name stands for itself and all below it, with a
     * dot or {@code *.} before it too; an address or a range such as {@code 10.0.0.0/8} for addresses; each may have a
     * port; {@code *} stands for all.
     *
     * @throws IllegalArgumentException with the entry that is none of these
     */
    public static HostList exclusions(String text) {
        List<Entry> entries = new ArrayList<>();
        for (String entry : text.split("[,\\s]+", -1)) {
            if (!entry.isEmpty()) {
                entries.add(exclusion(entry));
            }
        }
        return new HostList(entries);
    }

    /** Hosts that are meant exactly: a name or an address, with or without a port, or {@code *.domain} for all below it. */
    public static HostList exact(List<String> hosts) {
        return new HostList(hosts.stream().map(HostList::exact).toList());
    }

    /** Whether it holds this host. */
    public boolean holds(String host, int port) {
        String name = plain(host);
        InetAddress address = address(host);
        return entries.stream().anyMatch(entry -> entry.holds(name, address, port));
    }

    /** The hosts of both. */
    public HostList and(HostList other) {
        List<Entry> all = new ArrayList<>(entries);
        all.addAll(other.entries);
        return new HostList(all);
    }

    /** Whether a host is this machine, by its name or address alone. */
    static boolean isLoopback(String host) {
        String name = plain(host);
        InetAddress address = address(host);
        return address == null ? name.equals("localhost") || name.endsWith(".localhost") : address.isLoopbackAddress();
    }

    private static Entry exclusion(String text) {
        if (text.equals("*")) {
            return (name, address, port) -> true;
        }
        int slash = text.indexOf('/');
        if (slash > 0) {
            return range(text, slash);
        }
        Matcher withPort = WITH_PORT.matcher(text);
        String host = withPort.matches() ? withPort.group(1) : text;
        int only = withPort.matches() ? Integer.parseInt(withPort.group(2)) : -1;
        InetAddress meant = address(host);
        if (meant != null) {
            return (name, address, port) -> meant.equals(address) && (only < 0 || only == port);
        }
        String domain = plain(host.replaceFirst("^\\*?\\.", ""));
        if (!NAME.matcher(domain).matches()) {
            throw new IllegalArgumentException("'" + text + "'");
        }
        return (name, address, port) ->
                address == null && (name.equals(domain) || name.endsWith("." + domain)) && (only < 0 || only == port);
    }

    private static Entry exact(String text) {
        Matcher withPort = WITH_PORT.matcher(text);
        String host = withPort.matches() ? withPort.group(1) : text;
        int only = withPort.matches() ? Integer.parseInt(withPort.group(2)) : -1;
        boolean below = host.startsWith("*.");
        InetAddress meant = address(host);
        String domain = plain(below ? host.substring(1) : host);
        return (name, address, port) -> (only < 0 || only == port)
                && (meant != null ? meant.equals(address) : below ? name.endsWith(domain) : name.equals(domain));
    }

    private static Entry range(String text, int slash) {
        InetAddress base = address(text.substring(0, slash));
        String bits = text.substring(slash + 1);
        if (base == null || !bits.matches("\\d{1,3}") || Integer.parseInt(bits) > base.getAddress().length * 8) {
            throw new IllegalArgumentException("'" + text + "'");
        }
        byte[] first = base.getAddress();
        int length = Integer.parseInt(bits);
        return (name, address, port) -> address != null && isWithin(address.getAddress(), first, length);
    }

    private static boolean isWithin(byte[] address, byte[] first, int bits) {
        int whole = bits / 8;
        int mask = 0xff00 >> bits % 8 & 0xff;
        return address.length == first.length
                && Arrays.equals(address, 0, whole, first, 0, whole)
                && (mask == 0 || (address[whole] & mask) == (first[whole] & mask));
    }

    // Only what is written as an address: a name would be resolved.
    private static @Nullable InetAddress address(String host) {
        if (!ADDRESS.matcher(host).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static String plain(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        try {
            name = name.chars().allMatch(c -> c < 0x80) ? name : IDN.toASCII(name, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException e) {
            return name; // No host has this name.
        }
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    @FunctionalInterface
    private interface Entry {
        boolean holds(String name, @Nullable InetAddress address, int port);
    }
}
