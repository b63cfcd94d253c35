package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobdrop.config.LedgerAddress.OnServer;
import io.jobdrop.job.Claim;
import io.jobdrop.support.ManualClock;
import io.jobdrop.support.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that claim the job of a dead one at the same time. */
@Tag("sqlite")
class LeftJobTest {
    private static final RetryPolicy RETRIES = new RetryPolicy(3, Duration.ofSeconds(10), Duration.ofSeconds(15));

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock();

    @Test
    void one_has_it_and_only_that_one_says_that_its_process_died() {
        TestServer.execute("DROP SCHEMA IF EXISTS left_job CASCADE");
        OnServer address = TestServer.shared("left_job");
        try (LedgerDatabase database = LedgerDatabase.open(address, folder)) {
            JobLedger jobs = new JobLedger(database, clock, RETRIES, text -> text);
            jobs.register("f", List.of("a"));
            claims(database, "dead").claim("f", "a");
            long began = clock.millis();
            clock.tick(database.lease().plusSeconds(1));
            FreeJobs first = new FreeJobs(clock, RETRIES, "first", database.lease());

            CompletableFuture<Optional<Claim>> second = database.claims().inTransaction(handle -> {
                assertThat(first.claim(handle, "f", "a")).contains(new Claim("first", 2, false, 1, 2));
                CompletableFuture<Optional<Claim>> other = CompletableFuture.supplyAsync(
                        () -> claims(database, "second").claim("f", "a"));
                await().until(() -> other.isDone() || isWaiting(database));
                return other;
            });

            assertThat(second.orTimeout(1, TimeUnit.MINUTES).join()).isEmpty();
            assertThat(jobs.queries().attempts("f", "a")).singleElement().satisfies(attempt -> {
                assertThat(attempt.reason()).isEqualTo("its process died");
                assertThat(attempt.node()).isEqualTo("dead");
                assertThat(attempt.startedAt().toEpochMilli()).isEqualTo(began);
                assertThat(attempt.endedAt()).isEqualTo(clock.instant());
            });
        }
    }

    private LedgerClaims claims(LedgerDatabase database, String owner) {
        return new LedgerClaims(database, clock, RETRIES, owner, () -> true);
    }

    private static boolean isWaiting(LedgerDatabase database) {
        return database.jdbi()
                .withHandle(handle -> handle.select("SELECT COUNT(*) FROM pg_locks WHERE NOT granted")
                                .mapTo(Integer.class)
                                .one()
                        > 0);
    }
}
