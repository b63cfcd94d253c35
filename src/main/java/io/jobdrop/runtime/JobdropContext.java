package io.jobdrop.runtime;

import io.jobdrop.Feed;
import io.jobdrop.config.Configuration;
import io.jobdrop.config.EndpointDestination;
import io.jobdrop.config.Settings;
import io.jobdrop.deliver.Plan;
import io.jobdrop.download.AddressGuard;
import io.jobdrop.download.Downloads;
import io.jobdrop.download.Ranges;
import io.jobdrop.download.ResultHttp;
import io.jobdrop.page.JobPages;
import io.jobdrop.poll.Failures;
import io.jobdrop.poll.FeedHealth;
import io.jobdrop.poll.InFlightJobs;
import io.jobdrop.poll.InboxFile;
import io.jobdrop.poll.KnownJobs;
import io.jobdrop.poll.Polls;
import io.jobdrop.poll.Scans;
import io.jobdrop.poll.Stop;
import io.jobdrop.queue.OnDemandSeda;
import io.jobdrop.record.Intents;
import io.jobdrop.record.JobLedger;
import io.jobdrop.record.LedgerClaims;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.record.LedgerWatch;
import io.jobdrop.record.ListedJobs;
import io.jobdrop.record.RetryPolicy;
import io.jobdrop.record.RunLock;
import io.jobdrop.resolve.JobDetail;
import io.jobdrop.resolve.JobJudge;
import io.jobdrop.resolve.ResultFinder;
import io.jobdrop.stage.Disk;
import io.jobdrop.stage.Progress;
import io.jobdrop.stage.StagedResults;
import io.jobdrop.vendor.OpenRequests;
import io.jobdrop.vendor.ResponseHead;
import io.jobdrop.vendor.Throttles;
import io.jobdrop.vendor.VendorAccount;
import io.jobdrop.vendor.VendorAddress;
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
import java.util.TreeMap;
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
public final class JobdropContext implements AutoCloseable {
    /** What the routes run for. */
    public enum Mode {
        /** Polls on schedule, serves health and metrics. */
        SERVICE,
        /** Polls when it is told to. */
        ONCE,
        /** Asks the vendors and delivers nothing; its ledger is to be a copy. */
        PLAN
    }

    private static final Logger LOG = LoggerFactory.getLogger(JobdropContext.class);
    private static final int MOST_PAGES = 1000;

    // Reading an inbox file takes half a second or more, in which it must not grow.
    private static final int INBOX_THREADS = 8;

    private final Configuration configuration;
    private final RunLock lock;
    private final Mode mode;
    private final Stop stop = new Stop();
    private final Plan plan = new Plan();
    private final Disk disk = new Disk();
    private final OpenRequests requests = new OpenRequests();
    private final Main main = new ManyRoutes();
    private final JobLedger ledger;
    private final Scans scans;
    private final Polls polls;
    private final InFlightJobs inFlight = new InFlightJobs(stop);
    private final LedgerDatabase database;
    private final LedgerWatch watch;
    private final Stagings stagings;
    private final Ranges ranges;

