package io.jobdrop.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.RuntimeSettings;
import io.jobdrop.config.Settings;
import io.jobdrop.http.TooSlow;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobState;
import io.jobdrop.job.RetryLater;
import io.jobdrop.metrics.Meters;
import io.jobdrop.record.PollTurns;
import io.jobdrop.stage.Disk;
import io.jobdrop.stage.FolderStaging;
import io.jobdrop.stage.Progress;
import io.jobdrop.stage.Room;
import io.jobdrop.support.Checkpoints;
import io.jobdrop.support.LogLines;
import io.jobdrop.support.TestLedger;
import io.jobdrop.vendor.VendorErrors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailuresTest {
    @TempDir
    Path folder;

    private TestLedger ledger;
    private FolderStaging staging;
    private Polls polls;
    private Failures failures;

    @BeforeEach
    void open() throws Exception {
        ledger = new TestLedger(folder);
        Room room = new Room(folder.resolve("drop"), new Disk(), ledger.clock(), ledger.retries()::pauseAfter);
        staging = new FolderStaging(folder.resolve("drop"), "ledger", "me", 100, Progress.NONE, new Disk(), room);
        Settings settings =
                Settings.load(folder, List.of(), RuntimeSettings.NONE, Map.of(), List.of(), new ArrayList<>());
        Scans scans = new Scans(
                ledger.listed(), ledger.jobs(), settings, ledger.clock(), new InFlightJobs(new Stop()), Set.of());
        polls = new Polls(
                settings,
                ledger.jobs(),
                scans,
                ledger.watch(),
                ledger.clock(),
                new Stop(),
                PollTurns.ALONE,
                Meters.NONE,
                System::nanoTime);
        failures =
                new Failures(polls, ledger.jobs(), feed -> staging, new VendorErrors(settings, ledger.clock()), room);
    }

    @AfterEach
    void close() {
        staging.close();
        ledger.close();
    }

    @Test
    void what_got_further_counts_anew_but_not_what_trickles() throws Exception {
        for (int attempt = 1; attempt <= 4; attempt++) {
            fail(attempt, new RetryLater("cut", new IOException("reset")));
            assertThat(ledger.entry("a").state()).isEqualTo(JobState.DUE);
        }
        fail(5, new RetryLater("slow", new TooSlow("1 byte/s")));
        fail(6, new RetryLater("slow", new TooSlow("1 byte/s")));

        assertThat(ledger.entry("a").state()).isEqualTo(JobState.GAVE_UP);
    }

    @Test
    void a_write_that_finds_the_disk_full_costs_no_attempt_and_gives_back_what_is_staged() throws Exception {
        Job job = stage(ledger.claimed("a"), 50);
        IOException full = new IOException("No space left on device");

        failures.record(failed(job, new RetryLater("cannot write to drop: No space left on device", full)));

        assertThat(ledger.entry("a").state()).isEqualTo(JobState.DUE);
        assertThat(ledger.entry("a").attempts()).isZero();
        assertThat(ledger.entry("a").error())
                .startsWith("cannot write to drop: No space left on device; ")
                .contains(" are free in " + folder.resolve("drop") + " (jobdrop.drop.dir). Make room; ");
        assertThat(ledger.entry("a").nextAttemptAt())
                .isBetween(
                        ledger.clock().instant().plusSeconds(10),
                        ledger.clock().instant().plusSeconds(12));
        assertThat(staging.folder(job)).doesNotExist();
    }

    @Test
    void a_claim_that_was_lost_changes_nothing_but_its_own_staging() throws Exception {
        Job lost = stage(ledger.claimed("a"), 3);
        ledger.clock().tick(Duration.ofMinutes(2));
        ledger.claims("other").add("f/a");

        try (LogLines log = new LogLines(Level.WARN)) {
            failures.record(failed(lost, new RetryLater("late")));

            assertThat(log.all())
                    .containsExactly("f job a is not claimed by this process any more; another attempt delivers it");
        }
        assertThat(ledger.entry("a").state()).isEqualTo(JobState.DELIVERING);
        assertThat(ledger.entry("a").error()).isNull();
        assertThat(staging.folder(lost)).doesNotExist();
    }

    @Test
    void a_poll_whose_time_is_over_does_not_repeat_its_request() {
        AtomicLong nanos = new AtomicLong();
        RunningPoll poll = new RunningPoll("f", 0, Duration.ofSeconds(9), nanos::get);
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty("poll", poll);
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new IOException("aborted"));

        assertThat(failures.isWorthRepeating(exchange)).isTrue();
        nanos.set(Duration.ofSeconds(10).toNanos());
        assertThat(failures.isWorthRepeating(exchange)).isFalse();
        exchange.setProperty("job", TestLedger.job("a"));
        assertThat(failures.isWorthRepeating(exchange)).isTrue();

        polls.failed("f", poll, "aborted", true);
        assertThat(polls.last("f")).hasValueSatisfying(last -> {
            assertThat(last.error()).contains("longer than f.poll-timeout");
            assertThat(last.passing()).isFalse();
        });
    }

    private void fail(int staged, RetryLater failure) throws IOException {
        ledger.clock().tick(Duration.ofMinutes(1));
        failures.record(failed(stage(ledger.claimed("a"), staged), failure));
    }

    private Job stage(Job job, int bytes) throws IOException {
        staging.store(job, 1, new ByteArrayInputStream(new byte[bytes]), Checkpoints.of(null, bytes));
        return job;
    }

    private static Exchange failed(Job job, RetryLater failure) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty("job", job);
        exchange.setProperty("vendor", job.vendor());
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failure);
        return exchange;
    }
}
