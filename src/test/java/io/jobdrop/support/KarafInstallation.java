package io.jobdrop.support;

import static org.awaitility.Awaitility.await;

import io.jobdrop.job.JobState;
import io.jobdrop.record.JobLedger;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.record.LedgerQueries;
import io.jobdrop.record.RetryPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The same installation as a bundle in Karaf, which runs until no job is left to be tried. */
public final class KarafInstallation extends Installation {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Set<JobState> ON_THE_WAY = Set.of(JobState.OPEN, JobState.DUE, JobState.DELIVERING);

    private final Karaf karaf;

    public KarafInstallation(Path home) throws IOException {
        super(home);
        karaf = new Karaf(home.resolve("karaf"));
    }

    @Override
    public Path drop() {
        return karaf.data().resolve("jobdrop/drop");
    }

    @Override
    public List<String> said(LogLines log) throws IOException {
        return karaf.log("");
    }

    @Override
    public Outcome pollOnce() throws InterruptedException {
        try {
            environment().forEach(karaf::set);
            karaf.set("JOBDROP_HTTP_PORT", "");
            for (Path feeds : feedFolders()) {
                Archives.copyFolder(feeds, karaf.etc().resolve("jobdrop/feeds"));
            }
            karaf.start();
            karaf.deploy(Archives.packaged("osgi.jar"));
            await().atMost(PATIENCE).ignoreExceptions().until(() -> isOver(jobs()));
            karaf.stop();
            return new Outcome(List.of(), jobs());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } finally {
            karaf.kill();
        }
    }

    private static boolean isOver(List<LedgerEntry> jobs) {
        return !jobs.isEmpty() && jobs.stream().noneMatch(job -> ON_THE_WAY.contains(job.state()));
    }

    private List<LedgerEntry> jobs() {
        Path file = karaf.data().resolve("jobdrop/data/ledger.db");
        RetryPolicy retries = new RetryPolicy(1, Duration.ofSeconds(1), Duration.ofSeconds(1));
        try (LedgerDatabase database = LedgerDatabase.open(file, karaf.data().resolve("jobdrop/drop"))) {
            LedgerQueries queries = new JobLedger(database, Clock.systemUTC(), retries, text -> text).queries();
            return queries.jobs(null, null);
        }
    }
}
