package io.jobdrop.runtime;

import io.jobdrop.Feed;
import io.jobdrop.config.BrokerAddress;
import io.jobdrop.config.Cluster;
import io.jobdrop.config.Configuration;
import io.jobdrop.config.Settings;
import io.jobdrop.metrics.Meters;
import io.jobdrop.poll.FeedHealth;
import io.jobdrop.poll.Hooks;
import io.jobdrop.poll.InFlightJobs;
import io.jobdrop.poll.Inboxes;
import io.jobdrop.poll.MissedPolls;
import io.jobdrop.poll.Polls;
import io.jobdrop.poll.Scans;
import io.jobdrop.poll.Stop;
import io.jobdrop.queue.Announcer;
import io.jobdrop.queue.Broker;
import io.jobdrop.queue.LedgerQueue;
import io.jobdrop.queue.OnDemandSeda;
import io.jobdrop.record.Offers;
import io.jobdrop.record.PollTurns;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Polls, and the queue that leads from them to the workers. */
final class PollBeans {
    private final Configuration configuration;
    private final LedgerBeans ledger;
    private final Stop stop;
    private final InFlightJobs inFlight;
    private final Scans scans;
    private final Polls polls;
    private final Inboxes inboxes;

    /** With {@code service}, new ids in an inbox lead to a poll at once, and the first scans are full ones. */
    PollBeans(Configuration configuration, LedgerBeans ledger, Stop stop, boolean service, Meters meters) {
        this.configuration = configuration;
        this.ledger = ledger;
        this.stop = stop;
        Settings settings = configuration.settings();
        inFlight = new InFlightJobs(stop, offers());
        scans = new Scans(
                ledger.listed(),
                ledger.jobs(),
                settings,
                ledger.clock(),
                inFlight,
                service ? Set.of() : Set.copyOf(feeds()));
        PollTurns turns = ledger.cluster().<PollTurns>map(ClusterBeans::polls).orElse(PollTurns.ALONE);
        polls = new Polls(
                settings, ledger.jobs(), scans, ledger.watch(), ledger.clock(), stop, turns, meters, System::nanoTime);
        inboxes = new Inboxes(service ? polls::trigger : feed -> {});
    }

    private List<String> feeds() {
        return configuration.feeds().stream().map(Feed::name).toList();
    }

    private @Nullable Offers offers() {
        return !configuration.queue().equals("seda")
                ? ledger.cluster().map(ClusterBeans::offers).orElse(null)
                : null;
    }

    void bindTo(BiConsumer<String, Object> registry, Function<String, @Nullable Object> own) {
        Settings settings = configuration.settings();
        configuration.feeds().forEach(feed -> registry.accept("feed:" + feed.name(), feed));
        registry.accept("hooks", new Hooks(settings, feeds(), ledger.clock(), polls::trigger));
        registry.accept("polls", polls);
        registry.accept("inboxes", inboxes);
        registry.accept("scans", scans);
        registry.accept("inFlight", inFlight);
        int size = settings.count("jobdrop.queue.size");
        int workers = settings.count("jobdrop.download.parallel");
        registry.accept("seda", new OnDemandSeda(size, workers));
        ledger.cluster()
                .ifPresent(cluster -> registry.accept(
                        "offers",
                        new LedgerQueue(
                                cluster.offers(),
                                announcer(cluster.offers(), registry, own),
                                settings.get(Cluster.KEY),
                                configuration.feeds().stream()
                                        .collect(Collectors.toMap(Feed::name, Function.identity())),
                                new LedgerQueue.Limits(size, workers),
                                () -> ledger.watch().problem().isPresent(),
                                stop::isRequested)));
        MissedPolls missed = MissedPolls.of(configuration, ledger.clock());
        registry.accept("feedHealth", new FeedHealth(feeds(), polls, ledger.jobs(), ledger.watch(), missed));
    }

    private Announcer announcer(
            Offers offers, BiConsumer<String, Object> registry, Function<String, @Nullable Object> own) {
        if (!configuration.queue().equals("jms")) {
            return Announcer.NONE;
        }
        Settings settings = configuration.settings();
        Broker broker = new Broker(BrokerAddress.of(settings), own, offers::untold, settings::redact);
        registry.accept(Broker.COMPONENT, broker.component(settings.count("jobdrop.download.parallel")));
        return broker;
    }

    Polls polls() {
        return polls;
    }

    InFlightJobs inFlight() {
        return inFlight;
    }

    Inboxes inboxes() {
        return inboxes;
    }
}
