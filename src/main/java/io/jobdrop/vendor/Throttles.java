package io.jobdrop.vendor;

import io.jobdrop.config.Settings;
import io.jobdrop.config.Units;
import io.jobdrop.metrics.Meters;
import io.jobdrop.record.Accounts;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * The gates of all accounts. What a vendor's account asks for, and the results that it fetches from the vendor's own
 * origin, share one gate; each result host elsewhere has one per vendor, so that no vendor's trouble delays another.
 */
public final class Throttles implements AutoCloseable {
    private static final int MANY = 1000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration HAND_OVER = Duration.ofSeconds(10);

    private final Settings settings;
    private final Clock clock;
    private final Throttle.Rules rules;
    private final Meters meters;
    private final @Nullable SharedAccounts shared;
    private final Map<String, Throttle> gates = new ConcurrentHashMap<>();

    /** Gates that let nobody in any more once {@code stopping} says so. */
    public Throttles(Settings settings, Clock clock, BooleanSupplier stopping) {
        this(settings, clock, stopping, Meters.NONE, Optional.empty());
    }

    /** The same, with meters that count requests and pauses, and the accounts that other nodes use too. */
    public Throttles(
            Settings settings, Clock clock, BooleanSupplier stopping, Meters meters, Optional<Accounts> accounts) {
        this.meters = meters;
        this.settings = settings;
        this.clock = clock;
        this.rules = new Throttle.Rules(
                settings.duration("jobdrop.retry.backoff"),
                settings.duration("jobdrop.retry.max-backoff"),
                PATIENCE,
                accounts.map(shared -> HAND_OVER),
                clock,
                stopping);
        this.shared = accounts.map(each -> new SharedAccounts(each, this::pausedElsewhere))
                .orElse(null);
    }

    /** Begins to share pauses with other nodes. */
    public void begin() {
        if (shared != null) {
            shared.begin();
        }
    }

    /** A request that is sent when its turn has come. */
    @FunctionalInterface
    public interface Call {
        ClassicHttpResponse send() throws IOException, HttpException;
    }

    /**
     * Sends a request of a vendor's account through the gate of its origin.
     *
     * @param kind what it asks for, for the meters: list, detail or result
     */
    public ClassicHttpResponse send(String vendor, String kind, HttpRequest request, Call call)
            throws IOException, HttpException {
        return send(gate(vendor, request), metered(vendor, kind, call));
    }

    /** Sends a request through the gate of a vendor's account, wherever it goes: one for an access token. */
    public ClassicHttpResponse sendAsAccount(String vendor, Call call) throws IOException, HttpException {
        return send(ofAccount(vendor), metered(vendor, "token", call));
    }

    private Call metered(String vendor, String kind, Call call) {
        return () -> {
            long began = System.nanoTime();
            int status = 0;
            try {
                ClassicHttpResponse response = call.send();
                status = response.getCode();
                return response;
            } finally {
                meters.requested(vendor, kind, status, Duration.ofNanos(System.nanoTime() - began));
            }
        };
    }

    /** Until when nothing is asked of a vendor's account; empty when it may be asked. */
    public Optional<Instant> quietUntil(String vendor) {
        return Optional.ofNullable(gates.get(vendor)).flatMap(Throttle::pause).map(Throttle.Pause::until);
    }

    /** Whether a vendor's account is left alone since request after request failed. */
    public boolean isFailing(String vendor) {
        return Optional.ofNullable(gates.get(vendor))
                .flatMap(Throttle::pause)
                .filter(Throttle.Pause::failing)
                .isPresent();
    }

    /** The longest pause that is on for a vendor: of its account, or of a host of its results. */
    public Optional<Throttle.Pause> pause(String vendor) {
        return gates.entrySet().stream()
                .filter(gate -> gate.getKey().equals(vendor) || gate.getKey().startsWith(vendor + " "))
                .flatMap(gate -> gate.getValue().pause().stream())
                .max(Comparator.comparing(Throttle.Pause::until));
    }

    /** Leaves a vendor alone which has refused the account itself, so many times in a row. */
    public void refused(String vendor, int times, String why) {
        ofAccount(vendor).refused(times, why);
    }

    private ClassicHttpResponse send(Throttle gate, Call call) throws IOException, HttpException {
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
        return isApi(vendor, Origin.of(scheme, host, port));
    }

    private boolean isApi(String vendor, Origin origin) {
        URI api = URI.create(settings.get(vendor + ".url"));
        return api.getHost() != null && origin.equals(Origin.of(api));
    }

    private Throttle gate(String vendor, HttpRequest request) {
        Origin origin = Origin.of(request);
        if (gates.size() > MANY) {
            // Only a vendor that makes up hosts gets here; its own gate and the rate are kept.
            gates.keySet().removeIf(key -> key.contains(" "));
        }
        return isApi(vendor, origin)
                ? ofAccount(vendor)
                : gates.computeIfAbsent(
                        vendor + " " + origin,
                        key -> new Throttle(
                                "the result host " + request.getAuthority().getHostName(),
                                new LocalTurns(Duration.ZERO, System::nanoTime),
                                rules,
                                (wish, more) -> count(vendor, wish, more)));
    }

    private Throttle ofAccount(String vendor) {
        return gates.computeIfAbsent(
                vendor, key -> new Throttle(vendor, turns(vendor), rules, (wish, more) -> paused(vendor, wish, more)));
    }

    private Turns turns(String vendor) {
        String rate = settings.get(vendor + ".rate");
        if (rate.isEmpty()) {
            return new LocalTurns(Duration.ZERO, System::nanoTime);
        }
        Duration spacing = Units.spacing(rate);
        return shared == null ? new LocalTurns(spacing, System::nanoTime) : shared.turns(vendor, spacing);
    }

    // That requests fail may be the fault of this node's network, which says nothing to others.
    private void paused(String vendor, Throttle.Wish wish, Duration more) {
        count(vendor, wish, more);
        if (shared != null && !wish.word().equals("failing")) {
            shared.pause(vendor, wish);
        }
    }

    private void count(String vendor, Throttle.Wish wish, Duration more) {
        if (!more.isZero()) {
            meters.paused(vendor, wish.word(), more);
        }
    }

    // Another node may have feeds that are not installed here.
    private void pausedElsewhere(Accounts.Pause pause) {
        if (!settings.get(pause.vendor() + ".url", "").isEmpty()) {
            ofAccount(pause.vendor()).pausedElsewhere(pause.length(), pause.why());
        }
    }

    @Override
    public void close() {
        if (shared != null) {
            shared.close();
        }
    }
}
