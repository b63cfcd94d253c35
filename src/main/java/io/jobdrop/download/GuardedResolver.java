package io.jobdrop.download;

import io.jobdrop.job.Held;
import io.jobdrop.vendor.HostName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Resolves a result host and lets only judged addresses through, which are the ones the client then dials. It is asked
 * for literal addresses too, however they are written.
 */
final class GuardedResolver implements DnsResolver {
    private final AddressGuard guard;
    private final DnsResolver resolver;

    GuardedResolver(AddressGuard guard) {
        this(guard, SystemDefaultDnsResolver.INSTANCE);
    }

    GuardedResolver(AddressGuard guard, DnsResolver resolver) {
        this.guard = guard;
        this.resolver = resolver;
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
        return Arrays.stream(judged(host, port))
                .map(address -> new InetSocketAddress(address, port))
                .toList();
    }

    /** Without a port no host can be told from another on the same machine, so that this form allows none by name. */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        return judged(host, -1);
    }

    private InetAddress[] judged(String host, int port) throws UnknownHostException {
        InetAddress[] addresses = resolver.resolve(spelled(host));
        if (addresses == null || addresses.length == 0) {
            throw new UnknownHostException(host);
        }
        if (!guard.isNamed(host, port)) {
            for (InetAddress address : addresses) {
                AddressGuard.Verdict verdict = guard.judge(address);
                if (verdict != AddressGuard.Verdict.ALLOWED) {
                    throw refused(host, address, verdict);
                }
            }
        }
        return addresses;
    }

    // Java reads some addresses otherwise than the guard, such as octal ones.
    private static String spelled(String host) throws UnknownHostException {
        try {
            return HostName.canonical(host);
        } catch (IllegalArgumentException e) {
            throw new UnknownHostException(host);
        }
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    private static Held refused(String host, InetAddress address, AddressGuard.Verdict verdict) {
        return new Held("the result host " + host + " has the " + verdict.word() + " address "
                + address.getHostAddress() + ", which is not public; nothing was requested. If it is meant, name it in"
                + " jobdrop.download.allow-hosts");
    }
}
