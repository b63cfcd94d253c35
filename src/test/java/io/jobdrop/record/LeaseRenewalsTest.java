package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.LogLines;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.logging.log4j.Level;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseRenewalsTest {
    private static final String FAILED = "the leases of the jobs in flight could not be renewed: ";

    @TempDir
    Path folder;

    @AutoClose
    private TestLedger ledger;

    @AutoClose
    private final LogLines log = new LogLines(Level.INFO);

    @AutoClose
    private LeaseRenewals renewals;

    private final AtomicLong nanos = new AtomicLong();
    private final Held held = new Held();

    /** Something that a node holds. */
    private static final class Held implements Leased {
        private Supplier<Runnable> renewal = () -> () -> {};
        private boolean empty;
        private long until;
        private int abandoned;

        @Override
        public boolean isEmpty() {
            return empty;
        }

        @Override
        public Runnable prolong(Handle handle, long end) {
            until = end;
            return renewal.get();
        }

        @Override
        public void abandon() {
            abandoned++;
        }
    }

    @BeforeEach
    void open() {
        ledger = new TestLedger(folder);
        renewals = new LeaseRenewals(ledger.database(), ledger.clock(), List.of(held), () -> true, nanos::get);
    }

    @Test
    void a_lease_begins_anew_with_each_renewal() {
        renewals.renew();
        assertThat(held.until).isEqualTo(ledger.clock().millis() + LedgerClaims.LEASE.toMillis());

        ledger.clock().tick(Duration.ofSeconds(5));
        renewals.renew();
        assertThat(held.until).isEqualTo(ledger.clock().millis() + LedgerClaims.LEASE.toMillis());
    }

    @Test
    void what_is_empty_costs_no_transaction() {
        held.empty = true;
        renewals.renew();

        assertThat(held.until).isZero();
    }

    @Test
    void leases_that_cannot_be_renewed_are_told_once_for_each_reason_and_when_they_can_again() {
        fail("the database is locked");
        fail("the database is locked");
        fail("the disk is full");
        held.renewal = () -> () -> {};
        renewals.renew();
        renewals.renew();
        fail("the database is locked");

        assertThat(log.all().stream().filter(line -> line.contains("leases of")))
                .containsExactly(
                        FAILED + "the database is locked; it is tried again",
                        FAILED + "the disk is full; it is tried again",
                        "the leases of the jobs in flight are renewed again",
                        FAILED + "the database is locked; it is tried again");
        assertThat(held.abandoned).isZero();
    }

    @Test
    void what_is_not_renewed_for_almost_a_lease_is_given_up_once() {
        renewals.renew();
        fail("the server does not answer");
        nanos.addAndGet(LedgerClaims.LEASE.toNanos() / 8 * 6);
        renewals.look();
        assertThat(held.abandoned).isZero();

        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        renewals.look();
        renewals.look();
        assertThat(held.abandoned).isEqualTo(1);
        assertThat(log.all())
                .contains("the ledger took no renewal of a lease for 16000 ms; what is in flight is given up");

        held.renewal = () -> () -> {};
        renewals.renew();
        nanos.addAndGet(LedgerClaims.LEASE.toNanos());
        renewals.look();
        assertThat(held.abandoned).isEqualTo(2);
    }

    @Test
    void what_is_lost_is_heard_of_after_the_transaction() {
        List<String> heard = new ArrayList<>();
        held.renewal = () -> () -> heard.add("lost");
        renewals.renew();

        assertThat(heard).containsExactly("lost");
    }

    private void fail(String reason) {
        held.renewal = () -> {
            throw new IllegalStateException(reason);
        };
        renewals.renew();
    }
}
