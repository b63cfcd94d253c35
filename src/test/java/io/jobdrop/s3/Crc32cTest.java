package io.jobdrop.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.record.Upload;
import io.jobdrop.support.Generated;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class Crc32cTest {
    private static final byte[] LARGE = random(3_000_000);

    @Test
    void it_is_the_checksum_of_the_standard_and_written_as_s3_writes_it() {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);

        assertThat(Crc32c.of(digits, 9)).isEqualTo(0xe3069283L);
        assertThat(Crc32c.base64(0xe3069283L)).isEqualTo("4waSgw==");
        assertThat(Crc32c.base64(1)).isEqualTo("AAAAAQ==");
    }

    @Test
    void only_what_a_buffer_is_filled_with_counts() {
        assertThat(Crc32c.of("123456789-".getBytes(StandardCharsets.US_ASCII), 9))
                .isEqualTo(0xe3069283L);
    }

    @Test
    void the_parts_have_the_checksum_of_the_whole() {
        Generated.check(any -> {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            List<byte[]> parts = any.list(0, 8, () -> any.text(300).getBytes(StandardCharsets.UTF_8));
            parts.forEach(whole::writeBytes);

            assertThat(joined(parts)).isEqualTo(Crc32c.of(whole.toByteArray(), whole.size()));
        });
    }

    @Test
    void however_large_the_parts_are() {
        Generated.check(100, any -> {
            int end = any.number(0, LARGE.length);
            List<byte[]> parts = List.of(Arrays.copyOf(LARGE, end), Arrays.copyOfRange(LARGE, end, LARGE.length));

            assertThat(joined(parts)).isEqualTo(Crc32c.of(LARGE, LARGE.length));
        });
    }

    @Test
    void no_parts_and_empty_ones_have_the_checksum_of_nothing() {
        assertThat(joined(List.of())).isZero();
        assertThat(joined(Stream.generate(() -> new byte[0]).limit(3).toList())).isZero();
    }

    private static long joined(List<byte[]> contents) {
        List<Upload.Part> parts = new ArrayList<>();
        for (byte[] content : contents) {
            parts.add(new Upload.Part(parts.size() + 1, content.length, "e", Crc32c.of(content, content.length)));
        }
        return Crc32c.of(parts);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }
}
