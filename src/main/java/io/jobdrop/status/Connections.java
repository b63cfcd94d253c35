package io.jobdrop.status;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.IOSessionListener;
import org.apache.hc.core5.util.Timeout;

/** Closes connections that are too many, and each that lives for too long, whatever it does. */
final class Connections implements IOSessionListener {
    private final ScheduledExecutorService timer;
    private final int most;
    private final Timeout life;
    private final Map<String, Future<?>> ends = new ConcurrentHashMap<>();

    Connections(ScheduledExecutorService timer, int most, Timeout life) {
        this.timer = timer;
        this.most = most;
        this.life = life;
    }

    @Override
    public void connected(IOSession session) {
        if (ends.size() >= most) {
            session.close(CloseMode.IMMEDIATE);
            return;
        }
        try {
            ends.put(
                    session.getId(),
                    timer.schedule(
                            () -> session.close(CloseMode.IMMEDIATE), life.toMilliseconds(), TimeUnit.MILLISECONDS));
        } catch (RejectedExecutionException e) {
            session.close(CloseMode.IMMEDIATE);
        }
    }

    @Override
    public void disconnected(IOSession session) {
        Future<?> end = ends.remove(session.getId());
        if (end != null) {
            end.cancel(false);
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
