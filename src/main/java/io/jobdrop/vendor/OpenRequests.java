package io.jobdrop.vendor;

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

    /** A request is sent. */
    public void opened(ExecRuntime connection) {
        open.add(connection);
        if (givenUp) {
            connection.discardEndpoint();
        }
    }

    /** Its answer was read, or nobody wants it any more. */
    public void ended(ExecRuntime connection) {
        open.remove(connection);
    }

    /** Closes the connections of all requests under way, and of those that follow. */
    public void giveUp() {
        givenUp = true;
        open.forEach(ExecRuntime::discardEndpoint);
    }
}
