package io.jobdrop.runtime;

import io.jobdrop.Feed;
import io.jobdrop.config.Configuration;
import io.jobdrop.config.CronSchedule;
import io.jobdrop.http.Product;
import io.jobdrop.job.JobState;
import io.jobdrop.metrics.Meters;
import io.jobdrop.metrics.RegisteredMeters;
import io.jobdrop.poll.InFlightJobs;
import io.jobdrop.poll.Poll;
import io.jobdrop.poll.Polls;
import io.jobdrop.record.LedgerTotals;
import io.jobdrop.stage.Disk;
import io.jobdrop.vendor.Throttles;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;

/**
 * The metrics of a service, for Prometheus. What happens is counted by {@link RegisteredMeters}; what is, is looked up here
 * when somebody asks. Names and labels: docs/metrics.md.
 */
final class ServiceMeters {
    /** The name under which Camel looks for a registry. */
    static final String NAME = "metricsRegistry";

    private static final List<MeterBinder> MACHINE = List.of(
            new JvmInfoMetrics(),
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ClassLoaderMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics());

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Configuration configuration;
    private final Clock clock;
    private final Meters meters;

    ServiceMeters(Configuration configuration, Clock clock) {
        this.configuration = configuration;
        this.clock = clock;
        meters = new RegisteredMeters(
                registry, configuration.feeds().stream().map(Feed::name).toList());
        MACHINE.forEach(binder -> binder.bindTo(registry));
    }

    /** Shows which versions run where. */
    void show(CamelContext context) {
        Gauge.builder("jobdrop.build.info", () -> 1)
                .description("What runs here")
                .tags("version", Product.VERSION, "camel", context.getVersion(), "runtime", configuration.runtime())
                .register(registry);
    }

    PrometheusMeterRegistry registry() {
        return registry;
    }

    Meters meters() {
        return meters;
    }

    /** Shows what is: how the polls stand, what the ledger holds, who wants to be left alone, what staging takes. */
    void show(Polls polls, InFlightJobs inFlight, LedgerTotals totals, Throttles throttles, Disk disk) {
        show(polls, inFlight);
        show(totals);
        show(throttles);
        show(disk);
    }

    private void show(Polls polls, InFlightJobs inFlight) {
        for (Feed feed : configuration.feeds()) {
            String name = feed.name();
            gauge("queue.depth", "Jobs that wait for a worker", name, () -> inFlight.waiting(name));
            gauge("workers.busy", "Jobs that are worked on", name, () -> inFlight.working(name));
            time(
                    "feed.last.poll.timestamp",
                    "When the last poll began",
                    name,
                    () -> polls.last(name).map(Poll::startedAt).map(Instant::ofEpochMilli));
            time(
                    "feed.last.successful.poll.timestamp",
                    "When the last poll began that went well",
                    name,
                    () -> polls.lastWell(name));
            CronSchedule schedule = configuration.cron(feed);
            time(
                    "feed.next.poll.timestamp",
                    "When the schedule asks for the next poll",
                    name,
                    () -> schedule.after(clock.instant()));
            gauge(
                    "feed.poll.interval.seconds",
                    "The time between two scheduled polls",
                    name,
                    () -> seconds(schedule.intervalAfter(clock.instant())));
        }
    }

    private void show(LedgerTotals totals) {
        for (Feed feed : configuration.feeds()) {
            String name = feed.name();
            for (JobState state : JobState.values()) {
                Gauge.builder("jobdrop.jobs", () -> totals.jobs(name, state))
                        .description("Jobs in each state")
                        .tags("feed", name, "state", state.word())
                        .register(registry);
            }
            time(
                    "queue.oldest.job.timestamp",
                    "Since when the oldest job waits for a worker in the queue that nodes share",
                    name,
                    () -> totals.oldestOffer(name));
            time(
                    "oldest.undelivered.job.timestamp",
                    "Since when the oldest job waits that is due, in delivery or held",
                    name,
                    () -> totals.oldestUndelivered(name));
        }
        configuration.feeds().stream()
                .map(Feed::name)
                .forEach(name -> gauge(
                        "notifications.waiting",
                        "Notifications that wait to be sent",
                        name,
                        () -> totals.notices(name)));
        Gauge.builder("jobdrop.nodes", totals::nodesAlive)
                .description("Nodes that work on the ledger")
                .register(registry);
        Gauge.builder("jobdrop.nodes.silent", totals::nodesSilent)
                .description("Nodes that fell silent within the last hour and were not started again")
                .register(registry);
        Gauge.builder("jobdrop.open.uploads", totals::openUploads)
                .description("Multipart uploads into buckets that are not complete")
                .register(registry);
        FunctionCounter.builder("jobdrop.ledger.busy", totals, LedgerTotals::busy)
                .description("Transactions that were repeated since the ledger was locked")
                .register(registry);
    }

    private void show(Throttles throttles) {
        configuration.feeds().stream()
                .map(Feed::vendor)
                .distinct()
                .forEach(vendor -> Gauge.builder(
                                "jobdrop.throttle.pause.until.timestamp.seconds",
                                () -> throttles
                                        .quietUntil(vendor)
                                        .map(ServiceMeters::seconds)
                                        .orElse(0.0))
                        .description("Until when nothing is asked of a vendor; 0: it may be asked")
                        .tags("vendor", vendor)
                        .register(registry));
    }

    private void show(Disk disk) {
        Path drop = configuration.settings().path("jobdrop.drop.dir");
        Gauge.builder("jobdrop.staged.bytes", () -> disk.sizeOf(drop.resolve(".staging")))
                .description("Bytes that are staged and not delivered yet")
                .register(registry);
        Gauge.builder("jobdrop.drop.free.bytes", () -> disk.free(drop))
                .description("Bytes that are free where the drop is")
                .register(registry);
    }

    private void gauge(String name, String help, String feed, Supplier<Number> value) {
        Gauge.builder("jobdrop." + name, value)
                .description(help)
                .tags("feed", feed)
                .register(registry);
    }

    // NaN where there is none: no rule fires on it.
    private void time(String name, String help, String feed, Supplier<Optional<Instant>> time) {
        gauge(
                name + ".seconds",
                help,
                feed,
                () -> time.get().map(ServiceMeters::seconds).orElse(Double.NaN));
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / 1e3;
    }

    private static double seconds(Optional<Duration> time) {
        return time.map(Duration::toMillis).map(millis -> millis / 1e3).orElse(Double.NaN);
    }
}
