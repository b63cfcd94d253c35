package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.record.PollTurns.State;
import io.jobdrop.record.PollTurns.Trust;
import io.jobdrop.support.ManualClock;
import io.jobdrop.support.SharedLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("sqlite")
class PollClocksTest {
    private static final String FEED = "f";
    private static final Duration PERIOD = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    @AutoClose
    private SharedLedger ledger;

    private final ManualClock wrong = new ManualClock();
    private SharedPolls right;
    private SharedPolls other;

    @BeforeEach
    void open() {
        ledger = new SharedLedger("poll_clocks", folder);
        right = new SharedPolls(ledger.database(), ledger.clock(), ledger.clock(), "right");
        other = new SharedPolls(ledger.database(), ledger.clock(), wrong, "wrong");
    }

    private Optional<Trust> rightFires() {
        return right.take(FEED, OptionalLong.of(ledger.clock().millis()));
    }

    private Optional<Trust> wrongFires() {
        return other.take(FEED, OptionalLong.of(wrong.millis()));
    }

    private void end(SharedPolls polls) {
        polls.end(new State(FEED, ledger.clock().millis(), true, 0, null, false), true);
    }

    private void nextFire() {
        ledger.clock().tick(PERIOD);
        wrong.tick(PERIOD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"P3D", "PT-72H", "PT1H", "PT-7H"})
    void a_clock_that_is_wrong_by_hours_or_days_changes_nothing(Duration ahead) {
        wrong.tick(ahead);
        assertThat(wrongFires()).isPresent();
        assertThat(rightFires()).isEmpty();
        end(other);
        assertThat(rightFires()).isEmpty();
        assertThat(right.wanted()).isEmpty();

        nextFire();
        assertThat(rightFires()).isPresent();
        end(right);
        assertThat(wrongFires()).isEmpty();
        assertThat(right.wanted()).isEmpty();

        nextFire();
        assertThat(wrongFires()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"P3D", "PT-72H"})
    void a_clock_that_is_set_right_goes_on_with_the_polls(Duration ahead) {
        wrong.tick(ahead);
        assertThat(wrongFires()).isPresent();
        end(other);

        nextFire();
        wrong.tick(ahead.negated());

        assertThat(wrongFires()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT20S", "PT-20S", "P3DT20S"})
    void clocks_that_differ_by_seconds_too_fire_for_the_same_time(Duration ahead) {
        wrong.tick(ahead);
        long schedule = ledger.clock().millis();
        long wrongSchedule = schedule + ahead.truncatedTo(ChronoUnit.MINUTES).toMillis();

        assertThat(other.take(FEED, OptionalLong.of(wrongSchedule))).isPresent();
        end(other);

        assertThat(right.take(FEED, OptionalLong.of(schedule))).isEmpty();
    }
}
