package io.jobdrop.poll;

import io.jobdrop.job.Job;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** The keys {@code feed} and {@code job} of what is logged while a poll or a delivery runs on its thread. */
final class LogContext {
    private static final String FEED = "feed";
    private static final String JOB = "job";

    private LogContext() {}

    /** The lines of this thread are about a feed, until the exchange ends. */
    static void begin(String feed, Exchange exchange) {
        MDC.put(FEED, feed);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                MDC.remove(FEED);
                MDC.remove(JOB);
            }

            // A queue takes an exchange over to another thread.
            @Override
            public boolean allowHandover() {
                return false;
            }
        });
    }

    /** The lines of this thread are about a job, until the exchange ends. */
    static void begin(Job job, Exchange exchange) {
        begin(job.feed(), exchange);
        MDC.put(JOB, job.id());
    }

    /** These lines are about a feed, or about one of its jobs unless the id is empty; other lines of this thread as before. */
    static void about(String feed, String id, Runnable lines) {
        String feedBefore = MDC.get(FEED);
        String jobBefore = MDC.get(JOB);
        set(FEED, feed);
        set(JOB, id);
        try {
            lines.run();
        } finally {
            set(FEED, feedBefore);
            set(JOB, jobBefore);
        }
    }

    private static void set(String key, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            MDC.remove(key);
        } else {
            MDC.put(key, value);
        }
    }
}
