package io.jobdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jobdrop.config.LedgerAddress.ByUrl;
import io.jobdrop.job.JobState;
import io.jobdrop.poll.Poll;
import io.jobdrop.record.Attempt;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.stage.Progress;
import io.jobdrop.support.Artemis;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation;
import io.jobdrop.support.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that share a ledger, in one process. */
class NodesTest {
    private static final String FEED = "convertly-jobs";
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final String SCHEMA = "nodes";
    private static final int JOBS = 24;

    @TempDir
    Path folder;

    @AutoClose
    private final FakeVendor vendor = vendor();

    private final CountDownLatch goOn = new CountDownLatch(1);
    private final List<Run> runs = new ArrayList<>();

    private FakeVendor vendor() {
        try {
            return new FakeVendor();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void serve() {
        TestServer.execute("DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
        String jobs = IntStream.range(0, JOBS)
                .mapToObj(i -> "{\"id\":\"e-" + i + "\",\"job_type\":\"convert\",\"status\":\"completed\",\"results\":"
                        + "[{\"filename\":\"r" + i + ".csv\",\"url\":\"" + vendor.url() + "/r/" + i + "\"}]}")
                .collect(Collectors.joining(","));
        vendor.on(
                "/api/jobs", Answer.json("{\"jobs\":[" + jobs + "],\"pagination\":{\"limit\":100,\"hasMore\":false}}"));
        for (int i = 0; i < JOBS; i++) {
            byte[] content = ("result " + i).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            vendor.on("/r/" + i, (request, wire) -> {
                try {
                    goOn.await(60, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                Answer.bytes("text/csv", content).send(request, wire);
            });
        }
    }

    @AfterEach
    void stop() {
        goOn.countDown();
        runs.forEach(Run::close);
    }

    private Installation installation(String node) {
        ByUrl ledger = TestServer.ledger(SCHEMA);
        return new Installation(folder.resolve(node))
                .set("CONVERTLY_URL", vendor.url())
                .set("CONVERTLY_TOKEN", "secret-key")
                .set("JOBDROP_FEEDS", FEED)
                .set("JOBDROP_HTTP_PORT", "")
                .set("CONVERTLY_JOBS_SCHEDULE", "0 0 0 1 1 ?")
                .set("JOBDROP_DROP_DIR", folder.resolve("drop").toString())
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host())
                .set("JOBDROP_LEDGER_URL", ledger.url())
                .set("JOBDROP_LEDGER_USER", ledger.user())
                .set("JOBDROP_LEDGER_SCHEMA", SCHEMA)
                .set("JOBDROP_CLUSTER_KEY", KEY)
                .set("JOBDROP_CLUSTER_NODE", node)
                .set("JOBDROP_CLUSTER_LEASE", "3s");
    }

    private Run node(Installation installation) throws Exception {
        Run run = Run.prepare(installation.read(), JobdropContext.Mode.SERVICE, false, Progress.NONE);
        runs.add(run);
        run.start();
        return run;
    }

    @Test
    void two_nodes_share_the_deliveries_of_a_poll_and_deliver_each_job_once() throws Exception {
        Run one = node(installation("one"));
        Run two = node(installation("two"));

        await().atMost(Duration.ofSeconds(30))
                .until(() -> one.bundle().inFlight().working(FEED) == 8
                        && two.bundle().inFlight().working(FEED) == 8);
        goOn.countDown();
        await().atMost(Duration.ofSeconds(60)).until(() -> delivered(one).size() == JOBS);

        assertThat(vendor.requests("/api/jobs")).hasSize(1);
        for (int i = 0; i < JOBS; i++) {
            assertThat(vendor.requests("/r/" + i)).hasSize(1);
        }
        assertThat(nodesOf(one)).hasSize(2);
        // Each node looks at the polls of the others now and then.
        await().until(() -> two.bundle().polls().last(FEED).map(Poll::ended).orElse(false));
    }

    @Test
    void what_a_node_has_when_it_stops_is_the_others_at_once() throws Exception {
        Run one = node(installation("one").set("JOBDROP_SHUTDOWN_TIMEOUT", "1s"));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> one.bundle().inFlight().working(FEED) == 8);
        one.close();
        runs.remove(one);
        goOn.countDown();

        Run two = node(installation("two"));
        await().atMost(Duration.ofSeconds(60)).until(() -> delivered(two).size() == JOBS);

        assertThat(vendor.requests("/api/jobs")).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void a_broker_tells_the_nodes_of_jobs_and_when_it_dies_they_go_on_without_it() throws Exception {
        try (Artemis broker = new Artemis().start()) {
            UnaryOperator<Installation> told = node ->
                    node.set("JOBDROP_QUEUE", "jms").set("JOBDROP_QUEUE_URL", broker.url() + "?consumerWindowSize=0");
            Run one = node(told.apply(installation("one")));
            Run two = node(told.apply(installation("two")));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> one.bundle().inFlight().working(FEED) == 8
                            && two.bundle().inFlight().working(FEED) == 8
                            && broker.waiting("jobdrop.jobdrop." + FEED) == JOBS - 16
                            && one.bundle().inFlight().waiting(FEED) == JOBS - 16);

            broker.stop();
            goOn.countDown();

            await().atMost(Duration.ofSeconds(60)).until(() -> delivered(one).size() == JOBS);
            assertThat(vendor.requests("/api/jobs")).hasSize(1);
            for (int i = 0; i < JOBS; i++) {
                assertThat(vendor.requests("/r/" + i)).hasSize(1);
            }
            assertThat(nodesOf(one)).hasSize(2);
        }
    }

    @Test
    void a_node_with_another_key_or_name_is_refused() throws Exception {
        node(installation("one"));

        assertThatThrownBy(() -> node(installation("two").set("JOBDROP_CLUSTER_KEY", KEY.replace('a', 'b'))))
                .hasMessageContaining("jobdrop.cluster.key is not the one of node one-")
                .hasMessageContaining("Set the same key on all nodes");
        assertThatThrownBy(() -> node(installation("three").set("JOBDROP_CLUSTER_NAME", "b")))
                .hasMessageContaining("jobdrop.cluster.name is 'b' here, and 'jobdrop' on node one-");
        assertThatThrownBy(() -> node(installation("four").set("JOBDROP_CLUSTER_KEY", "")))
                .isInstanceOf(CannotRun.class)
                .hasMessageContaining("To share its work, set the same jobdrop.cluster.key for both.");
    }

    @Test
    void a_single_run_leaves_the_work_of_nodes_to_them() throws Exception {
        node(installation("one"));

        try (Run once = Run.prepare(installation("two").read(), JobdropContext.Mode.ONCE, false, Progress.NONE)) {
            assertThatThrownBy(once::start)
                    .isInstanceOf(CannotRun.class)
                    .hasMessageStartingWith("Nodes work on the ledger already (one-");
        }
    }

    private static List<LedgerEntry> delivered(Run run) {
        return run.bundle().ledger().queries().jobs(FEED, JobState.DELIVERED);
    }

    private static List<String> nodesOf(Run run) {
        return delivered(run).stream()
                .flatMap(job -> run.bundle().ledger().queries().attempts(FEED, job.jobId()).stream())
                .map(Attempt::node)
                .distinct()
                .toList();
    }
}
