package io.jobdrop;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.FeedFile;
import io.jobdrop.config.Settings;
import io.jobdrop.deliver.EndpointDestination;
import io.jobdrop.deliver.Plan;
import io.jobdrop.download.AddressGuard;
import io.jobdrop.download.Disk;
import io.jobdrop.download.Downloads;
import io.jobdrop.download.Progress;
import io.jobdrop.download.Ranges;
import io.jobdrop.download.StagedResults;
import io.jobdrop.poll.Failures;
import io.jobdrop.poll.FeedHealth;
import io.jobdrop.poll.Offers;
import io.jobdrop.poll.Polls;
import io.jobdrop.poll.Stop;
import io.jobdrop.poll.Walks;
import io.jobdrop.queue.OnDemandSeda;
import io.jobdrop.record.Intents;
import io.jobdrop.record.JobLedger;
import io.jobdrop.record.KnownJobs;
import io.jobdrop.record.LedgerClaims;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.record.LedgerWatch;
import io.jobdrop.record.ListedJobs;
import io.jobdrop.record.RetryPolicy;
import io.jobdrop.record.RunLock;
import io.jobdrop.resolve.StatementReader;
import io.jobdrop.vendor.AccountGates;
import io.jobdrop.vendor.OpenRequests;
import io.jobdrop.vendor.VendorErrors;
import io.jobdrop.vendor.VendorRetry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.quartz.JobKey;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The start-up core: Camel Main with the routes of the installation, the beans that they name, and nothing that a
 * launcher would have to know. Launchers decide when it starts, polls and stops.
 */
public final class Bundle implements AutoCloseable {
    /** What the routes run for. */
    public enum Mode {
        /** Polls on schedule, serves health and metrics. */
        SERVICE,
        /** Polls when it is told to. */
        ONCE,
        /** Asks the vendors and delivers nothing; its ledger is to be a copy. */
        PLAN
    }

    private static final Logger LOG = LoggerFactory.getLogger(Bundle.class);

    private final Configuration configuration;
    private final RunLock lock;
    private final Mode mode;
    private final Stop stop = new Stop();
    private final Plan plan = new Plan();
    private final Disk disk = new Disk();
    private final OpenRequests requests = new OpenRequests();
    private final Main main = new ManyRoutes();
    private final JobLedger ledger;
    private final Walks walks;
    private final Polls polls;
    private final Offers offers = new Offers(stop);
    private final LedgerDatabase database;
    private final LedgerWatch watch;
    private final Stagings stagings;
    private final Ranges ranges;

    /**
     * Prepares everything; nothing runs before {@link #start()}.
     *
     * @param lock that of the ledger, which the caller gives back when the bundle is closed
     */
    public Bundle(
            Configuration configuration, Path ledgerFile, RunLock lock, Mode mode, Progress progress, Clock clock) {
        this.configuration = configuration;
        this.lock = lock;
        this.mode = mode;
        Settings settings = configuration.settings();
        database = LedgerDatabase.open(ledgerFile);
        watch = new LedgerWatch(database, lock);
        try {
            RetryPolicy retries = RetryPolicy.of(settings);
            ledger = new JobLedger(database, clock, retries, settings::redact);
            boolean service = mode == Mode.SERVICE;
            walks = new Walks(
                    new ListedJobs(database, clock, retries),
                    settings,
                    feeds(FeedFile::hasDetail),
                    service ? Set.of() : Set.copyOf(feeds()),
                    clock,
                    readers(ledger),
                    offers);
            polls = new Polls(settings, ledger, walks, watch, clock, stop, service);
            polls.givenUpBy(requests::giveUp);
            stagings = new Stagings(configuration, database, lock.owner(), clock, progress, disk);
            AccountGates gates = new AccountGates(settings, clock, stop::isRequested);
            ranges = new Ranges(settings, gates);
            bindBeans(settings, retries, clock, gates);
            configure();
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        }
    }

    private void bindBeans(Settings settings, RetryPolicy retries, Clock clock, AccountGates gates) {
        boolean planning = mode == Mode.PLAN;
        AddressGuard guard = new AddressGuard(settings.list("jobdrop.download.allow-hosts"));
        VendorErrors errors = new VendorErrors(settings, clock);
        main.bind("settings", settings);
        main.bind("clock", clock);
        main.bind("ledger", ledger);
        LedgerClaims claims = new LedgerClaims(
                database, clock, retries, lock.owner(), () -> watch.problem().isEmpty());
        main.bind("claims", claims);
        main.bind("intents", new Intents(database, clock));
        main.bind("knownJobs", new KnownJobs(ledger.queries()));
        main.bind("polls", polls);
        main.bind("walks", walks);
        main.bind("offers", offers);
        main.bind("failures", new Failures(polls, ledger, stagings::of, errors));
        main.bind("vendorRetry", new VendorRetry(retries, errors));
        main.bind("gates", gates);
        main.bind("requests", requests);
        main.bind("guard", guard);
        main.bind("downloads", new Downloads(guard, stagings::of, errors, retries, clock, ranges, planning, settings));
        main.bind("stagedResults", new StagedResults(disk));
        stagings.bindTo(main::bind);
        main.bind("plan", plan);
        main.bind(
                "seda",
                new OnDemandSeda(settings.count("jobdrop.queue.size"), settings.count("jobdrop.download.parallel")));
        main.bind("disk", disk);
        main.bind("feedHealth", new FeedHealth(feeds(), polls, ledger, watch));
        if (!planning) {
            int taken = claims.takeOver(lock::isDead);
            if (taken > 0) {
                LOG.warn("{} jobs were in flight when the last run ended; they are due again", taken);
            }
            stagings.retainUnfinished(ledger.queries());
        }
    }

