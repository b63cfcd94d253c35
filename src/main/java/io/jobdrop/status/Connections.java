package io.jobdrop.status;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.IOSessionListener;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections that are too many, and each that lives for too long, whatever it does. Other machines get three
 * quarters of them, and one address a quarter, so that a proxy and a supervisor on this machine always get in.
 */
final class Connections implements IOSessionListener {
    private final ScheduledExecutorService timer;
    private final int most;
    private final Timeout life;
    private final Map<String, Open> open = new ConcurrentHashMap<>();

    Connections(ScheduledExecutorService timer, int most, Timeout life) {
        this.timer = timer;
        this.most = most;
        this.life = life;
    }

    /** A connection from another address, or from this machine, which has none here. */
    private record Open(@Nullable InetAddress from, Future<?> end) {}

    @Override
    public void connected(IOSession session) {
        InetAddress from = session.getRemoteAddress() instanceof InetSocketAddress remote
                        && !remote.getAddress().isLoopbackAddress()
                ? remote.getAddress()
                : null;
        if (isTooMany(from)) {
            session.close(CloseMode.IMMEDIATE);
            return;
        }
        try {
            Future<?> end = timer.schedule(
                    () -> session.close(CloseMode.IMMEDIATE), life.toMilliseconds(), TimeUnit.MILLISECONDS);
            open.put(session.getId(), new Open(from, end));
        } catch (RejectedExecutionException e) {
            session.close(CloseMode.IMMEDIATE);
        }
    }

    private boolean isTooMany(@Nullable InetAddress from) {
        if (from == null) {
            return open.size() >= most;
        }
        List<InetAddress> others =
                open.values().stream().map(Open::from).filter(Objects::nonNull).toList();
        return open.size() >= most || others.size() >= most * 3 / 4 || Collections.frequency(others, from) >= most / 4;
    }

    @Override
    public void disconnected(IOSession session) {
        Open closed = open.remove(session.getId());
        if (closed != null) {
            closed.end().cancel(false);
        }
    }

    @Override
    public void startTls(IOSession session) {}

    @Override
    public void inputReady(IOSession session) {}

    @Override
    public void outputReady(IOSession session) {}

    @Override
    public void timeout(IOSession session) {}

    @Override
    public void exception(IOSession session, Exception failure) {}
}
