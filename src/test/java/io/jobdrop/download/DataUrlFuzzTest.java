package io.jobdrop.download;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jobdrop.job.Held;
import java.nio.charset.StandardCharsets;

class DataUrlFuzzTest {
    @FuzzTest
    void a_url_is_decoded_or_holds_the_job(byte[] input) {
        String url = "data:" + new String(input, StandardCharsets.UTF_8);
        try {
            DataUrl data = DataUrl.parse(url);

            assertThat(data.contentType()).isNotEmpty();
            assertThat(data.length()).isLessThan(url.getBytes(StandardCharsets.UTF_8).length);
        } catch (Held e) {
            assertThat(e).hasMessageEndingWith("; the next poll checks it again");
        }
    }
}
