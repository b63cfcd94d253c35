package io.jobdrop.vendor;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hc.client5.http.classic.ExecRuntime;

/**
 * The requests under way, so that a stop need not wait for the other side: a request that is given up fails as if its
 * connection had broken off.
 */
public final class OpenRequests {
    private final Map<ExecRuntime, Thread> open = new ConcurrentHashMap<>();
    private volatile boolean givenUp;

    /**
     * A request is about to be sent by this thread.
     *
     * @throws IOException when all requests were given up
     */
    public void opened(ExecRuntime connection) throws IOException {
        open.put(connection, Thread.currentThread());
        if (givenUp) {
            open.remove(connection);
            throw new InterruptedIOException("jobdrop stops");
        }
    }

    /** Its answer was read, or nobody wants it any more. */
    public void ended(ExecRuntime connection) {
        open.remove(connection);
    }

    /** Closes the connection of the request that a thread waits for. */
    public void giveUp(Thread thread) {
        open.forEach((connection, waiting) -> {
            if (waiting == thread) {
                connection.discardEndpoint();
            }
        });
    }

    /** Closes the connections of all requests under way. Others may follow. */
    public void end() {
        open.keySet().forEach(ExecRuntime::discardEndpoint);
    }

    /** Closes the connections of all requests under way, and lets none follow. */
    public void giveUp() {
        givenUp = true;
        end();
    }
}
