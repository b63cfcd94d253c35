package io.jobdrop.vendor;

import io.jobdrop.job.Held;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The access token of an account, shared by all of its requests. One thread fetches it while the others wait for what it
 * gets, be it a token or a failure. It is fetched anew shortly before it ends, and when the vendor refuses it.
 */
final class AccessTokens implements VendorCredentials.Keys {
    private static final Duration LONGEST_MARGIN = Duration.ofMinutes(1);
    private static final int SHARE_OF_LIFE = 10;

    private final Grant grant;
    private final TokenEndpoint endpoint;
    private final Clock clock;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile @Nullable Token token;
    private volatile Failed failed = new Failed(0, new IOException("no failure"));
    private int refusals;

    /** With {@code renewAt}, when the next one is fetched; null when only a refusal tells. */
    private record Token(String value, @Nullable Instant renewAt) {}

    /** The last failure to get one; each has another number. */
    private record Failed(int number, Exception failure) {}

    AccessTokens(Grant grant, TokenEndpoint endpoint, Clock clock) {
        this.grant = grant;
        this.endpoint = endpoint;
        this.clock = clock;
    }

    @Override
    public String current() throws IOException {
        return get("");
    }

    @Override
    public String insteadOf(String refused) throws IOException {
        return get(refused);
    }

    private String get(String refused) throws IOException {
        String known = usable(refused);
        if (known != null) {
            return known;
        }
        int failuresBefore = failed.number();
        try {
            fetching.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for an access token");
        }
        try {
            String fetched = usable(refused);
            if (fetched != null) {
                return fetched;
            }
            if (failed.number() != failuresBefore) {
                throw again(failed.failure());
            }
            return fetch();
        } finally {
            fetching.unlock();
        }
    }

    private @Nullable String usable(String refused) {
        Token known = token;
        if (known == null || known.value().equals(refused)) {
            return null;
        }
        Instant end = known.renewAt();
        return end == null || clock.instant().isBefore(end) ? known.value() : null;
    }

    // Time counts from before the request.
    private String fetch() throws IOException {
        token = null;
        Instant asked = clock.instant();
        try {
            TokenResponse response = grant.fetch(endpoint);
            refusals = 0;
            Duration life = response.life();
            token = new Token(response.accessToken(), life == null ? null : asked.plus(life.minus(margin(life))));
            return response.accessToken();
        } catch (TokenRefused e) {
            Held held = endpoint.refused(e, ++refusals);
            failed = new Failed(failed.number() + 1, held);
            throw held;
        } catch (IOException | RuntimeException e) {
            if (!isOurs(e)) {
                failed = new Failed(failed.number() + 1, e);
            }
            throw e;
        }
    }

    private static Duration margin(Duration life) {
        Duration share = life.dividedBy(SHARE_OF_LIFE);
        return share.compareTo(LONGEST_MARGIN) < 0 ? share : LONGEST_MARGIN;
    }

    // The interruption of one thread is no failure of the others.
    private static boolean isOurs(Exception failure) {
        return failure instanceof InterruptedIOException && !(failure instanceof SocketTimeoutException);
    }

    private static RuntimeException again(Exception failure) throws IOException {
        if (failure instanceof IOException passing) {
            throw passing;
        }
        return (RuntimeException) failure;
    }
}
