package io.jobdrop.queue;

import static org.awaitility.Awaitility.await;

import io.jobdrop.Feed;
import io.jobdrop.config.BrokerAddress;
import io.jobdrop.job.HandedOver;
import io.jobdrop.job.Job;
import io.jobdrop.record.Offers;
import io.jobdrop.support.Installation;
import io.jobdrop.support.SharedLedger;
import io.jobdrop.support.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;

/** Nodes whose workers take jobs from a real ledger, and work on some until the test lets them end. */
final class QueueScene implements AutoCloseable {
    static final String KEY = "0123456789abcdef0123456789abcdef";
    static final String FEED = "convertly-jobs";
    static final int WORKERS = 2;

    final List<String> taken = new CopyOnWriteArrayList<>();
    final Feed feed;
    /** A node without workers. */
    final Offers other;

    volatile boolean away;
    volatile boolean stopping;
    private final SharedLedger ledger;
    private final String schema;
    private final List<DefaultCamelContext> nodes = new ArrayList<>();
    private final Map<String, CountDownLatch> mayEnd = new ConcurrentHashMap<>();
    private final AtomicInteger looks = new AtomicInteger();

    QueueScene(String schema, Path folder) {
        this.schema = schema;
        ledger = new SharedLedger(schema, folder);
        other = new Offers(ledger.database(), ledger.clock(), "other");
        feed = new Installation(folder)
                .set("CONVERTLY_URL", "https://vendor.example")
                .set("CONVERTLY_TOKEN", "secret-key")
                .set("JOBDROP_FEEDS", FEED)
                .read()
                .feeds()
                .get(0);
    }

    @Override
    public void close() {
        stopping = true;
        letAllEnd();
        nodes.forEach(DefaultCamelContext::stop);
        ledger.close();
    }

    void letAllEnd() {
        mayEnd.values().forEach(CountDownLatch::countDown);
    }

    void letEnd(String id) {
        mayEnd.get(id).countDown();
    }

    /** Enters a job into the ledger. */
    void enter(String id, String state) {
        TestServer.execute("INSERT INTO " + schema + ".job (feed, job_id, state, first_seen_at) VALUES ('" + FEED
                + "', '" + id + "', '" + state + "', 0)");
    }

    /** Enters an attempt on which a node could not even begin. */
    void postpone(String id, String node) {
        TestServer.execute("INSERT INTO " + schema + ".attempt (feed, job_id, number, started_at, ended_at, outcome,"
                + " reason, bytes, node) VALUES ('" + FEED + "', '" + id + "', 1, 0, "
                + ledger.clock().millis()
                + ", 'postponed', 'as the test wants it', 0, '" + node + "')");
    }

    DefaultCamelContext node(String name, int size) throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        start(context, offers(name), size, Announcer.NONE);
        return context;
    }

    private Offers offers(String name) {
        return new Offers(ledger.database(), ledger.clock(), name);
    }

    /** A node that a broker tells of jobs. */
    DefaultCamelContext node(String name, BrokerAddress address, Function<String, @Nullable Object> beans)
            throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        Offers offers = offers(name);
        Broker broker = new Broker(address, beans, offers::untold, text -> text);
        context.addComponent(Broker.COMPONENT, broker.component(WORKERS));
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(Broker.COMPONENT + ":queue:" + address.queue(FEED))
                        .bean("offers", "told('" + FEED + "', ${body})");
            }
        });
        start(context, offers, 100, broker);
        return context;
    }

    private void start(DefaultCamelContext context, Offers offers, int size, Announcer announcer) throws Exception {
        nodes.add(context);
        context.disableJMX();
        LedgerQueue.Limits limits = new LedgerQueue.Limits(size, WORKERS);
        context.getRegistry()
                .bind(
                        "offers",
                        new LedgerQueue(
                                offers, announcer, KEY, Map.of(FEED, feed), limits, this::isAway, () -> stopping));
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(HandedOver.class).handled(true);
                from("offers:" + FEED)
                        .process(exchange ->
                                work(exchange.getMessage().getBody(Job.class).id()));
            }
        });
        context.start();
    }

    /** Lets the time pass for which an offer is left to those whom a broker told. */
    void outlastPatience() {
        ledger.clock().tick(Duration.ofSeconds(61));
    }

    private boolean isAway() {
        looks.incrementAndGet();
        return away;
    }

    private void work(String id) throws InterruptedException {
        taken.add(id);
        CountDownLatch end = mayEnd.get(id);
        if (end != null) {
            end.await();
        }
        if (id.startsWith("handed over")) {
            throw new HandedOver("as the test wants it", ledger.clock().instant());
        }
        if (id.startsWith("fails")) {
            throw new IllegalStateException("as the test wants it");
        }
    }

    static Job job(String id) {
        return Job.known(FEED, "convertly", id);
    }

    void put(String... ids) {
        for (String id : ids) {
            other.put(job(id), new SealedJobs(KEY).seal(job(id)));
            tick();
        }
    }

    void tick() {
        ledger.clock().tick(Duration.ofMillis(1));
    }

    void hold(String... ids) {
        for (String id : ids) {
            mayEnd.put(id, new CountDownLatch(1));
        }
    }

    void awaitLooks() {
        int before = looks.get();
        await().until(() -> looks.get() > before + 2);
    }

    void outlastOther() {
        TestServer.execute("UPDATE " + schema + ".offer SET lease_until = 0 WHERE owner = 'other'");
    }
}
