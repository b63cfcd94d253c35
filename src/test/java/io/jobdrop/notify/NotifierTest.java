package io.jobdrop.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.Feed;
import io.jobdrop.config.Configuration;
import io.jobdrop.metrics.Meters;
import io.jobdrop.record.Notice;
import io.jobdrop.record.WaitingNotices;
import io.jobdrop.support.Installation;
import io.jobdrop.support.LogLines;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The outbox of a feed whose receiver is down for long. */
class NotifierTest {
    private static final String FEED = "convertly-jobs";
    private static final Duration LOOKS = Duration.ofSeconds(10);

    @AutoClose
    private final TestLedger ledger;

    private final Path home;
    private final List<String> counted = new ArrayList<>();
    private final WaitingNotices waiting;
    private final Feed feed;
    private final Notifier notifier;

    NotifierTest(@TempDir Path home) {
        this.home = home;
        Configuration configuration = new Installation(home)
                .set("CONVERTLY_TOKEN", "key")
                .set("JOBDROP_NOTIFY_URI", "file:/nowhere")
                .set("JOBDROP_NOTIFY_KEEP", "1h")
                .read();
        ledger = new TestLedger(home);
        waiting = new WaitingNotices(ledger.database());
        feed = configuration.feeds().stream()
                .filter(each -> each.name().equals(FEED))
                .findFirst()
                .orElseThrow();
        Meters meters = new Meters() {
            @Override
            public void notified(String of, String outcome, int times) {
                counted.add(of + " " + outcome + " " + times);
            }
        };
        notifier = new Notifier(configuration.settings(), List.of(feed), waiting, ledger.clock(), () -> false, meters);
    }

    @Test
    void more_than_may_wait_are_dropped_the_oldest_first_counted_and_told_once() throws SQLException {
        waits(Notifier.MOST + 3);

        try (LogLines log = new LogLines(Level.INFO)) {
            assertThat(notifier.due()).containsExactly(FEED);
            waits(2);
            look();

            assertThat(log.all())
                    .singleElement()
                    .asString()
                    .isEqualTo(
                            FEED + ": 3 notifications were dropped. They were older than jobdrop.notify.keep (1h), or"
                                    + " more than 100000 waited. No other warning follows until the receiver takes one;"
                                    + " jobdrop_notifications_total counts them");
        }
        assertThat(counted).containsExactly(FEED + " dropped 3", FEED + " dropped 2");
        assertThat(next().number()).isEqualTo(6);
    }

    @Test
    void what_is_too_old_is_dropped_and_told_again_when_the_receiver_took_one_in_between() throws SQLException {
        try (LogLines log = new LogLines(Level.INFO)) {
            outlives(2);
            outlives(1);
            assertThat(log.all()).hasSize(1);

            waits(1);
            notifier.sent(feed, next());
            outlives(1);

            assertThat(log.all()).hasSize(2).allMatch(line -> line.contains("notifications were dropped"));
        }
        assertThat(counted)
                .containsExactly(FEED + " dropped 2", FEED + " dropped 1", FEED + " sent 1", FEED + " dropped 1");
        assertThat(waiting.isEmpty()).isTrue();
    }

    private void outlives(int notices) throws SQLException {
        waits(notices);
        ledger.clock().tick(Duration.ofHours(1).plusMillis(1));
        look();
    }

    private void look() {
        ledger.clock().tick(LOOKS);
        notifier.due();
    }

    private Notice next() {
        return waiting.take(FEED, ledger.clock().instant()).orElseThrow();
    }

    private void waits(int notices) throws SQLException {
        long now = ledger.clock().millis();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("ledger.db"));
                PreparedStatement insert = connection.prepareStatement(
                        "WITH RECURSIVE counter(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counter WHERE n < ?)"
                                + " INSERT INTO outbox (id, feed, job_id, type, time, data, next_at)"
                                + " SELECT hex(randomblob(16)), ?, 'j' || n, 'failed', ?, '{}', ? FROM counter")) {
            insert.setInt(1, notices);
            insert.setString(2, FEED);
            insert.setLong(3, now);
            insert.setLong(4, now);
            insert.executeUpdate();
        }
    }
}
