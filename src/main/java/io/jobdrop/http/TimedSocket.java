package io.jobdrop.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A socket whose connecting and reading end when a {@link Patience} does, however slowly bytes trickle in. TLS reads
 * through it too, so that its handshake ends as well.
 */
final class TimedSocket extends Socket {
    private static final long NANOS = 1_000_000;

    private volatile Patience patience = new Pace(0, Duration.ZERO);
    private volatile int idleMillis;

    /** What ends the reads from now on. */
    void follow(Patience next) {
        patience = next;
    }

    @Override
    public void connect(SocketAddress address, int timeoutMillis) throws IOException {
        super.connect(address, bounded(timeoutMillis));
    }

    @Override
    public synchronized void setSoTimeout(int timeoutMillis) throws SocketException {
        idleMillis = timeoutMillis;
        super.setSoTimeout(timeoutMillis);
    }

    @Override
    public synchronized int getSoTimeout() throws SocketException {
        return idleMillis;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new BlockStream(super.getInputStream()) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return timed(in, into, offset, length);
            }
        };
    }

    private int timed(InputStream in, byte[] into, int offset, int length) throws IOException {
        Patience now = patience;
        super.setSoTimeout(bounded(idleMillis));
        long before = System.nanoTime();
        try {
            int count = in.read(into, offset, length);
            now.waited(System.nanoTime() - before);
            return count;
        } catch (SocketTimeoutException e) {
            now.waited(System.nanoTime() - before);
            bounded(idleMillis);
            throw e;
        }
    }

    private int bounded(int timeoutMillis) throws SocketTimeoutException {
        long left = patience.left();
        if (left <= 0) {
            throw patience.lost();
        }
        long millis = Math.min(Integer.MAX_VALUE, (left - 1) / NANOS + 1);
        return (int) (timeoutMillis == 0 ? millis : Math.min(timeoutMillis, millis));
    }
}