    private void configure() {
        main.setOverrideProperties(CamelProperties.of(configuration, mode));
        main.setDefaultPropertyPlaceholderLocation("false");
        main.configure().withRoutesIncludePattern(String.join(",", routeFiles()));
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeInitialize(BaseMainSupport starting) {
                // The environment was read by our own settings; Camel would let FEED or NAME change a route's
                // parameter.
                PropertiesComponent component =
                        (PropertiesComponent) starting.getCamelContext().getPropertiesComponent();
                component.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
                component.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_NEVER);
                EndpointDestination.bind(configuration.settings(), feeds(), starting.getCamelContext());
            }

            @Override
            public void afterConfigure(BaseMainSupport starting) {
                starting.getCamelContext().getManagementStrategy().setManagementObjectNameStrategy(new StableNames());
            }
        });
    }

    private List<String> routeFiles() {
        List<String> files = new ArrayList<>();
        for (String name : List.of("failures", "job-delivery", "job-ids")) {
            files.add("file:" + configuration.routes().resolve(name + ".camel.yaml"));
        }
        if (mode == Mode.SERVICE) {
            files.add("file:" + configuration.routes().resolve("retry-due.camel.yaml"));
        }
        configuration.active().forEach(feed -> files.add("file:" + feed.path().toAbsolutePath()));
        return files;
    }

    /**
     * Starts the routes, and says in plain words when they cannot start.
     *
     * @throws IllegalStateException when a route that a feed needs is not running afterwards
     */
    public void start() {
        main.start();
        CamelContext context = main.getCamelContext();
        for (FeedFile feed : configuration.active()) {
            boolean both = context.getRoute(feed.feed()) != null && context.getRoute(feed.feed() + "-poll") != null;
            if (!both) {
                throw new IllegalStateException("the routes " + feed.feed() + " and " + feed.feed()
                        + "-poll are not running; their routeId in " + feed.path() + " must be these names");
            }
        }
        QuartzComponent quartz = context.getComponent("quartz", QuartzComponent.class);
        polls.triggeredBy(feed -> {
            try {
                quartz.getScheduler().triggerJob(JobKey.jobKey(feed, "jobdrop"));
            } catch (SchedulerException e) {
                throw new IllegalStateException("the poll of " + feed + " could not be started", e);
            }
        });
    }

    /** The names of the active feeds. */
    public List<String> feeds() {
        return configuration.active().stream().map(FeedFile::feed).toList();
    }

    private Map<String, StatementReader> readers(JobLedger of) {
        return configuration.active().stream()
                .collect(Collectors.toMap(
                        FeedFile::feed,
                        feed -> new StatementReader(
                                (name, byDefault) -> feed.parameter(name).orElse(byDefault), of)));
    }

    private Set<String> feeds(Predicate<FeedFile> condition) {
        return configuration.active().stream()
                .filter(condition)
                .map(FeedFile::feed)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The active feeds whose inbox is read. */
    public Set<String> inboxes() {
        return feeds(feed -> feed.hasInbox() && mode != Mode.PLAN);
    }

    /** The name of this run, under which it claims jobs. */
    public String owner() {
        return lock.owner();
    }

    public Polls polls() {
        return polls;
    }

    public Offers offers() {
        return offers;
    }

    public JobLedger ledger() {
        return ledger;
    }

    /** What would be delivered, in mode {@link Mode#PLAN}. */
    public Plan plan() {
        return plan;
    }

    /** The Camel context of the routes, once they are started. */
    public CamelContext context() {
        return main.getCamelContext();
    }

    /** Asks everything to stop; {@link #close()} then waits for it. */
    public Stop stopRequest() {
        return stop;
    }

    @Override
    public void close() {
        stop.request();
        Timer deadline = new Timer("jobdrop-give-up", true);
        // What takes longer is given up, is recorded as due, and goes on at the next start.
        deadline.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        requests.giveUp();
                    }
                },
                configuration.settings().duration("jobdrop.shutdown.timeout").toMillis());
        try {
            main.stop();
            if (mode != Mode.PLAN) {
                stagings.cleanUp();
            }
        } finally {
            deadline.cancel();
            ranges.close();
            stagings.close();
            database.close();
        }
    }
}
