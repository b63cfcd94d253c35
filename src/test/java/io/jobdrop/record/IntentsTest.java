package io.jobdrop.record;

import static io.jobdrop.support.TestLedger.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.ClaimLost;
import io.jobdrop.job.Delivery;
import io.jobdrop.job.Intent;
import io.jobdrop.job.Job;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntentsTest {
    private static final Intent FIRST = new Intent(1, "f/a/a.csv", 3, "0a");

    @TempDir
    Path folder;

    private TestLedger ledger;
    private Intents intents;

    @BeforeEach
    void open() {
        ledger = new TestLedger(folder);
        intents = ledger.intents();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void a_file_is_own_when_a_claim_of_the_job_was_about_to_publish_it() {
        Job claimed = ledger.claimed("a");

        intents.write(claimed, List.of(FIRST));

        assertThat(intents.isOwn(claimed, "f/a/a.csv", "0a")).isTrue();
        assertThat(intents.isOwn(claimed, "f/a/a.csv", "0b")).isFalse();
        assertThat(intents.isOwn(claimed, "f/a/b.csv", "0a")).isFalse();
        assertThat(intents.isOwn(job("b"), "f/a/a.csv", "0a")).isFalse();
    }

    @Test
    void a_claim_that_changes_its_mind_is_about_to_publish_what_it_said_last() {
        Job claimed = ledger.claimed("a");
        intents.write(claimed, List.of(FIRST));

        intents.write(claimed, List.of(new Intent(1, "f/a/a.csv", 4, "0b")));

        assertThat(intents.isOwn(claimed, "f/a/a.csv", "0a")).isFalse();
        assertThat(intents.isOwn(claimed, "f/a/a.csv", "0b")).isTrue();
    }

    @Test
    void a_lost_claim_can_write_nothing_and_is_not_confirmed() {
        Job lost = ledger.claimed("a");
        assertThatCode(() -> intents.confirm(lost)).doesNotThrowAnyException();
        ledger.clock().tick(Duration.ofMinutes(2));
        Job now = ledger.claimed(job("a"), "another");

        assertThatThrownBy(() -> intents.write(lost, List.of(FIRST))).isInstanceOf(ClaimLost.class);
        assertThatThrownBy(() -> intents.confirm(lost)).isInstanceOf(ClaimLost.class);

        assertThat(intents.isOwn(lost, "f/a/a.csv", "0a")).isFalse();
        assertThatCode(() -> intents.confirm(now)).doesNotThrowAnyException();
    }

    @Test
    void writing_prolongs_the_claim() {
        Job claimed = ledger.claimed("a");
        ledger.clock().tick(LedgerClaims.LEASE.minusSeconds(1));

        intents.write(claimed, List.of(FIRST));

        ledger.clock().tick(Duration.ofSeconds(2));
        assertThat(ledger.claims("another").claim("f", "a")).isEmpty();
    }

    @Test
    void what_is_delivered_leaves_no_intent_behind() {
        Job claimed = ledger.claimed("a");
        intents.write(claimed, List.of(FIRST));

        ledger.jobs().delivered(claimed, new Delivery("/drop/manifest.json", List.of()));

        assertThat(intents.isOwn(claimed, "f/a/a.csv", "0a")).isFalse();
    }
}
