package io.jobdrop.runtime;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.LedgerAddress;
import io.jobdrop.config.Settings;
import io.jobdrop.deliver.ExistingFiles;
import io.jobdrop.deliver.Plan;
import io.jobdrop.download.AddressGuard;
import io.jobdrop.download.AnnouncedResults;
import io.jobdrop.download.Downloads;
import io.jobdrop.download.Ranges;
import io.jobdrop.metrics.Meters;
import io.jobdrop.page.JobPages;
import io.jobdrop.poll.Failures;
import io.jobdrop.poll.InboxFailures;
import io.jobdrop.poll.Stop;
import io.jobdrop.record.LedgerTotals;
import io.jobdrop.record.PublishedFiles;
import io.jobdrop.record.RetryPolicy;
import io.jobdrop.record.RunLock;
import io.jobdrop.resolve.JobDetail;
import io.jobdrop.resolve.JobJudge;
import io.jobdrop.resolve.ResultFinder;
import io.jobdrop.resolve.ResultSteps;
import io.jobdrop.stage.ClaimedStaging;
import io.jobdrop.stage.Disk;
import io.jobdrop.stage.Progress;
import io.jobdrop.stage.Room;
import io.jobdrop.stage.StagedResults;
import io.jobdrop.stage.Staging;
import io.jobdrop.stage.Transfers;
import io.jobdrop.status.StatusSite;
import io.jobdrop.vendor.OpenRequests;
import io.jobdrop.vendor.PendingRequests;
import io.jobdrop.vendor.RepeatedCalls;
import io.jobdrop.vendor.Throttles;
import io.jobdrop.vendor.VendorAddress;
import io.jobdrop.vendor.VendorErrors;
import io.jobdrop.vendor.VendorRetry;
import java.time.Clock;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.jspecify.annotations.Nullable;

/**
 * The beans that routes and kamelets name, put together for one configuration and one ledger. Making them changes nothing
 * in the ledger and the staging; {@link #recover} does.
 */
final class RouteBeans implements AutoCloseable {
    private static final String MOST_PAGES = "1000";

    private final Stop stop = new Stop();
    private final Plan plan;
    private final OpenRequests requests = new OpenRequests();
    private final PendingRequests pending = new PendingRequests();
    private final LedgerBeans ledger;
    private final PollBeans polls;
    private final Configuration configuration;
    private final Clock clock;
    private final Disk disk;
    private final RetryPolicy retries;
    private final Stagings stagings;
    private final Room room;
    private final Transfers transfers;
    private final Throttles gates;
    private final Ranges ranges;
    private final HttpClientConfigurer network;
    private final @Nullable ServiceMeters shown;
    private final Meters meters;

    /**
     * With {@code service}, new ids in an inbox lead to a poll at once, and the first scans are full ones. The clients that
     * are no beans get the {@code network}.
     */
    RouteBeans(
            Configuration configuration,
            LedgerAddress address,
            RunLock lock,
            boolean service,
            Progress progress,
            Clock own,
            HttpClientConfigurer network) {
        shown = service ? new ServiceMeters(configuration, own) : null;
        meters = shown == null ? Meters.NONE : shown.meters();
        this.configuration = configuration;
        this.network = network;
        Settings settings = configuration.settings();
        disk = new Disk(address.isShared());
        retries = RetryPolicy.of(settings);
        ledger = new LedgerBeans(configuration, address, lock, own, stop::isRequested, meters);
        clock = ledger.clock();
        try {
            polls = new PollBeans(configuration, ledger, stop, service, meters);
            polls.polls().givenUpBy(requests::giveUp);
            ledger.renewals().givenUpBy(requests::end);
            transfers = new Transfers(progress, clock);
            room = new Room(settings.path("jobdrop.drop.dir"), disk, clock, retries::pauseAfter);
            stagings = new Stagings(configuration, ledger.database(), lock.owner(), clock, transfers, disk, room);
            gates = new Throttles(settings, clock, stop::isRequested, meters, ledger.accounts());
            ranges = new Ranges(settings, gates);
            plan = new Plan(settings, new ExistingFiles(settings, new PublishedFiles(ledger.database())));
        } catch (RuntimeException | Error e) {
            ledger.close();
            throw e;
        }
    }

