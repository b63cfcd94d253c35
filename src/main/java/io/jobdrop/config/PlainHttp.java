package io.jobdrop.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;

/** Which hosts may get a secret unencrypted: this machine, and those that {@code jobdrop.download.allow-hosts} names. */
public final class PlainHttp {
    private static final int HTTP = 80;

    private PlainHttp() {}

    /**
     * Whether plain http is good enough, decided by the text alone: no name server is asked.
     *
     * @param port -1 for the usual one
     */
    public static boolean isTrusted(Settings settings, String host, int port) {
        return isLoopback(host) || isAllowed(settings, host.toLowerCase(Locale.ROOT), port);
    }

    private static boolean isLoopback(String host) {
        try {
            return host.equalsIgnoreCase("localhost")
                    || (host.matches("[0-9.]+|\\[.*]")
                            && InetAddress.getByName(host).isLoopbackAddress());
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean isAllowed(Settings settings, String host, int port) {
        return settings.list("jobdrop.download.allow-hosts").stream()
                .map(allowed -> allowed.toLowerCase(Locale.ROOT))
                .anyMatch(allowed -> allowed.equals(host)
                        || allowed.equals(host + ":" + (port < 0 ? HTTP : port))
                        || (allowed.startsWith("*.") && host.endsWith(allowed.substring(1))));
    }
}
