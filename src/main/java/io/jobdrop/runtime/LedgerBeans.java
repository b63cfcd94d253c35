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
import io.jobdrop.record.LeaseRenewals;
import io.jobdrop.record.Leased;
import io.jobdrop.record.LedgerClaims;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.record.LedgerWatch;
import io.jobdrop.record.ListedJobs;
import io.jobdrop.record.RetryPolicy;
import io.jobdrop.record.RunLock;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
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
    private final @Nullable ClusterBeans cluster;
    private final @Nullable AuditShare audits;
    private final LeaseRenewals renewals;

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
        database = LedgerDatabase.open(address, settings.path("jobdrop.drop.dir"));
        this.clock = database.clock(clock);
        watch = new LedgerWatch(database, lock);
        notices = NoticeBeans.of(
                configuration,
                database,
                this.clock,
                () -> stopping.getAsBoolean() || watch.away().isPresent(),
                meters);
        jobs = new JobLedger(database, this.clock, retries, settings::redact, meters, notices.outbox());
        claims = new LedgerClaims(
                database,
                this.clock,
                retries,
                lock.owner(),
                () -> watch.problem().isEmpty());
        cluster = address instanceof LedgerAddress.OnServer server
                        && server.cluster().isShared()
                ? ClusterBeans.of(server.cluster(), database, this.clock, clock, lock.owner())
                : null;
        audits = cluster == null ? null : new AuditShare(settings, database, cluster);
        List<Leased> held = cluster == null ? List.of(claims) : cluster.held(claims);
        renewals = new LeaseRenewals(
                database, this.clock, held, () -> watch.problem().isEmpty());
    }

    /** The clock by which leases and pauses are counted. */
    Clock clock() {
        return clock;
    }

    /** What nodes share; empty when this process has the ledger alone. */
    Optional<ClusterBeans> cluster() {
        return Optional.ofNullable(cluster);
    }

    LeaseRenewals renewals() {
        return renewals;
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
        return new Retention(configuration, database, jobs.queries(), clock);
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

    /** Joins the other nodes, if any, and makes the jobs due again that were in flight when earlier runs ended. */
    void recover(boolean once) {
        if (cluster != null) {
            if (once) {
                cluster.nodes().requireNone();
            }
            cluster.nodes().join();
        }
        renewals.start();
        notices.notifier().recover();
        int taken = claims.takeOver(lock::isDead);
        if (taken > 0) {
            LOG.warn("{} jobs were in flight when the last run ended; they are due again", taken);
        }
    }

    @Override
    public void close() {
        renewals.close();
        if (audits != null) {
            audits.close();
        }
        leave();
        database.close();
    }

    private void leave() {
        try {
            if (cluster != null) {
                cluster.nodes().leave();
            }
        } catch (RuntimeException e) {
            LOG.debug("the other nodes learn by its silence that this one has stopped", e);
        }
    }
}
