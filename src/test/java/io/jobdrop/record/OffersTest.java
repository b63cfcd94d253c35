package io.jobdrop.record;

import static io.jobdrop.support.TestLedger.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.Job;
import io.jobdrop.job.Statement;
import io.jobdrop.job.Statement.Rank;
import io.jobdrop.record.Offers.Offer;
import io.jobdrop.support.SharedLedger;
import io.jobdrop.support.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("sqlite")
class OffersTest {
    private static final String SCHEMA = "offers";

    @TempDir
    Path folder;

    @AutoClose
    private SharedLedger ledger;

    private Offers one;
    private Offers two;

    @BeforeEach
    void open() {
        ledger = new SharedLedger(SCHEMA, folder);
        one = new Offers(ledger.database(), ledger.clock(), "one");
        two = new Offers(ledger.database(), ledger.clock(), "two");
    }

    private static Job said(String id, Rank rank) {
        return job(id).saying(new Statement(rank, "", "", ""));
    }

    private void put(String id) {
        one.put(job(id), "entry of " + id);
        ledger.clock().tick(Duration.ofMillis(1));
    }

    private static Optional<String> entry(Optional<Offer> offer) {
        return offer.map(Offer::entry);
    }

    @Test
    void of_a_job_that_waits_the_entry_that_says_more_counts_and_of_equal_ones_the_newer() {
        one.put(said("j", Rank.OPEN), "open");
        two.put(said("j", Rank.COMPLETED), "completed");
        one.put(said("j", Rank.COMPLETED), "completed again");
        two.put(said("j", Rank.OPEN), "open again");

        assertThat(one.count("f")).isEqualTo(1);
        assertThat(entry(one.take("f", false))).contains("completed again");
        assertThat(two.take("f", false)).isEmpty();
    }

    @Test
    void what_says_more_while_a_worker_has_the_job_is_offered_when_it_is_done() {
        one.put(said("j", Rank.OPEN), "open");
        Offer first = one.take("f", false).orElseThrow();
        two.put(said("j", Rank.OPEN), "no news");
        two.put(said("j", Rank.COMPLETED_WITH_RESULTS), "with results");
        two.put(said("j", Rank.COMPLETED), "completed");

        assertThat(two.take("f", false)).isEmpty();
        one.done(first);

        Offer second = two.take("f", false).orElseThrow();
        assertThat(second.entry()).isEqualTo("with results");
        one.put(said("j", Rank.COMPLETED_WITH_RESULTS), "no news again");
        two.done(second);
        assertThat(one.count("f")).isZero();
    }

    @Test
    void what_says_no_more_than_the_worker_knows_is_not_offered_again() {
        one.put(said("j", Rank.COMPLETED), "completed");
        Offer taken = one.take("f", false).orElseThrow();
        two.put(said("j", Rank.COMPLETED), "completed again");

        one.done(taken);

        assertThat(one.has(job("j"))).isFalse();
        two.put(said("j", Rank.COMPLETED), "completed once more");
        assertThat(entry(two.take("f", false))).contains("completed once more");
    }

    @Test
    void the_oldest_offer_of_the_feed_is_taken_first_however_often_it_is_offered() {
        put("b");
        put("a");
        put("c");
        put("b");
        one.put(Job.known("other", "v", "x"), "of another feed");

        assertThat(one.take("f", false).map(Offer::jobId)).contains("b");
        assertThat(two.take("f", false).map(Offer::jobId)).contains("a");
        assertThat(one.take("f", false).map(Offer::jobId)).contains("c");
        assertThat(two.take("f", false)).isEmpty();
        assertThat(entry(one.take("other", false))).contains("of another feed");
    }

