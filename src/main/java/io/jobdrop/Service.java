package io.jobdrop;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.Problem;
import io.jobdrop.download.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobdrop in a runtime that goes on living without it: configured, configured anew, stopped. A configuration that
 * cannot run leaves the one before running; log and health say why. Where nothing runs it is tried again from time to
 * time, since a ledger, a port or a folder may become free.
 */
public final class Service implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
    private static final Duration LAST_RETRY = Duration.ofMinutes(5);

    private final Consumer<Optional<CamelContext>> audience;
    private final ConfigurationHealth health = new ConfigurationHealth();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Service::thread);
    private Configuration.@Nullable Sources newest;
    private @Nullable Configuration configuration;
    private @Nullable Run run;
    private @Nullable Idle idle;
    private volatile @Nullable CamelContext context;

    /**
     * Nothing runs before {@link #configure}.
     *
     * @param audience is told the context of the routes when they have started, and nothing before they stop
     */
    public Service(Consumer<Optional<CamelContext>> audience) {
        this.audience = audience;
    }

    // Threads that are started from it inherit the class loader; in the runtime's own it may be anybody's.
    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "jobdrop-service");
        thread.setContextClassLoader(Service.class.getClassLoader());
        return thread;
    }

    /** Runs with what these sources say from now on; done when the routes have started, or could not. */
    public Future<?> configure(Configuration.Sources sources) {
        return thread.submit(() -> {
            newest = sources;
            attempt(sources);
        });
    }

    private void attempt(Configuration.Sources sources) {
        Configuration wanted;
        try {
            wanted = Configuration.read(sources, Map.of());
        } catch (RuntimeException e) {
            reject("the configuration cannot be read: " + Run.reason(e));
            return;
        }
        if (run != null && !wanted.problems().isEmpty()) {
            reject(Problem.all(wanted.problems(), "the configuration before goes on"));
            return;
        }
        Configuration before = configuration;
        stop();
        Optional<String> refusal = start(wanted);
        refusal.ifPresentOrElse(this::reject, health::accept);
        if (refusal.isPresent() && (before == null || start(before).isPresent())) {
            Idle none = Idle.start(wanted);
            idle = none;
            show(none.context());
            retryLater(sources, FIRST_RETRY);
        }
    }

    private void retryLater(Configuration.Sources sources, Duration pause) {
        Future<?> unused = thread.schedule(() -> retry(sources, pause), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    // What nothing runs with may be right by now: another jobdrop may have let go of the ledger, a secret may be
    // mounted.
    private void retry(Configuration.Sources sources, Duration pause) {
        if (run == null && sources.equals(newest)) {
            if (Run.isRefused(Configuration.read(sources, Map.of()))) {
                Duration longer = pause.multipliedBy(2);
                retryLater(sources, longer.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : longer);
            } else {
                attempt(sources);
            }
        }
    }

    private void reject(String why) {
        if (health.reject(why)) {
            LOG.error("{}", why);
        }
    }

    /** Why it could not start; nothing when it runs. */
    private Optional<String> start(Configuration wanted) {
        Run starting = null;
        try {
            starting = Run.prepare(wanted, Bundle.Mode.SERVICE, false, Progress.NONE);
            starting.start();
            run = starting;
            configuration = wanted;
            show(starting.bundle().context());
            audience.accept(Optional.of(starting.bundle().context()));
            LOG.info("{}", starting);
            return Optional.empty();
        } catch (CannotRun | IOException | RuntimeException | LinkageError e) {
            LOG.debug("this configuration cannot run", e);
            if (starting != null) {
                starting.close();
            }
            return Optional.of(
                    e instanceof CannotRun
                            ? String.valueOf(e.getMessage())
                            : e.getClass().getSimpleName() + ": " + Run.reason(e));
        }
    }

    private void show(CamelContext shown) {
        HealthCheckRegistry.get(shown).register(health);
        context = shown;
    }

    private void stop() {
        configuration = null;
        context = null;
        if (run != null) {
            audience.accept(Optional.empty());
            run.close();
            run = null;
        }
        if (idle != null) {
            idle.close();
            idle = null;
        }
    }

    /** The context that has health and metrics, with routes or without; nothing while it is about to start. */
    public Optional<CamelContext> context() {
        return Optional.ofNullable(context);
    }

    /** Stops in good order: what is in flight may finish within {@code jobdrop.shutdown.timeout}. */
    @Override
    public void close() {
        if (thread.isShutdown()) {
            return;
        }
        try {
            thread.submit(() -> {
                        newest = null;
                        stop();
                    })
                    .get();
        } catch (ExecutionException e) {
            LOG.error("jobdrop did not stop in good order", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            thread.shutdownNow();
        }
    }
}
