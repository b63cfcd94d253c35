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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Offers of which a broker tells the nodes. */
@Tag("sqlite")
class ToldOffersTest {
    @TempDir
    Path folder;

    @AutoClose
    private SharedLedger ledger;

    private Offers one;
    private Offers two;

    @BeforeEach
    void open() {
        ledger = new SharedLedger("told_offers", folder);
        one = new Offers(ledger.database(), ledger.clock(), "one");
        two = new Offers(ledger.database(), ledger.clock(), "two");
    }

    private static Job said(Rank rank) {
        return job("j").saying(new Statement(rank, "", "", ""));
    }

    @Test
    void an_offer_of_which_a_broker_tells_is_left_to_whom_it_told_for_a_while() {
        assertThat(one.put(job("told"), "entry", true)).isTrue();
        ledger.clock().tick(Duration.ofMillis(1));
        assertThat(two.put(job("told"), "entry again", true)).isFalse();
        assertThat(one.put(job("untold"), "entry", false)).isFalse();

        assertThat(two.waiting()).isEqualTo(Map.of("f", new WaitingOffers(1, 1, 0)));
        assertThat(two.waiting("f")).isEqualTo(2);
        assertThat(two.take("f", false).map(Offer::jobId)).contains("untold");
        assertThat(two.take("f", false)).isEmpty();
        assertThat(two.take("f", "told").map(Offer::entry)).contains("entry again");
        assertThat(one.take("f", "told")).isEmpty();
        assertThat(one.take("f", "unknown")).isEmpty();
    }

    @Test
    void an_offer_of_which_nobody_heard_is_free_after_a_minute_and_one_that_cannot_be_told_at_once() {
        List.of("slow", "failed").forEach(id -> one.put(job(id), "entry", true));
        one.untold("f", "failed");
        one.done(one.take("f", false).orElseThrow());
        assertThat(one.has(job("failed"))).isFalse();
        assertThat(two.take("f", false)).isEmpty();

        ledger.clock().tick(Duration.ofMinutes(1));
        assertThat(two.take("f", false).map(Offer::jobId)).contains("slow");

        one.put(job("lost"), "entry", true);
        one.untold();
        assertThat(two.take("f", false).map(Offer::jobId)).contains("lost");
    }

    @Test
    void what_was_told_once_and_comes_back_is_free_at_once() {
        one.put(said(Rank.OPEN), "open", true);
        Offer taken = one.take("f", "j").orElseThrow();
        two.put(said(Rank.COMPLETED), "completed", true);

        one.done(taken);

        assertThat(two.take("f", false).map(Offer::entry)).contains("completed");
    }

    @Test
    void what_a_node_could_not_begin_on_is_left_to_others_for_some_seconds() {
        long now = ledger.clock().millis();
        TestServer.execute(
                "INSERT INTO told_offers.job (feed, job_id, state, first_seen_at) VALUES ('f', 'left', 'due', 0)");
        TestServer.execute(
                "INSERT INTO told_offers.attempt (feed, job_id, number, started_at, ended_at, outcome, reason,"
                        + " bytes, node) VALUES ('f', 'left', 1, 0, " + now
                        + ", 'postponed', 'the host failed', 0, 'one')");
        one.put(job("left"), "entry", true);

        assertThat(one.take("f", "left")).isEmpty();
        one.untold("f", "left");
        assertThat(one.take("f", false)).isEmpty();

        ledger.clock().tick(Duration.ofSeconds(5));
        one.put(job("newer"), "entry", false);
        one.handOver(one.take("f", false).orElseThrow());
        assertThat(one.take("f", false).map(Offer::jobId)).contains("newer");
        assertThat(one.take("f", false)).isEmpty();
        assertThat(two.take("f", false).map(Offer::jobId)).contains("left");
    }
}
