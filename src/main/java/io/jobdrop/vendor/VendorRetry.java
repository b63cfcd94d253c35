package io.jobdrop.vendor;

import io.jobdrop.Feed;
import io.jobdrop.job.ApiRequest;
import io.jobdrop.record.RetryPolicy;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Decides whether a call to a vendor's API is repeated in place, and waits before it: for a growing time with some chance
 * in it. A pause that the vendor asks for is kept by the {@link Throttle}. Camel's own wait would end in an error of its
 * own, and past all failure handling, when Jobdrop stops meanwhile.
 */
public final class VendorRetry implements Processor {
    private final RetryPolicy retries;
    private final VendorErrors errors;
    private final Wait wait;
    private final Report report;

    /** Waits this long, or until Jobdrop stops. */
    @FunctionalInterface
    public interface Wait {
        void await(Duration time) throws InterruptedException;
    }

    /** Is told of each call that failed and is repeated. */
    @FunctionalInterface
    public interface Report {
        Report NONE = (feed, reason) -> {};

        void repeats(String feed, String reason);
    }

    public VendorRetry(RetryPolicy retries, VendorErrors errors, Wait wait, Report report) {
        this.retries = retries;
        this.errors = errors;
        this.wait = wait;
        this.report = report;
    }

    /**
     * Whether the failure may be gone at the next try. Nothing is repeated here once the job's results have names: a
     * download's URL may have expired, and what an own step or a destination repeats is its own matter. Nor is what was
     * interrupted.
     */
    public static boolean isWorthRepeating(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        boolean interrupted = Thread.currentThread().isInterrupted();
        if (interrupted || exchange.getProperty("names") != null) {
            return false;
        }
        return VendorErrors.isPassing(failure);
    }

    /**
     * Waits before the next try. When Jobdrop stops, that try follows at once, and the {@link Throttle} refuses it. A wait
     * that is interrupted ends the exchange without a further try: whoever interrupts it says why it failed.
     */
    @Override
    public void process(Exchange exchange) {
        int made = exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 0, Integer.class);
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        Feed feed = exchange.getProperty("feed", Feed.class);
        if (feed != null) {
            ApiRequest request = exchange.getProperty("request", ApiRequest.class);
            report.repeats(feed.name(), errors.describe(feed.vendor(), failure, request));
        }
        if (errors.notBefore(failure) != null) {
            return;
        }
        try {
            wait.await(retries.pauseAfter(made));
        } catch (InterruptedException e) {
            exchange.setRouteStop(true);
            Thread.currentThread().interrupt();
        }
    }
}
