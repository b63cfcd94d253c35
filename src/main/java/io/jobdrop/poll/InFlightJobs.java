package io.jobdrop.poll;

import io.jobdrop.job.Job;
import io.jobdrop.record.Offers;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of this process that are on their way from a poll through the queue to the end of their delivery. A job
 * that is on its way is not offered again, so that the queue holds no job twice; and a run that is to end knows when
 * nothing is on its way any more.
 */
public final class InFlightJobs {
    private static final long LOOK_MILLIS = 500;

    private final Map<String, Job> onTheirWay = new ConcurrentHashMap<>();
    private final Map<String, Job> late = new ConcurrentHashMap<>();
    private final Map<String, Job> working = new ConcurrentHashMap<>();
    private final Stop stop;
    private final @Nullable Offers shared;

    /** Those of this process alone. */
    public InFlightJobs(Stop stop) {
        this(stop, null);
    }

    /** With the offers that all nodes share: they see to it that a job waits once; null for none. */
    public InFlightJobs(Stop stop, @Nullable Offers shared) {
        this.stop = stop;
        this.shared = shared;
    }

    /**
     * Whether the job is to be put into the queue: not when it is there already, nor when we are stopping. The poll's
     * time does not run until {@link #added}.
     */
    public boolean add(@Body Job job, Exchange exchange) {
        if (stop.isRequested() || (shared == null && !isFirst(job))) {
            return false;
        }
        RunningPoll poll = exchange.getProperty("poll", RunningPoll.class);
        if (poll != null) {
            poll.pause();
        }
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onFailure(Exchange failed) {
                settle(job);
            }
        });
        return true;
    }

    /** Takes note that the job is in the queue. */
    public void added(@ExchangeProperty("poll") RunningPoll poll) {
        poll.resume();
    }

    // What says more than the offer that is on its way must not be lost with it.
    private boolean isFirst(Job job) {
        Job before = onTheirWay.putIfAbsent(job.toString(), job);
        if (before != null && job.rank().compareTo(before.rank()) > 0) {
            late.put(job.toString(), job);
        }
        return before == null;
    }

    /** The jobs of a feed that were on their way when the list said more of them, and that have arrived since. */
    public List<Job> late(String feed) {
        List<String> arrived = late.entrySet().stream()
                .filter(entry -> entry.getValue().feed().equals(feed) && !onTheirWay.containsKey(entry.getKey()))
                .map(Map.Entry::getKey)
                .toList();
        return arrived.stream().map(late::remove).filter(Objects::nonNull).toList();
    }

    /** Whether another poll would find more to be done for a feed than the last one did. */
    public boolean hasLate(String feed) {
        return late.values().stream().anyMatch(job -> job.feed().equals(feed));
    }

    /**
     * Takes a job out of the queue into the exchange property {@code job}, and settles it when its exchange ends, however
     * it ends. That is at once when we are stopping; the next poll offers it again.
     */
    public void take(@Body Job job, Exchange exchange) {
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                settle(job);
            }
        });
        LogContext.begin(job, exchange);
        exchange.setProperty("job", job);
        working.put(job.toString(), job);
        exchange.setRouteStop(stop.isRequested());
    }

    /** Whether the job is on its way. */
    boolean has(Job job) {
        return onTheirWay.containsKey(job.toString()) || (shared != null && shared.has(job));
    }

    /** The jobs that a worker has taken out of the queue. */
    public List<Job> working() {
        return List.copyOf(working.values());
    }

    private synchronized void settle(Job job) {
        onTheirWay.remove(job.toString());
        working.remove(job.toString());
        notifyAll();
    }

    /** How many jobs of a feed wait for a worker. */
    public long waiting(String feed) {
        if (shared != null) {
            return shared.waiting(feed);
        }
        return onTheirWay.entrySet().stream()
                .filter(entry -> entry.getValue().feed().equals(feed) && !working.containsKey(entry.getKey()))
                .count();
    }

    /** How many jobs of a feed are worked on. */
    public long working(String feed) {
        return working.values().stream().filter(job -> job.feed().equals(feed)).count();
    }

    /** Waits until no job of a feed is on its way, be it on another node. */
    public synchronized void awaitNone(String feed) throws InterruptedException {
        while (isUnderWay(feed) && !stop.isRequested()) {
            wait(LOOK_MILLIS);
        }
    }

    private boolean isUnderWay(String feed) {
        return Stream.concat(onTheirWay.values().stream(), working.values().stream())
                        .anyMatch(job -> job.feed().equals(feed))
                || (shared != null && shared.count(feed) > 0);
    }
}
