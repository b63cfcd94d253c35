package io.jobdrop.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.CronSchedule;
import io.jobdrop.config.RuntimeSettings;
import io.jobdrop.config.Settings;
import io.jobdrop.config.TestFeed;
import io.jobdrop.job.GiveUp;
import io.jobdrop.metrics.Meters;
import io.jobdrop.page.PageScan;
import io.jobdrop.record.LedgerWatch;
import io.jobdrop.record.PollTurns;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedHealthTest {
    private static final String FEED =
            "vendor: v\nlist: {path: /jobs}\njob: {completed: completed}\nresults: {urls: $.url}\n";

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private final Stop stop = new Stop();
    private TestLedger ledger;
    private Polls polls;
    private FeedHealth health;
    private LedgerWatch watch;

    @BeforeEach
    void open() throws Exception {
        ledger = new TestLedger(folder);
        Settings settings = Settings.load(
                Path.of(""),
                List.of(),
                RuntimeSettings.NONE,
                Map.of("F_POLL_TIMEOUT", "10s"),
                List.of("f.poll-timeout"),
                new ArrayList<>());
        Scans scans = new Scans(
                ledger.listed(), ledger.jobs(), settings, ledger.clock(), new InFlightJobs(stop), Set.of("f", "g"));
        polls = new Polls(
                settings,
                ledger.jobs(),
                scans,
                ledger.watch(),
                ledger.clock(),
                stop,
                PollTurns.ALONE,
                Meters.NONE,
                nanos::get);
        watch = ledger.watch();
        health = new FeedHealth(List.of("f", "g"), polls, ledger.jobs(), watch);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void it_is_down_while_a_poll_overruns_and_when_the_last_one_did() throws Exception {
        Exchange poll = begin("f");
        assertThat(health.call().getState()).isEqualTo(HealthCheck.State.UP);

        tick(10);
        assertThat(health.call().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(health.call().getMessage())
                .contains("the last poll of a feed failed: f (it takes longer than f.poll-timeout)");

        polls.endOverruns();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(health.call().getDetails().get("f.poll").toString()).contains("f.poll-timeout (10 s)");

        done(poll);
        assertThat(health.call().getState()).isEqualTo(HealthCheck.State.DOWN);
        done(begin("f"));
        assertThat(health.call().getState()).isEqualTo(HealthCheck.State.UP);
    }

    @Test
    void somebody_who_waits_for_a_poll_hears_that_it_overran_or_did_not_begin() throws Exception {
        var overruns = polls.pollNow("f");
        begin("f");
        var never = polls.pollNow("g");

        tick(3600);
        polls.endOverruns();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(overruns.get(1, TimeUnit.SECONDS).error()).contains("f.poll-timeout (10 s)");
        assertThat(never.get(1, TimeUnit.SECONDS).error()).isEqualTo("it did not begin within g.poll-timeout");
    }

    @Test
    void it_names_the_feeds_whose_jobs_were_given_up() {
        ledger.jobs().failed(TestLedger.job("a"), new GiveUp("too large"), 0);

        assertThat(health.call().getMessage()).contains("jobs were given up: f (job a: too large); see jobdrop jobs");
        assertThat(health.call().getDetails()).containsEntry("f.gave-up", 1);
    }

    @Test
    void it_names_each_feed_with_its_reason_but_not_all_of_many() {
        List<String> many = IntStream.range(0, 30).mapToObj(i -> "feed-" + i).toList();
        many.forEach(feed -> polls.failed(feed, null, "v answered 503 " + "x ".repeat(500), false));

        String message = new FeedHealth(many, polls, ledger.jobs(), watch)
                .call()
                .getMessage()
                .orElseThrow();

        assertThat(message)
                .contains("the last poll of a feed failed: feed-0 (v answered 503 x", "feed-9 (", ", 20 more")
                .doesNotContain("feed-10");
        assertThat(message.length()).isLessThan(3000);
    }

    @Test
    void it_is_neither_liveness_nor_readiness() {
        assertThat(health.isLiveness()).isFalse();
        assertThat(health.isReadiness()).isFalse();
    }

    @Test
    void it_is_down_when_a_feed_was_not_polled_well_for_three_of_its_intervals() throws Exception {
        MissedPolls missed = new MissedPolls(ledger.clock());
        Instant start = ledger.clock().instant();
        missed.add("f", CronSchedule.of("0 0 9 * * ?", TimeZone.getTimeZone("Asia/Tokyo")));
        health = new FeedHealth(List.of("f", "g"), polls, ledger.jobs(), watch, missed);

        ledger.clock().tick(Duration.between(start, nine(start, 3)));
        assertThat(health.call().getState()).isEqualTo(HealthCheck.State.UP);
        ledger.clock().tick(Duration.ofMillis(1));
        assertThat(health.call().getMessage())
                .hasValue("a feed was not polled well: f (no poll went well since " + start
                        + ", for three intervals of f.schedule)");

        Exchange poll = begin("f");
        assertThat(health.call().getState()).as("a poll runs").isEqualTo(HealthCheck.State.UP);
        done(poll);
        Instant well = ledger.clock().instant();
        ledger.clock().tick(Duration.between(well, nine(well, 3)));
        assertThat(health.call().getState()).isEqualTo(HealthCheck.State.UP);
        ledger.clock().tick(Duration.ofMillis(1));
        assertThat(health.call().getState()).isEqualTo(HealthCheck.State.DOWN);
    }

    // Midnight in UTC is nine in Tokyo.
    private static Instant nine(Instant after, int times) {
        return after.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(times));
    }

    private void done(Exchange poll) {
        polls.done(poll.getProperty("scan", PageScan.class), poll.getProperty("poll", RunningPoll.class));
    }

    private Exchange begin(String feed) throws InterruptedException {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        polls.begin(TestFeed.named(feed, FEED), exchange);
        return exchange;
    }

    private void tick(long seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
