package io.jobdrop.vendor;

import io.jobdrop.record.RetryPolicy;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Decides whether a call to a vendor's API is repeated in place, and after which pause: a growing one with some chance
 * in it. A pause that the vendor asks for is kept by the {@link Throttle}.
 */
public final class VendorRetry implements Processor {
    private final RetryPolicy retries;
    private final VendorErrors errors;

    public VendorRetry(RetryPolicy retries, VendorErrors errors) {
        this.retries = retries;
        this.errors = errors;
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

    /** Sets the pause before the next try. */
    @Override
    public void process(Exchange exchange) {
        int made = exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 0, Integer.class);
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        long pause =
                errors.notBefore(failure) == null ? retries.pauseAfter(made).toMillis() : 0;
        exchange.getMessage().setHeader(Exchange.REDELIVERY_DELAY, pause);
    }
}
