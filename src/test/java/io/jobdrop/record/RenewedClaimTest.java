package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.LedgerAddress.OnServer;
import io.jobdrop.support.ManualClock;
import io.jobdrop.support.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A claim that is made while leases are being renewed. */
@Tag("sqlite")
class RenewedClaimTest {
    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock();

    @Test
    void is_renewed_with_them_and_not_taken_for_a_lost_one() {
        TestServer.execute("DROP SCHEMA IF EXISTS renewed CASCADE");
        OnServer address = TestServer.shared("renewed");
        RetryPolicy retries = new RetryPolicy(3, Duration.ofSeconds(10), Duration.ofSeconds(15));
        try (LedgerDatabase database = LedgerDatabase.open(address, folder)) {
            LedgerClaims claims = new LedgerClaims(database, clock, retries, "me", () -> true);
            new JobLedger(database, clock, retries, text -> text).register("f", List.of("a"));
            Leased meanwhile = new Claiming(claims);

            try (LeaseRenewals renewals = new LeaseRenewals(database, clock, List.of(meanwhile, claims), () -> true)) {
                renewals.renew();
            }

            assertThat(claims.contains("f/a")).isTrue();
        }
    }

    // It is asked first, and by a statement of the transaction it makes the claim visible or not.
    private record Claiming(LedgerClaims claims) implements Leased {
        @Override
        public boolean isEmpty() {
            return false;
        }

        @Override
        public Runnable prolong(Handle handle, long until) {
            handle.select("SELECT COUNT(*) FROM job").mapTo(Integer.class).one();
            assertThat(claims.claim("f", "a")).isPresent();
            return () -> {};
        }

        @Override
        public void abandon() {
            throw new AssertionError("nothing was lost");
        }
    }
}
