package io.jobdrop.metrics;

import io.jobdrop.job.JobState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Counts in a registry, under the names of docs/metrics.md. */
public final class RegisteredMeters implements Meters {
    private static final Duration[] BUCKETS = seconds(0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400);
    private static final Duration[] REQUEST_BUCKETS = seconds(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60);
    private static final List<String> OUTCOMES = List.of("delivered", "resumed", "failed", "postponed");
    private static final int TOO_MANY_REQUESTS = 429;

    private final MeterRegistry registry;

    /** Meters of these feeds, which begin with zero, so that the first failure is an increase too. */
    public RegisteredMeters(MeterRegistry registry, Collection<String> feeds) {
        this.registry = registry;
        for (String feed : feeds) {
            files(feed);
            bytes(feed);
            received(feed);
            polls(feed, true);
            polls(feed, false);
            OUTCOMES.forEach(outcome -> attempts(feed, outcome));
            List.of("sent", "failed", "dropped").forEach(outcome -> notifications(feed, outcome));
            for (JobState state : JobState.values()) {
                transitions(feed, state);
            }
        }
    }

    private static Duration[] seconds(double... seconds) {
        Duration[] buckets = new Duration[seconds.length];
        for (int i = 0; i < seconds.length; i++) {
            buckets[i] = Duration.ofMillis(Math.round(seconds[i] * 1000));
        }
        return buckets;
    }

    private Counter transitions(String feed, JobState to) {
        return counter("jobdrop.job.transitions", "Jobs that came to a state", "feed", feed, "to", to.word());
    }

    private Counter attempts(String feed, String outcome) {
        return counter("jobdrop.attempts", "Attempts to deliver a job that ended", "feed", feed, "outcome", outcome);
    }

    private Counter files(String feed) {
        return counter("jobdrop.files.delivered", "Files of delivered jobs", "feed", feed);
    }

    private Counter bytes(String feed) {
        return counter("jobdrop.bytes.delivered", "Bytes of delivered jobs", "feed", feed);
    }

    private Counter received(String feed) {
        return counter("jobdrop.bytes.downloaded", "Bytes of results that arrived", "feed", feed);
    }

    private Counter polls(String feed, boolean well) {
        return counter("jobdrop.polls", "Polls that ended", "feed", feed, "outcome", well ? "succeeded" : "failed");
    }

    private Counter notifications(String feed, String outcome) {
        String help = "Notifications that were sent, failed to be sent, or were dropped";
        return counter("jobdrop.notifications", help, "feed", feed, "outcome", outcome);
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder(name).description(help).tags(labels).register(registry);
    }

    private Timer histogram(String name, String help, Duration[] buckets, String... labels) {
        return Timer.builder(name)
                .description(help)
                .serviceLevelObjectives(buckets)
                .tags(labels)
                .register(registry);
    }

    @Override
    public void moved(String feed, JobState to) {
        transitions(feed, to).increment();
    }

    @Override
    public void attempted(String feed, String outcome) {
        attempts(feed, outcome).increment();
    }

    @Override
    public void delivered(String feed, int files, long bytes, Duration took, Optional<Duration> delay) {
        files(feed).increment(files);
        bytes(feed).increment((double) bytes);
        histogram("jobdrop.delivery.duration", "From the claim of a job to its record", BUCKETS, "feed", feed)
                .record(took);
        delay.ifPresent(since -> histogram(
                        "jobdrop.landing.delay",
                        "From the vendor's completion of a job to its record",
                        BUCKETS,
                        "feed",
                        feed)
                .record(since.isNegative() ? Duration.ZERO : since));
    }

    @Override
    public void downloaded(String feed, long bytes) {
        received(feed).increment((double) bytes);
    }

    @Override
    public void polled(String feed, boolean well, Duration took, int pages) {
        polls(feed, well).increment();
        Timer.builder("jobdrop.poll.duration")
                .description("How long polls took")
                .tags("feed", feed)
                .register(registry)
                .record(took);
        counter("jobdrop.poll.pages", "Pages of lists that were read", "feed", feed)
                .increment(pages);
    }

    @Override
    public void notified(String feed, String outcome, int times) {
        notifications(feed, outcome).increment(times);
    }

    @Override
    public void requested(String vendor, String kind, int status, Duration took) {
        counter(
                        "jobdrop.vendor.requests",
                        "Requests to vendors and to the hosts of their results",
                        "vendor",
                        vendor,
                        "kind",
                        kind,
                        "outcome",
                        outcome(status))
                .increment();
        histogram(
                        "jobdrop.vendor.request.duration",
                        "From the sending of a request to its answer's head",
                        REQUEST_BUCKETS,
                        "vendor",
                        vendor,
                        "kind",
                        kind)
                .record(took);
    }

    private static String outcome(int status) {
        if (status == TOO_MANY_REQUESTS) {
            return "429";
        }
        return status < 200 || status > 599 ? "io" : status / 100 + "xx";
    }

    @Override
    public void paused(String vendor, String reason, Duration more) {
        Counter.builder("jobdrop.throttle.paused")
                .description("Pauses of a vendor's account")
                .baseUnit("seconds")
                .tags("vendor", vendor, "reason", reason)
                .register(registry)
                .increment(more.toNanos() / 1e9);
    }
}
