package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.Redacted;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets that are wrapped, spaced out, or mixed with characters that nobody sees. */
class SpreadSecretsTest {
    private static final String KEY = "tok-SECRETkey-9f8e7d/\u00fc";
    private static final byte[] WEBHOOK = IntStream.range(0, 32)
            .mapToObj(i -> String.valueOf((char) (i * 37 % 256)))
            .reduce("", String::concat)
            .getBytes(StandardCharsets.ISO_8859_1);
    private static final String WEBHOOK_SECRET = "whsec_" + Base64.getEncoder().encodeToString(WEBHOOK);
    private static final Secrets SECRETS = new Secrets(List.of(KEY, WEBHOOK_SECRET, "stop"));

    @Test
    void a_secret_of_several_words_is_found_with_fewer_blanks() {
        Secrets words = new Secrets(List.of("correct horse battery staple"));

        assertThat(words.removedFrom("correcthorse battery staple")).isEqualTo("***");
    }

    static List<String> spread() {
        List<String> all = new ArrayList<>();
        for (String between : List.of(
                "\n",
                "\r\n",
                "\r\n\t",
                " ",
                "\u200b",
                "\u200d",
                "\u00ad",
                "\ufeff",
                "\u2060",
                "\u0000",
                "\u0301",
                "\ufe0f",
                "\u3164",
                "\udb40\udc01",
                "\u2028",
                "\\n",
                "\\u200b",
                "&#8203;",
                "%0A",
                "%E2%80%8B",
                "%C2%AD",
                "\u200b\n\u200b")) {
            all.add(KEY.substring(0, 10) + between + KEY.substring(10));
            all.add(String.join(between, KEY.split("")));
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("spread")
    void a_key_with_what_nobody_sees_in_it_is_taken_out(String text) {
        assertThat(SECRETS.removedFrom("for " + text + " nothing")).isEqualTo("for *** nothing");
        assertThat(Redacted.line(SECRETS.removedFrom(text))).isEqualTo("***");
    }

    static List<byte[]> bytes() {
        return List.of(KEY.getBytes(StandardCharsets.UTF_8), WEBHOOK);
    }

    @ParameterizedTest
    @MethodSource("bytes")
    void hexadecimal_is_found_with_anything_between_the_octets(byte[] bytes) {
        for (String between : List.of("", " ", ":", "-", ", ", "\n", ":\r\n    ", "%20")) {
            for (String prefix : List.of("", "0x", "0X")) {
                HexFormat hex = HexFormat.ofDelimiter(between).withPrefix(prefix);
                for (HexFormat each : List.of(hex, hex.withUpperCase())) {
                    String redacted = SECRETS.removedFrom("bad " + each.formatHex(bytes) + " end");

                    assertThat(redacted).matches("bad (0[xX])?\\*\\*\\* end");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("bytes")
    void base64_is_found_across_the_breaks_of_its_lines(byte[] bytes) {
        for (int before = 0; before < 60; before++) {
            byte[] text = new byte[before + bytes.length + 9];
            System.arraycopy(bytes, 0, text, before, bytes.length);
            for (int length : List.of(4, 20, 64, 76)) {
                for (String end : List.of("\n", "\r\n", "\r\n ", "\\r\\n", "\u200b")) {
                    String breaks = Base64.getEncoder().encodeToString(text);
                    String wrapped = breaks.replaceAll("(.{" + length + "})(?=.)", "$1" + end.replace("\\", "\\\\"));
                    String core = breaks.substring((before * 8 + 5) / 6, (before + bytes.length) * 8 / 6);

                    String left = SECRETS.removedFrom("see\n" + wrapped).replaceAll("[^A-Za-z0-9+/*]", "");

                    assertThat(left)
                            .contains("***")
                            .doesNotContain(core.substring(0, 6), core.substring(core.length() - 6));
                }
            }
        }
    }

    @Test
    void the_bytes_of_a_webhooks_secret_are_secret_as_they_are() {
        String raw = new String(WEBHOOK, StandardCharsets.ISO_8859_1);

        assertThat(SECRETS.removedFrom("a " + raw.substring(3) + raw)).doesNotContain(raw);
        assertThat(SECRETS.removedFrom("a " + WEBHOOK_SECRET.substring(6) + " b"))
                .isEqualTo("a *** b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"the last operation", "s t o p", "tok-SECRET key", "12:34:56 0x12 0x34", "a\u200bb"})
    void what_is_no_secret_stays(String text) {
        assertThat(SECRETS.removedFrom(text)).isEqualTo(text);
        assertThat(Redacted.withoutSecrets(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "\n",
                "\u200b",
                "a ",
                "0x",
                "0x74 ",
                "74:",
                "tok-SECRETkey-9f8e7",
                "dG9rLVNFQ1JFVGtleS05Zjhl",
                "VVVV",
                "3333",
                "\u00e2\u0080\u008b",
                "\u00e2",
                "\\n",
                "\udb40",
                "aHR0cHM6Ly9oL3A/c2lnPXgg",
                "\n?sig=",
                "https://"
            })
    void a_hostile_text_of_a_megabyte_takes_no_long_time(String piece) {
        String text = piece.repeat((1 << 20) / piece.length());

        long began = System.nanoTime();
        Redacted.withoutSecrets(SECRETS.removedFrom(text));
        Duration taken = Duration.ofNanos(System.nanoTime() - began);

        assertThat(taken).isLessThan(Duration.ofSeconds(10));
    }
}
