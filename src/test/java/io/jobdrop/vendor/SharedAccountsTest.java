package io.jobdrop.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jobdrop.config.LedgerAddress.OnServer;
import io.jobdrop.job.Throttled;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation;
import io.jobdrop.support.ManualClock;
import io.jobdrop.support.TestServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several nodes on one real server ask one vendor. */
@Tag("slow")
@Timeout(120)
class SharedAccountsTest {
    @TempDir
    Path home;

    private final List<SharedNode> nodes = new ArrayList<>();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private FakeVendor vendor;
    private Installation jobdrop;
    private OnServer ledger;

    @BeforeEach
    void start() throws Exception {
        ledger = TestServer.ledger(home);
        vendor = new FakeVendor();
        vendor.on("/x", Answer.json("{}"));
        jobdrop = new Installation(home)
                .set("CONVERTLY_URL", vendor.url())
                .set("CONVERTLY_TOKEN", "s3cret")
                .set("JOBDROP_RETRY_BACKOFF", "20s")
                .set("JOBDROP_RETRY_MAX_BACKOFF", "1h");
    }

    @AfterEach
    void stop() throws Exception {
        workers.shutdownNow();
        nodes.forEach(SharedNode::close);
        vendor.close();
    }

    @Test
    void four_nodes_send_no_more_than_the_rate_in_any_second_though_requests_are_late_now_and_then() {
        jobdrop.set("CONVERTLY_RATE", "20/s");
        List<SharedNode> four = IntStream.range(0, 4).mapToObj(i -> node()).toList();
        // The first request of a process is late by the loading of its classes.
        four.forEach(node -> node.get("/warm", 0));

        long began = System.nanoTime();
        List<CompletableFuture<Integer>> asked = IntStream.range(0, 100)
                .mapToObj(i ->
                        CompletableFuture.supplyAsync(() -> four.get(i % 4).get("/x", i * 7919L % 30), workers))
                .toList();
        assertThat(asked).allMatch(status -> status.join() == 200);

        long[] arrived = arrivals();
        assertThat(arrived).hasSize(100);
        assertThat(IntStream.range(20, 100).mapToObj(i -> Duration.ofNanos(arrived[i] - arrived[i - 20])))
                .allMatch(span -> span.compareTo(Duration.ofSeconds(1)) > 0);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void a_fast_account_does_not_wait_for_the_server_between_two_turns() {
        jobdrop.set("CONVERTLY_RATE", "200/s");
        List<SharedNode> two = List.of(node(), node());
        IntStream.range(0, 40).forEach(i -> two.get(i % 2).get("/x", 0));

        long began = System.nanoTime();
        IntStream.range(0, 200)
                .mapToObj(
                        i -> CompletableFuture.supplyAsync(() -> two.get(i % 2).get("/x", 0), workers))
                .toList()
                .forEach(CompletableFuture::join);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
    }

    @Test
    void a_429_that_one_node_sees_quiets_all_within_a_second_and_all_show_it() {
        vendor.on("/busy", Answer.status(429, "{}").with("Retry-After", "300"));
        ManualClock wrong = new ManualClock();
        wrong.tick(Duration.ofDays(400));
        SharedNode other = node();
        SharedNode late = node(wrong);
        other.get("/x", 0);

        assertThat(node().get("/busy", 0)).isEqualTo(429);

        // The 429 itself asks for less than its Retry-After, and may be written a moment earlier.
        await().atMost(Duration.ofSeconds(3)).until(() -> asksForPause(other) && asksForPause(late));
        assertThat(late.throttles.quietUntil("convertly").orElseThrow())
                .isBetween(wrong.instant().plusSeconds(290), wrong.instant().plusSeconds(301));
        assertThatThrownBy(() -> other.get("/x", 0))
                .isInstanceOf(Throttled.class)
                .hasMessageStartingWith("convertly asked for a pause; nothing was requested, it is asked again at ");
        assertThat(vendor.requests("/x")).hasSize(1);
    }

    @Test
    void a_longer_pause_of_the_vendor_wins_and_does_not_grow_while_nodes_repeat_it() {
        vendor.on("/busy", Answer.status(503, "{}").with("Retry-After", "30"));
        SharedNode node = node();
        SharedNode other = node();
        node.get("/busy", 0);
        await().until(() -> other.throttles.pause("convertly").isPresent());
        Instant first = other.throttles.quietUntil("convertly").orElseThrow();

        await().pollDelay(Duration.ofSeconds(3)).until(() -> true);

        assertThat(other.throttles.quietUntil("convertly").orElseThrow())
                .isBetween(first.minusSeconds(1), first.plusSeconds(1));
        assertThat(other.throttles.pause("convertly").orElseThrow().why()).isEqualTo("convertly asked for a pause");
    }

    @Test
    void failures_of_one_nodes_network_quiet_no_other_node() {
        vendor.on("/broken", Answer.status(500, "{}"));
        SharedNode node = node();
        SharedNode other = node();
        IntStream.range(0, 5).forEach(i -> node.get("/broken", 0));
        node.throttles.refused("userpilot", 1, "refuses the account at its token endpoint");

        await().until(() -> other.throttles.pause("userpilot").isPresent());
        assertThat(node.throttles.pause("convertly")).isPresent();
        assertThat(other.throttles.pause("convertly")).isEmpty();
    }

    @Test
    void a_node_that_starts_asks_an_account_again_that_others_were_refused() {
        SharedNode node = node();
        SharedNode other = node();
        node.throttles.refused("convertly", 3, "refuses the account at its token endpoint");
        await().until(() -> other.throttles.pause("convertly").isPresent());

        SharedNode restarted = node();

        assertThat(restarted.get("/x", 0)).isEqualTo(200);
        assertThat(other.throttles.pause("convertly")).isPresent();
    }

    @Test
    void a_pause_that_the_server_does_not_take_is_written_when_it_answers_again() {
        vendor.on("/busy", Answer.status(429, "{}").with("Retry-After", "300"));
        SharedNode node = node();
        SharedNode other = node();
        String table = ledger.schema() + ".account";
        TestServer.execute("ALTER TABLE " + table + " RENAME TO gone");
        try {
            node.get("/busy", 0);
            assertThat(node.throttles.pause("convertly")).isPresent();
        } finally {
            TestServer.execute("ALTER TABLE " + ledger.schema() + ".gone RENAME TO account");
        }

        await().atMost(30, TimeUnit.SECONDS)
                .until(() -> other.throttles.pause("convertly").isPresent());
    }

    private static boolean asksForPause(SharedNode node) {
        return node.throttles
                .pause("convertly")
                .filter(pause -> pause.why().equals("convertly asked for a pause"))
                .isPresent();
    }

    private long[] arrivals() {
        return vendor.requests("/x").stream()
                .mapToLong(FakeVendor.Request::at)
                .sorted()
                .toArray();
    }

    private SharedNode node() {
        return node(Clock.systemUTC());
    }

    private SharedNode node(Clock clock) {
        SharedNode node = new SharedNode(ledger, jobdrop.read().settings(), clock, home.resolve("drop"));
        nodes.add(node);
        return node;
    }
}
