package io.jobdrop.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.RuntimeSettings;
import io.jobdrop.config.Settings;
import io.jobdrop.support.ManualClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HooksTest {
    private static final String SECRET = "whsec_0123456789abcdef";
    private static final String IN_PATH = "0123456789-abcdefghijklmnop";
    private static final byte[] BODY = "{\"type\":\"conversion.completed\"}".getBytes(StandardCharsets.UTF_8);

    private final ManualClock clock = new ManualClock();
    private final List<String> polls = new ArrayList<>();
    private final Hooks hooks = new Hooks(
            Settings.load(
                    Path.of(""),
                    List.of(),
                    RuntimeSettings.NONE,
                    Map.of(
                            "S_HOOK_SECRET", SECRET,
                            "S_HOOK_TYPE", "convertly",
                            "P_HOOK_SECRET", IN_PATH),
                    List.of("s.hook.secret", "s.hook.type", "p.hook.secret", "n.hook.secret"),
                    new ArrayList<>()),
            List.of("s", "p", "n"),
            clock,
            polls::add);

    @Test
    void a_signed_request_polls_its_feed() throws Exception {
        assertThat(signed(now(), BODY)).isEqualTo(202);

        assertThat(polls).containsExactly("s");
    }

    @Test
    void the_path_is_the_secret_of_others() {
        assertThat(post("/hooks/p/" + IN_PATH)).isEqualTo(202);
        assertThat(polls).containsExactly("p");
    }

    @ParameterizedTest
    @CsvSource({
        "/hooks/p, 401",
        "/hooks/p/, 401",
        "/hooks/p/0123456789-abcdefghijklmnoq, 401",
        "/hooks/p/0123456789-abcdefghijklmnop/, 401",
        "/hooks/s, 401",
        "/hooks/s/whsec_0123456789abcdef, 401",
        "/hooks/n, 404",
        "/hooks/n/x, 404",
        "/hooks/other, 404",
        "/hooks/, 404",
        "/hooks, 404",
        "/hook/p/0123456789-abcdefghijklmnop, 404",
        "//hooks/p/0123456789-abcdefghijklmnop, 404"
    })
    void what_nobody_with_the_secret_sent_is_refused(String path, int status) {
        assertThat(post(path)).isEqualTo(status);
        assertThat(polls).isEmpty();
    }

    @Test
    void another_method_finds_nothing() {
        assertThat(hooks.receive("GET", "/hooks/p/" + IN_PATH, Map.of(), new byte[0]))
                .isEqualTo(404);
        assertThat(polls).isEmpty();
    }

    @Test
    void a_body_has_a_limit() throws Exception {
        byte[] most = new byte[Hooks.MOST_BODY];
        byte[] more = new byte[Hooks.MOST_BODY + 1];

        assertThat(signed(now(), more)).isEqualTo(413);
        assertThat(hooks.receive("POST", "/hooks/n", Map.of(), more)).isEqualTo(404);
        assertThat(polls).isEmpty();
        assertThat(signed(now(), most)).isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(longs = {-301, 301, -86_400 * 365L})
    void an_old_time_and_one_in_the_future_are_refused(long seconds) throws Exception {
        assertThat(signed(now() + seconds, BODY)).isEqualTo(401);
        assertThat(polls).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {-300, 0, 300})
    void clocks_may_differ_a_little(long seconds) throws Exception {
        assertThat(signed(now() + seconds, BODY)).isEqualTo(202);
    }

    @Test
    void what_was_changed_is_refused() throws Exception {
        String header = header(now(), BODY);

        assertThat(received(header, "{}".getBytes(StandardCharsets.UTF_8))).isEqualTo(401);
        assertThat(received(header.replace("t=" + now(), "t=" + (now() + 1)), BODY))
                .isEqualTo(401);
        assertThat(received(header.replace("v1=", "v0="), BODY)).isEqualTo(401);
        assertThat(received(header.toUpperCase(java.util.Locale.ROOT), BODY)).isEqualTo(401);
        assertThat(polls).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "t=", "v1=", "t=,v1=", "t=x,v1=y", "t=99999999999999999999,v1=00", "t=-1,v1=00", ",,,", "t"})
    void what_is_no_signature_is_refused(String header) {
        assertThat(received(header, BODY)).isEqualTo(401);
        assertThat(received(header + ",".repeat(100_000), BODY)).isEqualTo(401);
    }

    @Test
    void one_of_several_signatures_is_enough() throws Exception {
        assertThat(received(header(now(), BODY) + ",v1=" + "0".repeat(64), BODY))
                .isEqualTo(202);
    }

    @Test
    void a_replay_polls_nothing() throws Exception {
        String header = header(now(), BODY);
        assertThat(received(header, BODY)).isEqualTo(202);
        clock.tick(Duration.ofMinutes(1));

        assertThat(received(header, BODY)).isEqualTo(202);
        hooks.pollDue();

        assertThat(polls).containsExactly("s");
    }

    @Test
    void a_storm_polls_at_once_and_once_more_when_the_pause_is_over() {
        for (int i = 0; i < 1000; i++) {
            post("/hooks/p/" + IN_PATH);
        }
        hooks.pollDue();
        assertThat(polls).containsExactly("p");

        clock.tick(Hooks.PAUSE.minusMillis(1));
        hooks.pollDue();
        assertThat(polls).hasSize(1);
        clock.tick(Duration.ofMillis(1));
        hooks.pollDue();
        assertThat(polls).hasSize(2);

        clock.tick(Duration.ofHours(1));
        hooks.pollDue();
        assertThat(polls).hasSize(2);
    }

    @Test
    void the_hooks_of_feeds_do_not_wait_for_one_another() throws Exception {
        post("/hooks/p/" + IN_PATH);
        signed(now(), BODY);

        assertThat(polls).containsExactly("p", "s");
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private int post(String path) {
        return hooks.receive("POST", path, Map.of(), new byte[0]);
    }

    private int signed(long seconds, byte[] body) throws GeneralSecurityException {
        return received(header(seconds, body), body);
    }

    private int received(String header, byte[] body) {
        return hooks.receive("POST", "/hooks/s", Map.of("Convertly-Signature", header), body);
    }

    private static String header(long seconds, byte[] body) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update((seconds + ".").getBytes(StandardCharsets.UTF_8));
        return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
    }
}
