package io.jobdrop.config;

import io.jobdrop.http.HostList;
import io.jobdrop.http.Proxy;
import io.jobdrop.http.Reach;
import io.jobdrop.http.Tls;
import io.jobdrop.http.TlsKeys;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a vendor is reached: the settings {@code VENDOR.proxy.*} and {@code VENDOR.tls.*}, which win over
 * {@code jobdrop.proxy.*} and {@code jobdrop.tls.*}. A proxy or a store comes with the user or password beside it, never
 * with that of another. An empty value, or {@code none}, means that the vendor has none.
 */
public final class VendorReach {
    static final List<String> SUFFIXES = List.of(
            "proxy.url",
            "proxy.user",
            "proxy.password",
            "proxy.exclude",
            "tls.trust-store",
            "tls.trust-store-password",
            "tls.key-store",
            "tls.key-store-password",
            "tls.key-store-hosts");
    static final String NONE = "none";
    private static final int HTTP = 80;

    private final Settings settings;
    private final String vendor;

    private VendorReach(Settings settings, String vendor) {
        this.settings = settings;
        this.vendor = vendor;
    }

    /**
     * As the settings say; equal files are read once.
     *
     * @throws WrongSetting when a file cannot be read
     */
    public static Reach of(Settings settings, String vendor) {
        VendorReach reach = new VendorReach(settings, vendor);
        return new Reach(reach.proxy(), reach.tls());
    }

    /** The key of a vendor's setting when it is set, even to nothing; else that of all vendors. */
    static String key(Settings settings, String vendor, String suffix) {
        String own = vendor + "." + suffix;
        return settings.set(own) != null ? own : "jobdrop." + suffix;
    }

    private @Nullable Proxy proxy() {
        String setting = key("proxy.url");
        String url = value(setting);
        if (url.isEmpty()) {
            return null;
        }
        String address = url.replaceAll("^http://|/$", "");
        int colon = address.lastIndexOf(':');
        boolean ported = colon > address.lastIndexOf(']');
        String user = settings.get(isOwn("proxy.user") ? vendor + ".proxy.user" : beside(setting, "user"));
        String exclude = settings.get(key("proxy.exclude"));
        boolean all = exclude.equals(NONE);
        return new Proxy(
                setting,
                (ported ? address.substring(0, colon) : address).replaceAll("[\\[\\]]", ""),
                ported ? Integer.parseInt(address.substring(colon + 1)) : HTTP,
                user.isEmpty() ? null : user,
                settings.get(
                        isOwn("proxy.user") || isOwn("proxy.password")
                                ? vendor + ".proxy.password"
                                : beside(setting, "password")),
                HostList.exclusions(all ? "" : exclude),
                all);
    }

    /** Another setting of the same group. */
    static String beside(String key, String name) {
        return key.substring(0, key.lastIndexOf('.') + 1) + name;
    }

    private Tls tls() {
        String trusted = key("tls.trust-store");
        String key = key("tls.key-store");
        TlsKeys keys = settings.tlsFiles().keys(store(trusted), store(key));
        boolean own = isOwn("tls.trust-store") || isOwn("tls.key-store");
        return new Tls(keys, certified(), own ? vendor + ".tls" : "jobdrop.tls");
    }

    private TlsFiles.Store store(String key) {
        return value(key).isEmpty() ? TlsFiles.Store.NONE : store(settings, key);
    }

    /** The store that a setting names. */
    static TlsFiles.Store store(Settings settings, String key) {
        return new TlsFiles.Store(key, settings.path(key), settings.get(key + "-password"));
    }

    // The vendor's own hosts, which get its key too, and those that are told of.
    private HostList certified() {
        List<String> hosts = new ArrayList<>(settings.list(vendor + ".hosts"));
        hosts.addAll(settings.list(key("tls.key-store-hosts")));
        for (String setting : List.of(vendor + ".url", vendor + ".token-url")) {
            String url = settings.get(setting);
            if (!url.isEmpty()) {
                URI origin = URI.create(url);
                hosts.add(origin.getHost() + ":" + (origin.getPort() < 0 ? 443 : origin.getPort()));
            }
        }
        return HostList.exact(hosts);
    }

    private String key(String suffix) {
        return key(settings, vendor, suffix);
    }

    private boolean isOwn(String suffix) {
        return key(suffix).startsWith(vendor + ".");
    }

    private String value(String key) {
        String value = settings.get(key);
        return value.equals(NONE) ? "" : value;
    }
}
