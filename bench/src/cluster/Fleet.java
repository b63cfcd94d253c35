package bench.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Equal nodes over one ledger and one drop, both new, with the same settings and feeds. */
final class Fleet implements AutoCloseable {
    static final String FEED = "standin-1";
    static final int WORKERS = 8;
    private static final double START_SECONDS = 180;
    private static final String KEY = "jIhHq3oUtGm1yvUVqXRkkTzNStzBgs7eVnRmnCzmkA4=";

    private final Scene scene;
    private final Drop drop;
    private final DropWatch watch;
    private final LedgerRows ledger;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, String> settings = new HashMap<>();
    private final Path feeds;
    private final String schema;
    private final List<String> names;

    /** @param detail whether a job's result is told by the detail only */
    Fleet(Scene scene, int size, Drop drop, boolean detail) throws IOException {
        this.scene = scene;
        this.drop = drop;
        this.watch = new DropWatch(drop);
        this.schema = scene.newName("ledger");
        this.names = IntStream.rangeClosed(1, size).mapToObj(i -> "n" + i).toList();
        this.ledger = new LedgerRows(scene.postgres(), schema, names);
        this.feeds = Files.createDirectories(scene.folder().resolve(schema + "-feeds"));
        Files.writeString(feeds.resolve(FEED + ".camel.yaml"), feed(detail));
        scene.vendor().forget();
        for (String setting : List.of(
                "jobdrop.feeds = " + FEED,
                FEED + ".schedule = 0/2 * * * * ?",
                FEED + ".jitter = 0s",
                "standin.token = secret",
                "jobdrop.ledger.user = jobdrop",
                "jobdrop.ledger.schema = " + schema,
                "jobdrop.download.parallel = " + WORKERS,
                "jobdrop.download.allow-hosts = " + scene.vendor().resultHost(),
                "jobdrop.retry.backoff = 1s",
                "jobdrop.shutdown.timeout = 5s")) {
            set(setting);
        }
    }

    private static String feed(boolean detail) {
        return String.join(
                "\n",
                "- beans:",
                "    - name: " + FEED,
                "      type: io.jobdrop.Feed",
                "      properties:",
                "        vendor: standin",
                "        list:",
                "          path: /lists/" + FEED,
                "          items: $.jobs",
                "          paging: {type: page, sizeParameter: size, size: 50, totalPages: $.pages}",
                detail ? "        detail: {path: \"/details/{jobId}\"}" : "",
                "        job: {completed: completed, createdAt: $.created_at, completedAt: $.completed_at}",
                "        results: {urls: $.url, name: $.name, size: $.size}",
                "");
    }

    /** One more setting of all nodes, or another value of one: {@code key = value}. */
    Fleet set(String setting) {
        settings.put(setting.substring(0, setting.indexOf(" = ")), setting.substring(setting.indexOf(" = ") + 3));
        return this;
    }

    /** What lies between the first node and what it needs; null where nothing does. */
    record Cuts(Cut database, Cut vendor, Cut bucket) {
        static final Cuts NONE = new Cuts(null, null, null);
    }

    /** Starts all nodes and waits until they are ready. */
    Fleet start(Cuts cuts) throws IOException, InterruptedException {
        try {
            if (names.size() > 1 && !scene.clusters()) {
                throw new IllegalStateException("this distribution lets one process use a ledger; try --nodes 1");
            }
            for (String name : names) {
                Path home = scene.folder().resolve(schema + "-" + name);
                Cuts ways = name.equals("n1") ? cuts : Cuts.NONE;
                Node node = new Node(name, scene.install(), home, feeds, settings(name, ways));
                nodes.add(node);
                node.start();
            }
            for (Node node : nodes) {
                Waits.until(node.name() + " is ready, see " + node.log(), START_SECONDS, node::isReady);
            }
            return this;
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private Map<String, String> settings(String name, Cuts ways) throws IOException {
        Map<String, String> own = new HashMap<>(settings);
        own.put("standin.url", scene.vendor().url(name));
        own.put("jobdrop.ledger.url", Postgres.url(port(ways.database(), scene.postgres().port())));
        own.putAll(drop.settings(port(ways.bucket(), drop.port())));
        if (ways.vendor() != null) {
            own.put("jobdrop.proxy.url", "http://127.0.0.1:" + ways.vendor().port());
            own.put("jobdrop.proxy.exclude", "none");
        }
        if (scene.clusters()) {
            own.put("jobdrop.cluster.name", "jobdrop");
            own.put("jobdrop.cluster.node", name);
            own.put("jobdrop.cluster.key", KEY);
            if (scene.broker() != null) {
                own.put("jobdrop.queue", "jms");
                boolean nobody = scene.options().fault("no-broker");
                own.put("jobdrop.queue.url", nobody ? "tcp://127.0.0.1:" + Ports.free() : scene.broker().url());
            }
            own.put("jobdrop.cluster.lease", scene.options().leaseSeconds() + "s");
        }
        return own;
    }

    private static int port(Cut way, int direct) {
        return way == null ? direct : way.port();
    }

    /** Has each node do some work, so that its classes are loaded, then counts anew. */
    Fleet warm() throws InterruptedException {
        release(2 * WORKERS * nodes.size(), new Load(16 << 10, 16 << 10));
        if (!awaitAll(START_SECONDS)) {
            throw new IllegalStateException("the first jobs are not delivered, see " + nodes.get(0).log());
        }
        scene.vendor().count();
        return this;
    }

    void release(int jobs, Load load) {
        scene.vendor().release(FEED, jobs, load);
    }

    /** Waits until all jobs that were ever released are delivered; returns whether they are. */
    boolean awaitAll(double seconds) throws InterruptedException {
        int all = scene.vendor().jobs().size();
        return Waits.within(seconds, () -> ledger.delivered() >= all);
    }

    Judge judge() {
        return Judge.of(scene.vendor(), drop, ledger, watch.changed());
    }

    LedgerRows ledger() {
        return ledger;
    }

    DropWatch watch() {
        return watch;
    }

    Drop drop() {
        return drop;
    }

    List<Node> nodes() {
        return nodes;
    }

    Node node(String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Seconds of CPU of all nodes. */
    double cpu() throws IOException {
        double sum = 0;
        for (Node node : nodes) {
            sum += node.cpu();
        }
        return sum;
    }

    @Override
    public void close() {
        nodes.parallelStream().forEach(Node::close);
        watch.close();
        drop.close();
    }
}
