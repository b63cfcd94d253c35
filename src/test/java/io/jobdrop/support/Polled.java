package io.jobdrop.support;

import io.jobdrop.config.Configuration;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.record.RunLock;
import io.jobdrop.runtime.CannotRun;
import io.jobdrop.runtime.JobdropContext;
import io.jobdrop.stage.Progress;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/** One run of an installation that goes on, and polls when it is told to. */
public final class Polled implements AutoCloseable {
    private final RunLock lock;
    private final JobdropContext bundle;

    private Polled(RunLock lock, JobdropContext bundle) {
        this.lock = lock;
        this.bundle = bundle;
    }

    public static Polled start(Installation jobdrop) throws IOException {
        return start(jobdrop, JobdropContext.Mode.ONCE);
    }

    public static Polled start(Installation jobdrop, JobdropContext.Mode mode) throws IOException {
        Configuration configuration = jobdrop.read();
        if (!configuration.problems().isEmpty()) {
            throw new IllegalStateException(configuration.problems().toString());
        }
        RunLock lock = RunLock.take(configuration.ledger()).orElseThrow();
        JobdropContext bundle =
                new JobdropContext(configuration, configuration.ledger(), lock, mode, Progress.NONE, Clock.systemUTC());
        try {
            bundle.start();
            bundle.begin(begun -> {});
        } catch (CannotRun e) {
            throw new IllegalStateException(e);
        }
        return new Polled(lock, bundle);
    }

    /** Polls so many times, each when the jobs of the one before have arrived. */
    public void poll(String feed, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            bundle.polls().pollNow(feed).get(1, TimeUnit.MINUTES);
            bundle.inFlight().awaitNone(feed);
        }
    }

    public JobdropContext bundle() {
        return bundle;
    }

    public LedgerEntry job(String id) {
        return bundle.ledger().queries().jobs(null, null).stream()
                .filter(job -> job.jobId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        try {
            bundle.close();
        } finally {
            lock.close();
        }
    }
}