    /** Gives each bean by its name; {@code own} gives those of the engineer's own, once the routes are loaded. */
    void bindTo(BiConsumer<String, Object> registry, Function<String, @Nullable Object> own) {
        Settings settings = configuration.settings();
        AddressGuard guard = new AddressGuard(settings.list("jobdrop.download.allow-hosts"));
        VendorErrors errors = new VendorErrors(settings, clock);
        Facts.bindTo(registry);
        registry.accept("settings", settings);
        registry.accept("clock", clock);
        ledger.bindTo(registry);
        polls.bindTo(registry, own);
        registry.accept("failures", new Failures(polls.polls(), ledger.jobs(), stagings::of, errors, room));
        registry.accept("room", room);
        registry.accept("roomHealth", new RoomHealth(room));
        registry.accept("inboxFailures", new InboxFailures(room));
        registry.accept(
                "readiness",
                new Readiness(ledger.watch(), () -> configuration.unusableDrop().or(room::full)));
        VendorRetry.Report report = shown == null ? new RepeatedCalls() : VendorRetry.Report.NONE;
        registry.accept("vendorRetry", new VendorRetry(retries, errors, stop::await, report));
        new VendorClients(settings, gates, requests, pending, guard, clock)
                .bindTo(registry, configuration.feeds(), own, network);
        VendorAddress address = new VendorAddress(settings);
        registry.accept("vendorAddress", address);
        registry.accept(
                "pages",
                new JobPages(
                        feed -> Integer.parseInt(settings.get(feed.name() + ".max-pages", MOST_PAGES)), address::of));
        registry.accept("detail", new JobDetail());
        registry.accept("judge", new JobJudge());
        ResultFinder results = new ResultFinder(address::of);
        registry.accept("results", results);
        registry.accept("resultSteps", new ResultSteps());
        registry.accept("dropNames", settings.dropNames());
        registry.accept(
                "downloads",
                new Downloads(guard, this::claimed, errors, retries, clock, ranges, settings, results, meters));
        registry.accept("announcedResults", new AnnouncedResults(guard, settings, configuration.feeds(), clock));
        registry.accept("stagedResults", new StagedResults());
        registry.accept("disk", disk);
        registry.accept("plan", plan);
        stagings.bindTo(registry);
        if (shown != null) {
            LedgerTotals totals = new LedgerTotals(
                    ledger.database(), clock, () -> ledger.watch().away().isPresent());
            shown.show(polls.polls(), polls.inFlight(), totals, gates, disk);
            registry.accept(ServiceMeters.NAME, shown.registry());
        }
    }

    // Claims that were lost are not in flight any more, within seconds.
    private Staging claimed(String feed) {
        return new ClaimedStaging(stagings.of(feed), job -> !ledger.claims().contains(job.feed() + "/" + job.id()));
    }

    /**
     * Takes over what earlier runs left: jobs that were in flight are due again, and what is staged for no unfinished job
     * is removed. To be called before the first poll.
     */
    void recover(boolean once) {
        ledger.recover(once);
        gates.begin();
        stagings.retainUnfinished(ledger.jobs().queries());
    }

    /** The routes run. */
    void started(CamelContext context) {
        if (shown != null) {
            shown.show(context);
        }
    }

    PollBeans polls() {
        return polls;
    }

    LedgerBeans ledger() {
        return ledger;
    }

    Plan plan() {
        return plan;
    }

    /** What is going on. */
    StatusSite.Work work() {
        return new StatusSite.Work(
                polls.polls(), transfers, gates, ledger.cluster().map(ClusterBeans::nodes));
    }

    Stop stop() {
        return stop;
    }

    OpenRequests requests() {
        return requests;
    }

    /** Removes what is left empty, and what is older than it is kept; nothing is in flight. */
    void cleanUp() {
        ledger.retention().run();
        stagings.cleanUp();
    }

    @Override
    public void close() {
        gates.close();
        ranges.close();
        stagings.close();
        ledger.close();
    }
}