    @Test
    void workers_that_take_at_once_never_get_the_same() {
        int jobs = 200;
        IntStream.range(0, jobs).forEach(i -> one.put(job("j" + i), "entry"));
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<CompletableFuture<List<Offer>>> workers = IntStream.range(0, 6)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> all(i % 2 == 0 ? one : two), threads))
                    .toList();
            IntStream.range(0, jobs).forEach(i -> one.put(job("j" + (jobs - 1 - i)), "newer entry"));
            List<Offer> taken =
                    workers.stream().flatMap(worker -> worker.join().stream()).toList();

            assertThat(taken).extracting(Offer::jobId).hasSize(jobs).doesNotHaveDuplicates();
            assertThat(one.waiting()).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }

    // A poll goes on offering what is taken.
    private static List<Offer> all(Offers offers) {
        List<Offer> taken = new ArrayList<>();
        for (Optional<Offer> next = offers.take("f", false); next.isPresent(); next = offers.take("f", false)) {
            taken.add(next.get());
            offers.put(job(next.get().jobId()), "entry again");
        }
        return taken;
    }

    @Test
    void what_a_dead_node_had_is_taken_ahead_and_is_all_that_the_reserve_takes() {
        put("old");
        put("fresh");
        Offer lost = one.take("f", false).orElseThrow();
        assertThat(two.take("f", true)).isEmpty();

        ledger.outlast();
        put("old");

        assertThat(two.waiting()).isEqualTo(Map.of("f", new WaitingOffers(0, 1, 1)));
        Offer orphan = two.take("f", true).orElseThrow();
        assertThat(orphan.jobId()).isEqualTo("old");
        assertThat(orphan.number()).isEqualTo(lost.number() + 1);
        assertThat(two.take("f", true)).isEmpty();
        assertThat(two.take("f", false).map(Offer::jobId)).contains("fresh");

        ledger.outlast();
        put("newest");
        assertThat(one.take("f", false).map(Offer::jobId)).contains("old");
    }

    @Test
    void of_several_nodes_one_gets_what_a_dead_node_had() {
        put("j");
        one.take("f", false).orElseThrow();
        ledger.outlast();

        List<CompletableFuture<Optional<Offer>>> takers = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> two.take("f", i % 2 == 0)))
                .toList();

        assertThat(takers.stream().filter(taker -> taker.join().isPresent())).hasSize(1);
    }

    @Test
    void the_end_of_a_lost_offer_changes_nothing_for_its_new_owner() {
        put("j");
        Offer lost = one.take("f", false).orElseThrow();
        ledger.outlast();
        Offer mine = two.take("f", false).orElseThrow();

        one.done(lost);
        one.giveBack(lost);

        assertThat(two.has(job("j"))).isTrue();
        assertThat(one.take("f", false)).isEmpty();
        two.done(mine);
        assertThat(two.has(job("j"))).isFalse();
    }

    @Test
    void an_earlier_take_of_the_same_node_is_lost_too() {
        put("j");
        Offer lost = one.take("f", false).orElseThrow();
        ledger.outlast();
        one.take("f", false).orElseThrow();

        one.done(lost);

        assertThat(one.has(job("j"))).isTrue();
        assertThat(two.take("f", false)).isEmpty();
    }

    @Test
    void what_a_stopping_node_gives_back_is_free_at_once_unless_it_is_finished() {
        for (String state : List.of("open", "due", "delivering", "delivered", "gave-up")) {
            put(state);
            TestServer.execute("INSERT INTO " + SCHEMA + ".job (feed, job_id, state, first_seen_at) VALUES ('f', '"
                    + state + "', '" + state + "', 0)");
        }
        put("unknown");

        taken(one.count("f")).forEach(one::giveBack);

        assertThat(one.leases().isEmpty()).isTrue();
        assertThat(two.waiting()).isEqualTo(Map.of("f", new WaitingOffers(0, 3, 0)));
        assertThat(all(two)).extracting(Offer::jobId).containsExactly("open", "due", "delivering");
    }

    private List<Offer> taken(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> one.take("f", false).orElseThrow())
                .toList();
    }
}
