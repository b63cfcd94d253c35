package io.jobdrop.runtime;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.LedgerAddress;
import io.jobdrop.config.Settings;
import io.jobdrop.deliver.Retention;
import io.jobdrop.metrics.Meters;
import io.jobdrop.poll.InboxFile;
import io.jobdrop.poll.KnownJobs;
import io.jobdrop.record.Accounts;
import io.jobdrop.record.Intents;
import io.jobdrop.record.JobActions;
import io.jobdrop.record.JobLedger;
import io.jobdrop.record.LedgerClaims;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.record.LedgerWatch;
import io.jobdrop.record.ListedJobs;
import io.jobdrop.record.Marks;
import io.jobdrop.record.RetryPolicy;
import io.jobdrop.record.RunLock;
import java.time.Clock;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ledger of one run, and what works on it. */
final class LedgerBeans implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerBeans.class);

    private final Configuration configuration;
    private final RunLock lock;
    private final Clock clock;
    private final LedgerDatabase database;
    private final LedgerWatch watch;
    private final NoticeBeans notices;
    private final JobLedger jobs;
    private final LedgerClaims claims;

    LedgerBeans(
            Configuration configuration,
            LedgerAddress address,
            RunLock lock,
            Clock clock,
            BooleanSupplier stopping,
            Meters meters) {
        Settings settings = configuration.settings();
        RetryPolicy retries = RetryPolicy.of(settings);
        this.configuration = configuration;
        this.lock = lock;
        this.clock = clock;
        database = LedgerDatabase.open(address, settings.path("jobdrop.drop.dir"));
        watch = new LedgerWatch(database, lock);
        notices = NoticeBeans.of(
                configuration,
                database,
                clock,
                () -> stopping.getAsBoolean() || watch.away().isPresent(),
                meters);
        jobs = new JobLedger(database, clock, retries, settings::redact, meters, notices.outbox());
        claims = new LedgerClaims(
                database, clock, retries, lock.owner(), () -> watch.problem().isEmpty());
    }

    LedgerDatabase database() {
        return database;
    }

    LedgerWatch watch() {
        return watch;
    }

    Optional<Accounts> accounts() {
        return Accounts.of(database, watch::away);
    }

    LedgerClaims claims() {
        return claims;
    }

    JobLedger jobs() {
        return jobs;
    }

    ListedJobs listed() {
        return new ListedJobs(database, clock, RetryPolicy.of(configuration.settings()));
    }

    JobActions actions() {
        Settings settings = configuration.settings();
        return new JobActions(database, clock, RetryPolicy.of(settings), settings::redact);
    }

    Retention retention() {
        return new Retention(configuration, new Marks(database, clock), jobs.queries(), clock);
    }

    void bindTo(BiConsumer<String, Object> registry) {
        registry.accept("ledger", jobs);
        registry.accept("claims", claims);
        registry.accept("notifier", notices.notifier());
        registry.accept("intents", new Intents(database, clock));
        registry.accept("knownJobs", new KnownJobs(jobs.queries()));
        registry.accept("inboxFiles", new InboxFile(jobs));
        registry.accept("retention", retention());
    }

    /** Makes the jobs due again that were in flight when earlier runs ended. */
    void recover() {
        notices.notifier().recover();
        int taken = claims.takeOver(lock::isDead);
        if (taken > 0) {
            LOG.warn("{} jobs were in flight when the last run ended; they are due again", taken);
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
