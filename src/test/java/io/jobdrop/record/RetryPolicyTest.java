package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.RuntimeSettings;
import io.jobdrop.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {
    private static final RetryPolicy POLICY = new RetryPolicy(20, Duration.ofMillis(1000), Duration.ofHours(1));

    @Test
    void it_is_read_from_the_settings() {
        Map<String, String> environment =
                Map.of("JOBDROP_RETRY_ATTEMPTS", "7", "JOBDROP_RETRY_BACKOFF", "3s", "JOBDROP_RETRY_MAX_BACKOFF", "4m");

        RetryPolicy policy = RetryPolicy.of(
                Settings.load(Path.of(""), List.of(), RuntimeSettings.NONE, environment, List.of(), new ArrayList<>()));

        assertThat(policy).isEqualTo(new RetryPolicy(7, Duration.ofSeconds(3), Duration.ofMinutes(4)));
    }

    @ParameterizedTest
    @CsvSource({"0,1000", "1,1000", "2,2000", "3,4000", "11,1024000"})
    void the_pause_doubles_and_up_to_a_fifth_is_left_to_chance(int failures, long shortest) {
        Set<Long> pauses = new HashSet<>();

        for (int i = 0; i < 300; i++) {
            pauses.add(POLICY.pauseAfter(failures).toMillis());
        }

        assertThat(pauses).allMatch(pause -> pause >= shortest && pause <= shortest + shortest / 5);
        assertThat(pauses).anyMatch(pause -> pause > shortest + shortest / 10);
    }

    @ParameterizedTest
    @CsvSource({"13", "64", "1000000"})
    void no_pause_is_longer_than_the_longest(int failures) {
        assertThat(POLICY.pauseAfter(failures)).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void no_doubling_turns_into_a_short_pause() {
        RetryPolicy patient = new RetryPolicy(99, Duration.ofSeconds(1), Duration.ofDays(36_500));

        assertThat(patient.pauseAfter(64)).isGreaterThanOrEqualTo(Duration.ofSeconds(1L << 30));
    }

    @Test
    void even_a_pause_of_no_time_is_one() {
        RetryPolicy hasty = new RetryPolicy(1, Duration.ZERO, Duration.ofHours(1));

        assertThat(hasty.pauseAfter(1)).isZero();
    }
}
