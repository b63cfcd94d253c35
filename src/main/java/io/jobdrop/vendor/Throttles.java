package io.jobdrop.vendor;

import io.jobdrop.config.Settings;
import io.jobdrop.config.Units;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;

/**
 * The gates of all accounts. What a vendor's account asks for, and the results that it fetches from the vendor's own
 * origin, share one gate; each result host elsewhere has one per vendor, so that no vendor's trouble delays another.
 */
public final class Throttles {
    private static final int MANY = 1000;

    private final Settings settings;
    private final Clock clock;
    private final Throttle.Rules rules;
    private final Map<String, Throttle> gates = new ConcurrentHashMap<>();

    /** Gates that let nobody in any more once {@code stopping} says so. */
    public Throttles(Settings settings, Clock clock, BooleanSupplier stopping) {
        this.settings = settings;
        this.clock = clock;
        this.rules = new Throttle.Rules(
                settings.duration("jobdrop.retry.backoff"),
                settings.duration("jobdrop.retry.max-backoff"),
                clock,
                stopping);
    }

    /** A request that is sent when its turn has come. */
    @FunctionalInterface
    public interface Call {
        ClassicHttpResponse send() throws IOException, HttpException;
    }

    /** Sends a request of a vendor's account through the gate of its origin. */
    public ClassicHttpResponse send(String vendor, HttpRequest request, Call call) throws IOException, HttpException {
        Throttle gate = gate(vendor, request);
        try {
            gate.enter();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for its turn");
        }
        ClassicHttpResponse response = null;
        try {
            response = call.send();
            return response;
        } finally {
            if (response == null) {
                gate.failed();
            } else {
                gate.answered(response.getCode(), pause(response));
            }
        }
    }

    private Duration pause(ClassicHttpResponse response) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : response.getHeaders()) {
            headers.merge(
                    header.getName().toLowerCase(Locale.ROOT),
                    String.valueOf(header.getValue()),
                    (one, more) -> one + ", " + more);
        }
        return RateLimits.pause(response.getCode(), headers, clock.instant()).orElse(Duration.ZERO);
    }

    /** Whether a URL leads to the vendor's API, so that a request to it counts as one of the account's. */
    public boolean isApi(String vendor, String scheme, String host, int port) {
        return isApi(vendor, origin(scheme, host, port));
    }

    private boolean isApi(String vendor, String origin) {
        URI api = URI.create(settings.get(vendor + ".url"));
        return api.getHost() != null && origin.equals(origin(api.getScheme(), api.getHost(), api.getPort()));
    }

    private Throttle gate(String vendor, HttpRequest request) {
        String origin = origin(
                request.getScheme(),
                request.getAuthority().getHostName(),
                request.getAuthority().getPort());
        if (gates.size() > MANY) {
            // Only a vendor that makes up hosts gets here; its own gate and the rate are kept.
            gates.keySet().removeIf(key -> key.contains(" "));
        }
        return isApi(vendor, origin)
                ? gates.computeIfAbsent(vendor, key -> new Throttle(vendor, spacing(vendor), rules))
                : gates.computeIfAbsent(
                        vendor + " " + origin,
                        key -> new Throttle(
                                "the result host " + request.getAuthority().getHostName(), Duration.ZERO, rules));
    }

    private Duration spacing(String vendor) {
        String rate = settings.get(vendor + ".rate");
        return rate.isEmpty() ? Duration.ZERO : Units.spacing(rate);
    }

    private static String origin(String scheme, String host, int port) {
        String lower = scheme.toLowerCase(Locale.ROOT);
        int actual = port > 0 ? port : lower.equals("https") ? 443 : 80;
        return lower + "://" + spelled(host) + ":" + actual;
    }

    private static String spelled(String host) {
        try {
            return HostName.canonical(host);
        } catch (IllegalArgumentException e) {
            return host.toLowerCase(Locale.ROOT);
        }
    }
}
