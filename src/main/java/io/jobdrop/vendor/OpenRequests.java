package io.jobdrop.vendor;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hc.client5.http.classic.ExecRuntime;

/**
 * The requests under way, so that a stop need not wait for the other side: a request that is given up fails as if its
 * connection had broken off.
 */
public final class OpenRequests {
    private final Set<ExecRuntime> open = ConcurrentHashMap.newKeySet();
    private volatile boolean givenUp;

    /**
     * A request is about to be sent.
     *
     * @throws IOException when all requests were given up
     */
    public void opened(ExecRuntime connection) throws IOException {
        open.add(connection);
        if (givenUp) {
            open.remove(connection);
            throw new InterruptedIOException("jobdrop stops");
        }
    }

    /** Its answer was read, or nobody wants it any more. */
    public void ended(ExecRuntime connection) {
        open.remove(connection);
    }

    /** Closes the connections of all requests under way, and lets none follow. */
    public void giveUp() {
        givenUp = true;
        open.forEach(ExecRuntime::discardEndpoint);
    }
}
