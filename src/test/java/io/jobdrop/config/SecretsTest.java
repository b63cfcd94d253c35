package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.Redacted;
import io.jobdrop.support.Generated;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No configured key and no signature of a URL is left in a text, in whatever encodings a vendor writes it. */
class SecretsTest {
    private static final String KEY = "k3y/Zq+81\"xW=ü";
    private static final String SIGNATURE = "s1gVb72yT";
    private static final Secrets SECRETS = new Secrets(List.of(KEY, "abc", ""));
    private static final List<UnaryOperator<String>> ENCODINGS = List.of(
            SecretsTest::percent,
            SecretsTest::everyOctet,
            text -> text.replace("\\", "\\\\").replace("\"", "\\\"").replace("/", "\\/"),
            text -> text.replace("&", "\\u0026").replace("?", "\\u003F").replace("=", "\\u003d"),
            text -> text.replace("&", "&amp;")
                    .replace("\"", "&quot;")
                    .replace("/", "&#x2F;")
                    .replace("?", "&#63;"),
            text -> text.replace("/", "\\x2f").replace("=", "\\x3D").replace("?", "\\x3f"));

    @TempDir
    Path folder;

    static List<String> forms() {
        byte[] bytes = KEY.getBytes(StandardCharsets.UTF_8);
        List<String> forms = new ArrayList<>(List.of(
                KEY,
                KEY.toUpperCase(Locale.ROOT),
                KEY.toLowerCase(Locale.ROOT),
                percent(KEY),
                percent(percent(KEY)),
                percent(percent(percent(KEY))),
                percent(KEY).toLowerCase(Locale.ROOT),
                everyOctet(KEY),
                HexFormat.of().formatHex(bytes),
                HexFormat.of().withUpperCase().formatHex(bytes),
                KEY.replace("\"", "\\\"").replace("/", "\\/"),
                KEY.replace("\"", "&quot;"),
                KEY.replace("+", "\\u002B").replace("ü", "\\u00fc")));
        for (String before : List.of("", "u", "us", "user:", "1234", "12345")) {
            for (String after : List.of("", "x", "xy", ":rest")) {
                byte[] text = (before + KEY + after).getBytes(StandardCharsets.UTF_8);
                forms.add("Basic " + Base64.getEncoder().encodeToString(text));
                forms.add(Base64.getEncoder().withoutPadding().encodeToString(text));
                forms.add(Base64.getUrlEncoder().encodeToString(text));
                forms.add(percent(Base64.getEncoder().encodeToString(text)));
            }
        }
        return forms;
    }

    @ParameterizedTest
    @MethodSource("forms")
    void a_key_is_taken_out_in_each_of_its_forms(String form) {
        String redacted = SECRETS.removedFrom("for " + form + " there is nothing");

        assertThat(redacted).matches("for (Basic )?\\*\\*\\*(%3D)* there is nothing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "abc", "nothing 100% new & <b>", "a/b?c#d", "aGVsbG8gd29ybGQ=", "50%25", "\u0130stanbul"})
    void what_is_no_secret_stays_as_it_was_written(String text) {
        assertThat(SECRETS.removedFrom(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void an_id_that_holds_a_key_in_any_form_is_found(String form) {
        assertThat(SECRETS.removedFromId("j-" + form)).contains("***").doesNotContain(form);
    }

    @ParameterizedTest
    @ValueSource(strings = {"test-17", "3fa85f64-5717-4562-b3fc-2c963f66afa6", "https://h/jobs?id=7&sig=x"})
    void an_id_that_holds_a_short_secret_or_a_query_stays_one(String id) {
        assertThat(new Secrets(List.of("test", "5717", KEY)).removedFromId(id)).isEqualTo(id);
    }

    @Test
    void neither_key_nor_signature_is_left_beneath_any_mixture_of_encodings() {
        List<String> forms = List.of(
                "https://h/p?a=1&X-Amz-Signature=" + SIGNATURE, "X-Amz-Expires=60&X-Amz-Signature=" + SIGNATURE, KEY);
        Generated.check(any -> {
            String text = any.oneOf(forms);
            for (UnaryOperator<String> encoding : any.list(0, 4, () -> any.oneOf(ENCODINGS))) {
                text = encoding.apply(text);
            }

            String redacted = Redacted.withoutSecrets(SECRETS.removedFrom("see " + text + " there"));

            assertThat(redacted).doesNotContain(SIGNATURE, everyOctet(SIGNATURE), KEY, "Zq");
            assertThat(redacted).startsWith("see").endsWith("there");
        });
    }

    @Test
    @Timeout(20)
    void a_hostile_text_takes_no_long_time() {
        for (String piece : List.of(
                "%25",
                "\\", "&amp;", "sig=", "se=", "se=1&", "a.", "://", "data:", "k3y/", "?", "x=", "\"token\":", "&#x")) {
            String text = piece.repeat(100_000 / piece.length());
            assertThat(Redacted.withoutSecrets(SECRETS.removedFrom(text))).isNotNull();
            assertThat(Redacted.withoutSecrets(SECRETS.removedFrom(text + " " + text)))
                    .isNotNull();
        }
    }

    @Test
    void a_mounted_key_that_was_replaced_is_taken_out_too() throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "first-key");
        Settings settings = Settings.load(
                folder,
                List.of(),
                RuntimeSettings.NONE,
                Map.of("CONVERTLY_TOKEN", "{{file:" + file + "}}"),
                List.of(),
                new ArrayList<>());
        assertThat(settings.redact("a first-key")).isEqualTo("a ***");

        Files.writeString(file, "second-key");

        assertThat(settings.redact("a second-key at https://h/p?sig=x")).isEqualTo("a *** at https://h/p");
        assertThat(settings.redactName("second-key.csv?sig=x")).isEqualTo("***.csv");
    }

    private static String percent(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String everyOctet(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            encoded.append(String.format("%%%02x", octet & 0xff));
        }
        return encoded.toString();
    }

    @Test
    void secrets_that_were_got_at_run_time_are_hidden_the_last_eight_of_each_holder() {
        KnownSecrets known = new KnownSecrets();
        for (int i = 1; i <= 10; i++) {
            known.add("acme", "token-number-" + i + "!");
            known.add("other", "same");
        }

        assertThat(known.with(List.of(), value -> value)
                        .removedFrom("token-number-2! token-number-3! dG9rZW4tbnVtYmVyLTEwIQ=="))
                .isEqualTo("token-number-2! *** ***");
        assertThat(known.with(List.of(), value -> value).removedFrom("same")).isEqualTo("***");
    }

    @Test
    void a_secret_is_found_in_http_basic_as_oauth2_writes_it() {
        String pair = "id:" + URLEncoder.encode(KEY, StandardCharsets.UTF_8);
        String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));

        assertThat(SECRETS.removedFrom("Basic " + basic)).isEqualTo("Basic ***");
    }
}
