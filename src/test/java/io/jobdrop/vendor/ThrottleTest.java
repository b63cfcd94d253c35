package io.jobdrop.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jobdrop.job.HandedOver;
import io.jobdrop.job.Throttled;
import io.jobdrop.support.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThrottleTest {
    private final ManualClock clock = new ManualClock();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Throttle.Rules rules = new Throttle.Rules(
            Duration.ofMillis(200),
            Duration.ofMinutes(10),
            Duration.ofMinutes(1),
            Optional.empty(),
            clock,
            stopping::get);
    private final List<String> pauses = new ArrayList<>();
    private final Throttle gate = new Throttle(
            "acme", new LocalTurns(Duration.ZERO, System::nanoTime), rules, (wish, more) -> pauses.add(wish.word()));

    @Test
    void requests_are_spread_as_the_rate_says() throws Exception {
        Throttle slow = new Throttle(
                "acme",
                new LocalTurns(Duration.ofMillis(50), System::nanoTime),
                rules,
                (wish, more) -> pauses.add(wish.word()));

        long began = System.nanoTime();
        for (int i = 0; i < 5; i++) {
            slow.enter();
            slow.answered(200, Duration.ZERO);
        }

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void nothing_passes_while_the_other_side_wants_to_be_left_alone() throws Exception {
        gate.enter();

        assertThat(quietAfter(() -> gate.answered(429, Duration.ofMillis(300))))
                .isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void a_429_without_a_pause_is_given_ours() throws Exception {
        gate.enter();

        assertThat(quietAfter(() -> gate.answered(429, Duration.ZERO))).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void who_waits_behind_requests_that_fail_goes_when_another_node_may_try() throws Exception {
        Throttle shared = new Throttle(
                "acme",
                new LocalTurns(Duration.ZERO, System::nanoTime),
                new Throttle.Rules(
                        Duration.ofMillis(1),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(1),
                        Optional.of(Duration.ofMillis(50)),
                        clock,
                        stopping::get),
                (wish, more) -> {});
        shared.enter();
        shared.failed();
        shared.enter();

        assertThatThrownBy(shared::enter)
                .isInstanceOfSatisfying(
                        HandedOver.class, later -> assertThat(later.notBefore()).isEqualTo(clock.instant()))
                .hasMessage("acme fails; nothing was requested, and another node may try");

        shared.answered(200, Duration.ZERO);
        shared.enter();
    }

    @Test
    void a_pause_of_this_node_alone_keeps_no_other_from_trying() throws Exception {
        Throttle shared = new Throttle(
                "acme",
                new LocalTurns(Duration.ZERO, System::nanoTime),
                new Throttle.Rules(
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(1),
                        Optional.of(Duration.ofMillis(50)),
                        clock,
                        stopping::get),
                (wish, more) -> {});
        for (int i = 0; i < 5; i++) {
            shared.enter();
            shared.failed();
        }

        assertThatThrownBy(shared::enter).isInstanceOf(HandedOver.class);
    }

    @Test
    void a_long_pause_postpones_and_says_until_when() throws Exception {
        gate.enter();
        gate.answered(503, Duration.ofMinutes(5));

        assertThatThrownBy(gate::enter)
                .isInstanceOfSatisfying(
                        Throttled.class,
                        postponed -> assertThat(postponed.notBefore())
                                .isBetween(
                                        clock.instant().plusSeconds(290),
                                        clock.instant().plusSeconds(300)))
                .hasMessageStartingWith("acme asked for a pause; nothing was requested, it is asked again at ");
    }

    @Test
    void no_pause_is_longer_than_the_longest_of_ours() throws Exception {
        gate.enter();
        gate.answered(429, Duration.ofDays(3));

        assertThatThrownBy(gate::enter)
                .isInstanceOfSatisfying(
                        Throttled.class,
                        postponed -> assertThat(postponed.notBefore())
                                .isBeforeOrEqualTo(clock.instant().plusSeconds(600)));
    }

    @Test
    void each_success_lets_one_more_through_until_the_first_trouble() throws Exception {
        assertThat(isOpen()).isTrue();
        assertThat(isOpen()).isFalse();
        gate.answered(200, Duration.ZERO);
        assertThat(isOpen()).isTrue();
        assertThat(isOpen()).isTrue();
        assertThat(isOpen()).isFalse();
        gate.answered(200, Duration.ZERO);
        gate.answered(200, Duration.ZERO);

        for (int i = 0; i < 4; i++) {
            assertThat(isOpen()).isTrue();
        }
        assertThat(isOpen()).isFalse();
    }

    @Test
    void after_trouble_one_request_at_a_time_passes_until_enough_have_gone_well() throws Exception {
        gate.enter();
        gate.failed();
        for (int i = 0; i < 10; i++) {
            assertThat(isOpen()).isTrue();
            assertThat(isOpen()).isFalse();
            gate.answered(200, Duration.ZERO);
        }

        assertThat(isOpen()).isTrue();
        assertThat(isOpen()).isTrue();
        assertThat(isOpen()).isFalse();
    }

    @Test
    void trouble_narrows_it_to_one_at_a_time_again() throws Exception {
        for (int i = 0; i < 10; i++) {
            gate.enter();
            gate.answered(404, Duration.ZERO);
        }
        gate.enter();
        gate.failed();

        assertThat(isOpen()).isTrue();
        assertThat(isOpen()).isFalse();
    }

    @Test
    void a_vendor_that_only_fails_is_left_alone_for_longer_each_time_and_probed() throws Exception {
        for (int i = 0; i < 4; i++) {
            assertThat(isOpen()).isTrue();
            gate.failed();
        }
        gate.enter();

        assertThat(quietAfter(() -> gate.answered(500, Duration.ZERO))).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        assertThat(quietAfter(gate::failed)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
        gate.answered(200, Duration.ZERO);
        gate.enter();
        gate.failed();
        assertThat(isOpen()).isTrue();
    }

    @Test
    void nobody_waits_while_we_stop() {
        stopping.set(true);

        assertThatThrownBy(gate::enter).isInstanceOf(Throttled.class).hasMessageContaining("jobdrop stops");
    }

    private Duration quietAfter(Runnable answer) throws InterruptedException {
        long began = System.nanoTime();
        answer.run();
        gate.enter();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    // Whoever waits is sent away again, so that the gate is as it was.
    private boolean isOpen() throws InterruptedException {
        AtomicBoolean entered = new AtomicBoolean();
        Thread thread = new Thread(() -> entered.set(entered()));
        thread.start();
        await().pollInterval(Duration.ofMillis(1))
                .until(thread::getState, EnumSet.of(Thread.State.TIMED_WAITING, Thread.State.TERMINATED)::contains);
        stopping.set(true);
        thread.join();
        stopping.set(false);
        return entered.get();
    }

    private boolean entered() {
        try {
            gate.enter();
            return true;
        } catch (InterruptedException | Throttled e) {
            return false;
        }
    }
}
