package io.jobdrop.download;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class ResultUrlFuzzTest {
    private static final ResultUrl BASE = ResultUrl.parse("https://h.example/a/b?c", null);

    @FuzzTest
    void a_url_is_one_that_every_host_takes_or_none(byte[] input) {
        try {
            ResultUrl url = ResultUrl.parse(new String(input, StandardCharsets.UTF_8), BASE);

            assertThat(url.text())
                    .matches(
                            "https?://(\\[[0-9a-f:]+]|[a-z0-9._~!$&'()*+,;=-]+)(:\\d{1,5})?/([!$&-;=?-Z_a-z~]|%\\p{XDigit}{2})*");
            assertThat(url.port()).isBetween(1, 65_535);
            assertThat(ResultUrl.parse(url.text(), null)).isEqualTo(url);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).startsWith("is no ");
        }
    }
}
