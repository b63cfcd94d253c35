package io.jobdrop.runtime;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.Problem;
import io.jobdrop.job.RootCause;
import io.jobdrop.stage.Progress;
import io.jobdrop.status.StatusSite;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
    private volatile @Nullable StatusSite site;
    private volatile boolean closed;

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
        if (closed) {
            return CompletableFuture.completedFuture(null);
        }
        return thread.submit(() -> {
            newest = sources;
            attempt(sources, FIRST_RETRY);
        });
    }

    private void attempt(Configuration.Sources sources, Duration pause) {
        if (closed) {
            return;
        }
        try {
            attempt(Configuration.read(sources, Map.of()));
        } catch (RuntimeException | Error e) {
            reject("the configuration cannot be applied: " + describe(e));
        }
        if (run == null) {
            Future<?> unused = thread.schedule(() -> retry(sources, pause), pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    // The same configuration may work by now: another jobdrop may have released the ledger, a secret may be mounted.
    private void retry(Configuration.Sources sources, Duration pause) {
        if (run == null && sources.equals(newest)) {
            Duration longer = pause.multipliedBy(2);
            attempt(sources, longer.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : longer);
        }
    }

    private static String describe(Throwable failure) {
        return failure.getClass().getSimpleName() + ": " + RootCause.text(failure);
    }

    private void attempt(Configuration wanted) {
        if (run != null && !wanted.obstacles().isEmpty()) {
            reject(Problem.all(wanted.problems(), "the configuration before goes on"));
            return;
        }
        if (idle != null && !wanted.obstacles().isEmpty()) {
            reject(Problem.all(wanted.problems(), Run.NOTHING));
            return;
        }
        Configuration before = configuration;
        stop();
        Optional<String> refusal = start(wanted);
        refusal.ifPresentOrElse(this::reject, health::accept);
        if (refusal.isPresent() && (before == null || start(before).isPresent())) {
            Idle none = Idle.start(wanted);
            idle = none;
            show(none.context(), none.site());
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
            starting = Run.prepare(wanted, JobdropContext.Mode.SERVICE, false, Progress.NONE);
            starting.start();
            run = starting;
            configuration = wanted;
            show(starting.bundle().context(), starting.site().orElse(null));
            audience.accept(Optional.of(starting.bundle().context()));
            starting.announce();
            return Optional.empty();
        } catch (CannotRun | IOException | RuntimeException | LinkageError e) {
            run = null;
            configuration = null;
            close(starting);
            String why = e instanceof CannotRun ? String.valueOf(e.getMessage()) : describe(e);
            return Optional.of(wanted.settings().redact(why));
        }
    }

    private static void close(@Nullable Run ending) {
        try {
            if (ending != null) {
                ending.close();
            }
        } catch (RuntimeException e) {
            LOG.error("the routes did not stop in good order: {}", describe(e));
        }
    }

    private void show(CamelContext shown, @Nullable StatusSite about) {
        HealthCheckRegistry.get(shown).register(health);
        context = shown;
        site = about;
    }

    private void stop() {
        configuration = null;
        context = null;
        site = null;
        Run running = run;
        run = null;
        if (running != null) {
            audience.accept(Optional.empty());
            close(running);
        }
        Idle waiting = idle;
        idle = null;
        if (waiting != null) {
            waiting.close();
        }
    }

    /** The context that has health and metrics, with routes or without; nothing while it is about to start. */
    public Optional<CamelContext> context() {
        return Optional.ofNullable(context);
    }

    /** The pages about what runs, or about why nothing does; nothing while it is about to start. */
    public Optional<StatusSite> site() {
        return Optional.ofNullable(site);
    }

    /** Stops in good order: what is in flight may finish within {@code jobdrop.shutdown.timeout}. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            // An interruption does not cut it short: what has started must be stopped.
            CompletableFuture.runAsync(this::stop, thread).join();
        } catch (CompletionException e) {
            LOG.error("jobdrop did not stop in good order", e.getCause());
        } finally {
            thread.shutdownNow();
        }
    }
}
