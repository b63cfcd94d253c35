package io.jobdrop.runtime;

import io.jobdrop.Feed;
import io.jobdrop.config.Configuration;
import io.jobdrop.config.LedgerAddress;
import io.jobdrop.deliver.Plan;
import io.jobdrop.poll.InFlightJobs;
import io.jobdrop.poll.Polls;
import io.jobdrop.poll.Stop;
import io.jobdrop.record.JobActions;
import io.jobdrop.record.JobLedger;
import io.jobdrop.record.RunLock;
import io.jobdrop.stage.Progress;
import io.jobdrop.status.StatusSite;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;

/**
 * The start-up core: Camel Main with the routes of the installation and their {@link RouteBeans}, and nothing that a
 * launcher would have to know. Launchers decide when it starts, polls and stops.
 */
public final class JobdropContext implements AutoCloseable {
    /** What the routes run for. */
    public enum Mode {
        /** Polls on schedule, serves health and metrics. */
        SERVICE,
        /** Polls when it is told to. */
        ONCE,
        /** Asks the vendors and delivers nothing; its ledger is to be a copy. */
        PLAN,
        /** Asks recorded answers in the place of the vendors, and delivers nothing. */
        TEST;

        /** Whether files are delivered, and the ledger is one that stays. */
        public boolean delivers() {
            return this == SERVICE || this == ONCE;
        }
    }

    // Reading an inbox file takes half a second or more, in which it must not grow.
    private static final int INBOX_THREADS = 8;

    private final Configuration configuration;
    private final RunLock lock;
    private final Mode mode;
    private final RouteBeans beans;
    private final FeedRoutes routes;
    private final Main main = new ManyRoutes();

    /**
     * Prepares everything; nothing runs, and nothing is taken over from an earlier run, before {@link #start()}.
     *
     * @param at where the ledger is
     * @param lock that of the ledger, which the caller gives back when the bundle is closed
     */
    public JobdropContext(
            Configuration configuration, LedgerAddress at, RunLock lock, Mode mode, Progress progress, Clock clock) {
        this(
                configuration,
                lock,
                mode,
                new RouteBeans(configuration, at, lock, mode == Mode.SERVICE, progress, clock, StandIn.NONE),
                mode.delivers() ? registry -> registry : new StandIn(StandIn.NONE)::before);
    }

    /**
     * The same in a mode that does not deliver, with something between the clients of vendors and results and the network.
     *
     * @param network is applied to each client
     */
    public JobdropContext(
            Configuration configuration, LedgerAddress at, RunLock lock, Mode mode, HttpClientConfigurer network) {
        this(
                configuration,
                lock,
                mode,
                new RouteBeans(
                        configuration,
                        at,
                        lock,
                        false,
                        Progress.NONE,
                        Clock.systemUTC(),
                        mode == Mode.TEST ? network : StandIn.NONE),
                new StandIn(network)::before);
    }

    private JobdropContext(
            Configuration configuration,
            RunLock lock,
            Mode mode,
            RouteBeans routeBeans,
            UnaryOperator<BiConsumer<String, Object>> registry) {
        this.configuration = configuration;
        this.lock = lock;
        this.mode = mode;
        this.routes = new FeedRoutes(configuration, mode);
        beans = routeBeans;
        try {
            beans.bindTo(
                    registry.apply(main::bind),
                    name -> main.getCamelContext().getRegistry().lookupByName(name));
            configure();
        } catch (RuntimeException | Error e) {
            beans.close();
            throw e;
        }
    }

    private void configure() {
        main.setOverrideProperties(CamelProperties.of(configuration, mode));
        main.setDefaultPropertyPlaceholderLocation("false");
        main.configure().withRoutesIncludePattern(CamelProperties.routeFiles(configuration, mode));
        main.addMainListener(new OwnEnvironment(configuration) {
            @Override
            public void afterConfigure(BaseMainSupport starting) {
                CamelContext context = starting.getCamelContext();
                context.getManagementStrategy().setManagementObjectNameStrategy(new StableNames());
                context.getRegistry()
                        .bind(
                                "inboxThreads",
                                context.getExecutorServiceManager()
                                        .newScheduledThreadPool(JobdropContext.this, "inbox", INBOX_THREADS));
            }
        });
    }

    /**
     * Takes over what earlier runs left, unless it only plans, and starts the routes that all feeds share.
     *
     * @throws CannotRun when they do not start
     */
    public void start() throws CannotRun {
        CannotRun.unless(configuration.settings(), () -> {
            if (mode.delivers()) {
                beans.recover(mode == Mode.ONCE);
            }
            main.start();
            routes.requireEndpoints(context());
            beans.started(context());
            polls().triggeredBy(feed -> FeedRoutes.poll(context(), feed));
        });
    }

    /**
     * Starts the routes of one feed after the other, so that the first is polled while others begin, until it is to stop.
     *
     * @param begun is told each feed whose routes run
     */
    public void begin(Consumer<Feed> begun) throws CannotRun {
        routes.begin(context(), beans.stop()::isRequested, feed -> {
            polls().begun(feed.name());
            begun.accept(feed);
        });
    }

    /** The active feeds whose inbox is read. */
    public Set<String> inboxes() {
        return configuration.feeds().stream()
                .filter(feed -> feed.list().isEmpty() && mode.delivers())
                .map(Feed::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The name of this run, under which it claims jobs. */
    public String owner() {
        return lock.owner();
    }

    public Polls polls() {
        return beans.polls().polls();
    }

    public InFlightJobs inFlight() {
        return beans.polls().inFlight();
    }

    public JobLedger ledger() {
        return beans.ledger().jobs();
    }

    /** What is going on, for the status page. */
    StatusSite.Work work() {
        return beans.work();
    }

    /** What operators do to jobs. */
    public JobActions actions() {
        return beans.ledger().actions();
    }

    /** What would be delivered, in the modes {@link Mode#PLAN} and {@link Mode#TEST}. */
    public Plan plan() {
        return beans.plan();
    }

    /** The Camel context of the routes, once they are started. */
    public CamelContext context() {
        return main.getCamelContext();
    }

    /** Asks everything to stop; {@link #close()} then waits for it. */
    public Stop stopRequest() {
        return beans.stop();
    }

    @Override
    public void close() {
        beans.stop().request();
        Duration timeout = configuration.settings().duration("jobdrop.shutdown.timeout");
        StopReport report = new StopReport(
                beans.polls().inFlight(),
                beans.work().transfers(),
                beans.ledger().jobs().queries(),
                timeout);
        report.begins();
        Timer deadline = new Timer("jobdrop-give-up", true);
        // What takes longer is given up and recorded as due; the next start resumes it.
        deadline.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        report.givesUp();
                        beans.requests().giveUp();
                    }
                },
                timeout.toMillis());
        try {
            main.stop();
            if (mode.delivers()) {
                beans.cleanUp();
                report.ended();
            }
        } finally {
            deadline.cancel();
            beans.close();
        }
    }
}
