package io.jobdrop.record;

import io.jobdrop.config.LedgerAddress.ByName;
import io.jobdrop.job.Redacted;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Makes sure that a pool of the runtime has the connections that a run needs: one for its lock, one for its leases, and
 * two for work. With fewer, a run would wait for itself.
 */
final class PoolSize {
    static final int LEAST = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private PoolSize() {}

    /**
     * Borrows as many at a time, and gives them back.
     *
     * @throws UnusableLedger when the pool does not have them
     */
    static void require(ByName ledger) {
        require(ledger, PATIENCE);
    }

    static void require(ByName ledger, Duration patience) {
        List<CompletableFuture<Connection>> borrowed = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> borrow(ledger), PoolSize::start))
                .limit(LEAST)
                .toList();
        try {
            CompletableFuture.allOf(borrowed.toArray(CompletableFuture[]::new))
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw tooFew(ledger, borrowed, "and lets Jobdrop wait for more", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnusableLedger unusable) {
                throw unusable;
            }
            if (given(borrowed) == 0 && e.getCause() instanceof SQLException failure) {
                throw LedgerRefusal.of(ledger, failure);
            }
            String said = Redacted.line(
                    String.valueOf(Objects.requireNonNull(e.getCause()).getMessage()));
            throw tooFew(ledger, borrowed, "(" + said + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            // One that comes late goes back when it comes.
            for (CompletableFuture<Connection> each : borrowed) {
                Future<?> unused = each.thenAccept(PostgresServer::giveBack);
            }
        }
    }

    private static UnusableLedger tooFew(
            ByName ledger, List<CompletableFuture<Connection>> borrowed, String how, Exception cause) {
        return new UnusableLedger(
                LedgerRefusal.text(
                        ledger,
                        "its pool gives " + given(borrowed) + " connections at a time " + how,
                        "let it have 10 for Jobdrop, and " + LEAST + " at the least"),
                cause);
    }

    private static long given(List<CompletableFuture<Connection>> borrowed) {
        return borrowed.stream()
                .filter(each -> each.isDone() && !each.isCompletedExceptionally())
                .count();
    }

    private static Connection borrow(ByName ledger) {
        try {
            return RuntimePool.borrow(ledger);
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    // A pool may let its borrowers wait for ever.
    private static void start(Runnable task) {
        Thread thread = new Thread(task, "jobdrop-ledger-pool");
        thread.setDaemon(true);
        thread.start();
    }
}
