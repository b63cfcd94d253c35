package io.jobdrop.record;

import static io.jobdrop.support.TestLedger.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.Job;
import io.jobdrop.record.Offers.Offer;
import io.jobdrop.support.SharedLedger;
import io.jobdrop.support.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("sqlite")
class OfferLeasesTest {
    private static final Duration MOST_OF_A_LEASE = Duration.ofSeconds(2);

    @TempDir
    Path folder;

    @AutoClose
    private SharedLedger ledger;

    private Offers one;
    private Offers two;

    @BeforeEach
    void open() {
        ledger = new SharedLedger("offer_leases", folder);
        one = new Offers(ledger.database(), ledger.clock(), "one");
        two = new Offers(ledger.database(), ledger.clock(), "two");
    }

    private void put(String id) {
        one.put(job(id), "entry");
        ledger.clock().tick(Duration.ofMillis(1));
    }

    private void prolong(Offers offers) {
        long until = ledger.clock().millis() + 3000;
        ledger.database()
                .renewals()
                .inTransaction(handle -> offers.leases().prolong(handle, until))
                .run();
    }

    @Test
    void what_a_living_node_works_on_stays_its_own_for_as_long_as_it_takes() {
        put("j");
        Offer taken = one.take("f", false).orElseThrow();
        for (int i = 0; i < 5; i++) {
            ledger.clock().tick(MOST_OF_A_LEASE);
            prolong(one);
        }

        assertThat(two.waiting()).isEmpty();
        assertThat(two.take("f", false)).isEmpty();
        assertThat(two.take("f", true)).isEmpty();
        one.done(taken);
        assertThat(one.leases().isEmpty()).isTrue();
        assertThat(one.has(job("j"))).isFalse();
    }

    @Test
    void a_lease_holds_to_its_last_millisecond() {
        put("j");
        one.take("f", false).orElseThrow();

        ledger.clock().tick(Duration.ofSeconds(3));
        assertThat(two.take("f", true)).isEmpty();

        ledger.clock().tick(Duration.ofMillis(1));
        assertThat(two.take("f", true)).isPresent();
    }

    @Test
    void what_others_have_taken_is_neither_prolonged_nor_held_any_more() {
        put("lost");
        put("kept");
        one.take("f", false).orElseThrow();
        ledger.outlast();
        two.take("f", true).orElseThrow();
        Offer kept = one.take("f", false).orElseThrow();

        ledger.clock().tick(MOST_OF_A_LEASE);
        prolong(one);
        ledger.clock().tick(MOST_OF_A_LEASE);

        assertThat(one.waiting()).isEqualTo(Map.of("f", new WaitingOffers(0, 0, 1)));
        one.done(kept);
        assertThat(one.leases().isEmpty()).isTrue();
        assertThat(one.count("f")).isEqualTo(1);
    }

    @Test
    void what_is_lost_is_held_until_the_renewal_is_committed() {
        put("j");
        one.take("f", false).orElseThrow();
        ledger.outlast();
        two.take("f", true).orElseThrow();

        Runnable news = ledger.database()
                .renewals()
                .inTransaction(handle -> one.leases().prolong(handle, 0));

        assertThat(one.leases().isEmpty()).isFalse();
        news.run();
        assertThat(one.leases().isEmpty()).isTrue();
    }

    @Test
    void what_a_node_gives_up_is_not_prolonged_and_is_an_orphan_when_its_lease_is_over() {
        put("j");
        Offer given = one.take("f", false).orElseThrow();
        one.leases().abandon();

        assertThat(one.leases().isEmpty()).isTrue();
        prolong(one);
        assertThat(two.take("f", false)).isEmpty();
        ledger.outlast();
        assertThat(two.take("f", true)).isPresent();
        one.done(given);
        assertThat(two.has(job("j"))).isTrue();
    }

    // Whoever took it before the claim is over would be refused, and the offer be gone.
    @Test
    void what_a_dead_node_had_is_no_orphan_as_long_as_its_job_is_claimed() {
        put("j");
        one.take("f", false).orElseThrow();
        ledger.outlast();
        TestServer.execute(
                "INSERT INTO offer_leases.job (feed, job_id, state, first_seen_at, lease_until) VALUES ('f', 'j',"
                        + " 'delivering', 0, " + (ledger.clock().millis() + 1) + ")");

        assertThat(two.waiting()).isEmpty();
        assertThat(two.take("f", true)).isEmpty();
        assertThat(two.take("f", false)).isEmpty();

        ledger.clock().tick(Duration.ofMillis(2));
        assertThat(two.waiting()).isEqualTo(Map.of("f", new WaitingOffers(0, 0, 1)));
        assertThat(two.take("f", true)).isPresent();
    }

    @Test
    void a_worker_that_ends_before_anyone_has_what_its_node_gave_up_is_done_with_it() {
        put("j");
        Offer given = one.take("f", false).orElseThrow();
        one.leases().abandon();

        one.done(given);

        assertThat(two.has(job("j"))).isFalse();
    }

    @Test
    void what_waits_is_counted_for_each_feed_that_has_some() {
        put("a");
        put("b");
        put("c");
        one.put(Job.known("g", "v", "a"), "entry");
        one.take("f", false).orElseThrow();
        ledger.outlast();
        two.take("g", false).orElseThrow();

        assertThat(two.waiting("f")).isZero();
        assertThat(two.waiting()).isEqualTo(Map.of("f", new WaitingOffers(0, 2, 1)));
        assertThat(two.waiting("f")).isEqualTo(3);
        assertThat(two.waiting("g")).isZero();
        assertThat(two.waiting("none")).isZero();
        assertThat(two.count("f")).isEqualTo(3);
        assertThat(two.count("g")).isEqualTo(1);
        assertThat(two.count("none")).isZero();
        assertThat(two.has(job("a"))).isTrue();
        assertThat(two.has(job("z"))).isFalse();
    }

    @Test
    void the_count_of_the_free_is_that_of_the_last_look_until_somebody_looks_again() {
        put("a");
        one.waiting();
        one.take("f", false).orElseThrow();

        assertThat(one.waiting("f")).isEqualTo(1);
        one.waiting();
        assertThat(one.waiting("f")).isZero();
    }
}
