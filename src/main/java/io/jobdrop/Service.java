package io.jobdrop;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.Problem;
import io.jobdrop.download.Progress;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
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
    private static final int RETRY_SECONDS = 10;

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
            Idle none = Idle.start(wanted.settings());
            idle = none;
            show(none.context());
            Future<?> unused = thread.schedule(() -> retry(sources), RETRY_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void retry(Configuration.Sources sources) {
        if (run == null && sources.equals(newest)) {
            attempt(sources);
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
        thread.execute(this::stop);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(1, TimeUnit.HOURS)) {
                LOG.error("jobdrop does not stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
