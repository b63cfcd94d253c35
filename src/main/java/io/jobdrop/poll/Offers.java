package io.jobdrop.poll;

import io.jobdrop.job.Job;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * The jobs of this process that are on their way from a poll through the queue to the end of their delivery. A job
 * that is on its way is not offered again, so that the queue holds no job twice; and a run that is to end knows when
 * nothing is on its way any more.
 */
public final class Offers {
    private final Set<String> onTheirWay = ConcurrentHashMap.newKeySet();
    private final Stop stop;

    public Offers(Stop stop) {
        this.stop = stop;
    }

    /** Whether the job is to be put into the queue: not when it is there already, nor when we are stopping. */
    public boolean offer(@Body Job job, Exchange exchange) {
        if (stop.isRequested() || !onTheirWay.add(job.toString())) {
            return false;
        }
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onFailure(Exchange failed) {
                settle(job);
            }
        });
        return true;
    }

    /**
     * Takes a job out of the queue, and settles it when its exchange ends, however it ends.
     *
     * @return whether it is to be worked on: not when we are stopping; the next poll offers it again
     */
    public boolean take(@Body Job job, Exchange exchange) {
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                settle(job);
            }
        });
        exchange.setProperty("job", job);
        exchange.setProperty("feed", job.feed());
        exchange.setProperty("vendor", job.vendor());
        return !stop.isRequested();
    }

    private synchronized void settle(Job job) {
        onTheirWay.remove(job.toString());
        notifyAll();
    }

    /** Waits until no job of a feed is on its way. */
    public synchronized void awaitNone(String feed) throws InterruptedException {
        while (onTheirWay.stream().anyMatch(job -> job.startsWith(feed + " ")) && !stop.isRequested()) {
            wait(1000);
        }
    }
}
