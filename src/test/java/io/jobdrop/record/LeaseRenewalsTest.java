package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.Claim;
import io.jobdrop.support.LogLines;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class LeaseRenewalsTest {
    private final Map<String, Claim> inFlight = new ConcurrentHashMap<>(Map.of("f/a", new Claim("me", 1, false, 0)));
    private Supplier<Boolean> ledger = () -> true;

    @AutoClose
    private final LogLines log = new LogLines(Level.INFO);

    @AutoClose
    private final LeaseRenewals renewals = new LeaseRenewals(inFlight, (key, claim) -> ledger.get(), () -> true);

    @Test
    void a_lease_that_cannot_be_renewed_is_told_once_for_each_reason_and_when_it_can_again() {
        fail("the database is locked");
        fail("the database is locked");
        fail("the disk is full");
        ledger = () -> true;
        renewals.renew();
        renewals.renew();
        fail("the database is locked");

        String failed = "the lease on f/a could not be renewed: ";
        assertThat(log.all())
                .containsExactly(
                        failed + "the database is locked; it is tried again",
                        failed + "the disk is full; it is tried again",
                        "the lease on f/a is renewed again",
                        failed + "the database is locked; it is tried again");
        assertThat(inFlight).containsKey("f/a");
    }

    @Test
    void a_job_that_is_in_flight_anew_is_told_anew() {
        Claim claim = inFlight.get("f/a");
        fail("the database is locked");
        inFlight.clear();
        renewals.renew();
        inFlight.put("f/a", claim);
        fail("the database is locked");

        assertThat(log.all()).hasSize(2);
    }

    @Test
    void a_claim_that_was_lost_is_told_once_and_renewed_no_more() {
        ledger = () -> false;
        renewals.renew();
        renewals.renew();

        assertThat(log.all())
                .containsExactly("the claim on f/a was lost; what this process does for it is not recorded");
        assertThat(inFlight).isEmpty();
    }

    private void fail(String reason) {
        ledger = () -> {
            throw new IllegalStateException(reason);
        };
        renewals.renew();
    }
}
