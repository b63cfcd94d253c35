package io.jobdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class RedactedFuzzTest {
    private static final String SECRET = "§";

    @FuzzTest
    void the_query_of_a_url_is_never_shown(byte[] input) {
        String vendors = new String(input, StandardCharsets.UTF_8).replace(SECRET, "");
        String text = vendors.replace("URL", "https://h/p?sig=" + SECRET);

        assertThat(Redacted.withoutSecrets(text)).doesNotContain(SECRET);
        assertThat(Redacted.line(text))
                .doesNotContain(SECRET)
                .hasSizeLessThan(402)
                .doesNotContainPattern("\\p{C}");
    }
}
