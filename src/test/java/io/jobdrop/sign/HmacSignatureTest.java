package io.jobdrop.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.sign.RequestSignature.Unsigned;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HmacSignatureTest {
    private static final Unsigned POST = new Unsigned(
            "POST", URI.create("https://api.acme.com:8443/v1/jobs?a=%2F&b="), Map.of(), "{\"n\": \"ü $1\"}");

    private final HmacSignature signature =
            new HmacSignature(Clock.fixed(Instant.parse("2026-11-24T10:00:00.250Z"), ZoneOffset.UTC));

    @Test
    void by_default_method_target_time_and_body_are_signed_in_hexadecimal() {
        assertThat(signature.of(POST, "s3cret"))
                .containsExactly(
                        Map.entry("X-Signature", "0633d0fefbe3a5021204b07b3546476be440d030942d9f6763f20ee12e6f16f3"));
    }

    @Test
    void a_published_example_comes_out() {
        // RFC 4231 4.3, test case 2.
        signature.setText("what do ya want for nothing?");

        assertThat(signature.of(POST, "Jefe"))
                .containsValue("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Test
    void each_place_stands_for_a_part_of_the_request() {
        signature.setText("{host} {path} {query} {bodyHash}");
        signature.setAlgorithm("HmacSHA512");
        signature.setEncoding("base64");
        signature.setHeader("Authorization");
        signature.setValue("HMAC id-1:{time}:{signature}");
        signature.setTimeHeader("Date");
        signature.setTimeFormat("http");

        assertThat(signature.of(POST, "s3cret"))
                .containsExactly(
                        Map.entry(
                                "Authorization",
                                "HMAC id-1:Tue, 24 Nov 2026 10:00:00 GMT:559ICFYGWX7P3/KH9HxORBd2DyGnK8tGV9BDexDUmeYoq+MzvzFv8IvZU4THF4B9EmoiE0VVENjetspBfc7Vog=="),
                        Map.entry("Date", "Tue, 24 Nov 2026 10:00:00 GMT"));
    }

    @Test
    void the_time_has_four_forms() {
        signature.setValue("{time}");

        assertThat(signature.of(POST, "k")).containsValue("1795514400");
        signature.setTimeFormat("milliseconds");
        assertThat(signature.of(POST, "k")).containsValue("1795514400250");
        signature.setTimeFormat("iso");
        assertThat(signature.of(POST, "k")).containsValue("2026-11-24T10:00:00Z");
    }

    @Test
    void a_get_without_path_query_and_body_is_signed_too() {
        signature.setText("{target}|{query}|{body}|");
        HmacSignature slash = new HmacSignature();
        slash.setText("/|||");

        Unsigned get = new Unsigned("GET", URI.create("https://api.acme.com"), Map.of(), "");
        assertThat(signature.of(get, "k")).isEqualTo(slash.of(get, "k"));
    }

    @Test
    void a_wrong_property_is_refused_where_it_is_set() {
        assertThatThrownBy(() -> signature.setText("{method}{url}"))
                .hasMessage("text: 'url' is none of body, bodyHash, host, method, path, query, target, time");
        assertThatThrownBy(() -> signature.setValue("{key}")).hasMessage("value: 'key' is none of signature, time");
        assertThatThrownBy(() -> signature.setValue("a\nb")).hasMessageContaining("no line break");
        for (String name : new String[] {"X Sig", "Host", "content-length", "X:", ""}) {
            assertThatThrownBy(() -> signature.setHeader(name))
                    .hasMessage("header: '" + name + "' is no header that a signature may set");
        }
        assertThatThrownBy(() -> signature.setEncoding("Hex")).hasMessage("encoding: 'Hex' is none of base64, hex");
        assertThatThrownBy(() -> signature.setTimeFormat("unix"))
                .hasMessage("timeFormat: 'unix' is none of http, iso, milliseconds, seconds");
        assertThatThrownBy(() -> signature.setAlgorithm("sha256"))
                .hasMessage("algorithm: this Java has no 'sha256'; write HmacSHA256 or the like");
    }
}
