package io.jobdrop.support;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A connection to a {@link FakeVendor}, as a reply sees it. */
public final class Wire {
    private final Socket socket;
    private final CountDownLatch closed;
    private final Callable<?> next;
    private boolean kept;

    Wire(Socket socket, CountDownLatch closed, Callable<?> next) {
        this.socket = socket;
        this.closed = closed;
        this.next = next;
    }

    /** Waits for one more request on this connection; false when it ends without one. */
    public boolean next() {
        try {
            next.call();
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    public void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void write(byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
    }

    /** Ends the connection as a crash does. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Waits, or ends early with the server. */
    public void pause(long millis) {
        try {
            closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The reply is whole: the connection takes one more request. */
    void keep() {
        kept = true;
    }

    boolean isKept() {
        boolean is = kept;
        kept = false;
        return is;
    }
}
