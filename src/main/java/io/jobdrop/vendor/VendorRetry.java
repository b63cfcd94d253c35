package io.jobdrop.vendor;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jobdrop.config.Settings;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.http.base.HttpOperationFailedException;

/**
 * Decides whether a call to a vendor's API is repeated in place, and after which pause: the one that the vendor asks
 * for with {@code Retry-After} (RFC 9110 10.2.3), otherwise a growing one with some chance in it. Neither is longer
 * than {@code jobdrop.retry.max-backoff}.
 */
public final class VendorRetry implements Processor {
    private final Clock clock;
    private final Duration backoff;
    private final Duration maxBackoff;

    public VendorRetry(Settings settings, Clock clock) {
        this.clock = clock;
        this.backoff = settings.duration("jobdrop.retry.backoff");
        this.maxBackoff = settings.duration("jobdrop.retry.max-backoff");
    }

    /** Whether the failure may be gone at the next try. A download is not repeated here: its URL may have expired. */
    public boolean isWorthRepeating(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (exchange.getProperty("download") != null) {
            return false;
        }
        return failure instanceof HttpOperationFailedException http
                ? VendorErrors.isPassing(http.getStatusCode())
                : failure instanceof IOException && !(failure instanceof JsonProcessingException);
    }

    /** Sets the pause before the next try. */
    @Override
    public void process(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        int made = exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 0, Integer.class);
        Duration pause = backoff.multipliedBy(1L << Math.min(Math.max(made - 1, 0), 20));
        if (failure instanceof HttpOperationFailedException http) {
            pause = retryAfter(http.getResponseHeaders(), pause);
        }
        long millis = Math.min(pause.toMillis(), maxBackoff.toMillis());
        long chance = millis / 5;
        exchange.getMessage()
                .setHeader(
                        Exchange.REDELIVERY_DELAY,
                        millis + (chance > 0 ? ThreadLocalRandom.current().nextLong(chance) : 0));
    }

    private Duration retryAfter(Map<String, String> headers, Duration otherwise) {
        String value = headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase("Retry-After"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("")
                .strip();
        if (value.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            ZonedDateTime date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration wait = Duration.between(clock.instant(), date);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return otherwise;
        }
    }
}