    /**
     * Prepares everything; nothing runs before {@link #start()}.
     *
     * @param lock that of the ledger, which the caller gives back when the bundle is closed
     */
    public JobdropContext(
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
            scans = new Scans(
                    new ListedJobs(database, clock, retries),
                    ledger,
                    settings,
                    clock,
                    inFlight,
                    service ? Set.of() : Set.copyOf(feeds()));
            polls = new Polls(settings, ledger, scans, watch, clock, stop, service);
            polls.givenUpBy(requests::giveUp);
            stagings = new Stagings(configuration, database, lock.owner(), clock, progress, disk);
            Throttles gates = new Throttles(settings, clock, stop::isRequested);
            ranges = new Ranges(settings, gates);
            bindBeans(settings, retries, clock, gates);
            configure();
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        }
    }

    private void bindBeans(Settings settings, RetryPolicy retries, Clock clock, Throttles gates) {
        AddressGuard guard = new AddressGuard(settings.list("jobdrop.download.allow-hosts"));
        VendorErrors errors = new VendorErrors(settings, clock);
        main.bind("settings", settings);
        main.bind("clock", clock);
        main.bind("ledger", ledger);
        LedgerClaims claims = new LedgerClaims(
                database, clock, retries, lock.owner(), () -> watch.problem().isEmpty());
        main.bind("claims", claims);
        main.bind("intents", new Intents(database, clock));
        bindReaders(settings);
        bindVendors(settings, gates, guard);
        main.bind("polls", polls);
        main.bind("scans", scans);
        main.bind("inFlight", inFlight);
        main.bind("failures", new Failures(polls, ledger, stagings::of, errors));
        main.bind("vendorRetry", new VendorRetry(retries, errors));
        main.bind("downloads", new Downloads(guard, stagings::of, errors, retries, clock, ranges, settings));
        main.bind("stagedResults", new StagedResults());
        stagings.bindTo(main::bind);
        main.bind("plan", plan);
        main.bind(
                "seda",
                new OnDemandSeda(settings.count("jobdrop.queue.size"), settings.count("jobdrop.download.parallel")));
        main.bind("disk", disk);
        main.bind("feedHealth", new FeedHealth(feeds(), polls, ledger, watch));
        if (mode != Mode.PLAN) {
            int taken = claims.takeOver(lock::isDead);
            if (taken > 0) {
                LOG.warn("{} jobs were in flight when the last run ended; they are due again", taken);
            }
            stagings.retainUnfinished(ledger.queries());
        }
    }

    private void bindReaders(Settings settings) {
        Map<String, Feed> feeds = new TreeMap<>();
        configuration.feeds().forEach(feed -> feeds.put(feed.name(), feed));
        main.bind("feeds", feeds);
        main.bind("knownJobs", new KnownJobs(ledger.queries()));
        main.bind("inboxFiles", new InboxFile(ledger));
        main.bind("pages", new JobPages(feed -> {
            String most = settings.get(feed.name() + ".max-pages");
            return most.isEmpty() ? MOST_PAGES : Integer.parseInt(most);
        }));
        main.bind("detail", new JobDetail());
        main.bind("judge", new JobJudge());
        main.bind("results", new ResultFinder());
        main.bind("dropNames", settings.dropNames());
    }

    private void bindVendors(Settings settings, Throttles gates, AddressGuard guard) {
        main.bind("responseHead", new ResponseHead());
        main.bind("vendorAddress", new VendorAddress(settings));
        configuration.feeds().stream()
                .collect(Collectors.groupingBy(Feed::vendor, Collectors.counting()))
                .forEach((vendor, feeds) -> {
                    int count = feeds.intValue();
                    main.bind(vendor + "-account", new VendorAccount(vendor, count, settings, gates, requests));
                    main.bind(vendor + "-results", new ResultHttp(vendor, count, settings, guard, gates, requests));
                });
    }

    private void configure() {
        main.setOverrideProperties(CamelProperties.of(configuration, mode));
        main.setDefaultPropertyPlaceholderLocation("false");
        main.configure().withRoutesIncludePattern(String.join(",", routeFiles()));
        main.configure().addRoutesBuilder(new FeedRoutes(configuration, mode));
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

    private List<String> routeFiles() {
        List<String> files = new ArrayList<>();
        for (String name : List.of("failures", "job-delivery", "feed")) {
            files.add("file:" + configuration.routes().resolve(name + ".camel.yaml"));
        }
        if (mode == Mode.SERVICE) {
            files.add("file:" + configuration.routes().resolve("retry-due.camel.yaml"));
        }
        configuration.folders().routes().forEach(file -> files.add("file:" + file.toAbsolutePath()));
        return files;
    }

    /**
     * Starts the routes, and says in plain words when they cannot start.
     */
    public void start() {
        main.start();
        CamelContext context = main.getCamelContext();
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
        return configuration.feeds().stream().map(Feed::name).toList();
    }

    /** The active feeds whose inbox is read. */
    public Set<String> inboxes() {
        return configuration.feeds().stream()
                .filter(feed -> feed.list().isEmpty() && mode != Mode.PLAN)
                .map(Feed::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The name of this run, under which it claims jobs. */
    public String owner() {
        return lock.owner();
    }

    public Polls polls() {
        return polls;
    }

    public InFlightJobs inFlight() {
        return inFlight;
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
