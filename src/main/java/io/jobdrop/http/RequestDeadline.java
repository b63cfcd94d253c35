package io.jobdrop.http;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;

/**
 * Gives each request so much time until its status is there, whatever is slow: connecting, a handshake, a host that does
 * not read, or one that trickles. The timeouts of sockets cannot do that: each byte starts them again. Nobody gets the body
 * of a response, and nothing is repeated: for clients that only ask whether something was taken.
 */
public final class RequestDeadline implements ExecChainHandler {
    /** A connection whose last body is longer costs more to use again than a new one. */
    private static final int MOST_READ = 16 << 10;

    private final ScheduledExecutorService timer;
    private final Duration time;
    private final String lost;

    /** With what {@code lost} says when the time is over. */
    public RequestDeadline(ScheduledExecutorService timer, Duration time, String lost) {
        this.timer = timer;
        this.time = time;
        this.lost = lost;
    }

    /** Makes a client obey it. */
    public void configure(HttpClientBuilder builder) {
        builder.disableAutomaticRetries().addExecInterceptorFirst("request-deadline", this);
    }

    /**
     * Sends a request.
     *
     * @throws SocketTimeoutException when the time is over
     */
    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        AtomicBoolean over = new AtomicBoolean();
        Future<?> end = timer.schedule(() -> end(scope, over), time.toNanos(), TimeUnit.NANOSECONDS);
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            leaveBody(response, scope);
            return response;
        } catch (IOException e) {
            throw over.get() ? new SocketTimeoutException(lost) : e;
        } finally {
            end.cancel(false);
        }
    }

    // Closes the connection, at whatever step the request is.
    private static void end(ExecChain.Scope scope, AtomicBoolean over) {
        over.set(true);
        if (scope.originalRequest instanceof Cancellable request) {
            request.cancel();
        }
    }

    private static void leaveBody(ClassicHttpResponse response, ExecChain.Scope scope) {
        HttpEntity body = response.getEntity();
        if (body == null) {
            return;
        }
        response.setEntity(null);
        try {
            if (body.getContent().readNBytes(MOST_READ).length == MOST_READ) {
                scope.execRuntime.discardEndpoint();
            }
        } catch (IOException e) {
            // The status has come, and is all that counts.
            scope.execRuntime.discardEndpoint();
        }
    }
}
