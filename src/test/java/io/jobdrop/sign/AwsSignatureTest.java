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

/** Signature Version 4, with the keys and the time of Amazon's examples; what must come out was computed by its page. */
class AwsSignatureTest {
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final Unsigned GET = new Unsigned("GET", URI.create("https://example.amazonaws.com/"), Map.of(), "");

    private final AwsSignature signature =
            new AwsSignature(Clock.fixed(Instant.parse("2015-08-30T12:36:00Z"), ZoneOffset.UTC));

    @Test
    void a_get_is_signed() {
        signature.setAccessKeyId("AKIDEXAMPLE");
        signature.setService("service");

        assertThat(signature.of(GET, SECRET))
                .containsEntry(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;"
                                + "x-amz-content-sha256;x-amz-date, Signature=726c5c4879a6b4ccbbd3b24edbd6b8826d34f87450fbbf4e85546fc7ba9c1642")
                .containsEntry("X-Amz-Date", "20150830T123600Z")
                .doesNotContainKey("Host");
    }

    @Test
    void port_path_query_headers_and_body_are_signed() {
        signature.setAccessKeyId("AKIDEXAMPLE");
        signature.setRegion("eu-west-1");
        Unsigned post = new Unsigned(
                "POST",
                URI.create("https://api.acme.com:8443/jobs/a%2Fb?b=2&a=%2F"),
                Map.of("Content-Type", "application/json"),
                "{\"n\":\"ü\"}");

        assertThat(signature.of(post, SECRET))
                .containsEntry(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/eu-west-1/execute-api/aws4_request, SignedHeaders="
                                + "content-type;host;x-amz-content-sha256;x-amz-date, Signature=5a47c3e89194795ccc3cebd7a13fd42360c89c2c8d1ff0629935291023a0795b");
    }

    @Test
    void a_bean_without_the_id_of_the_key_says_so() {
        assertThatThrownBy(() -> signature.of(GET, SECRET)).hasMessage("accessKeyId is missing");
    }
}
