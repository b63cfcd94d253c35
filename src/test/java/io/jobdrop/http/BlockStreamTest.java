package io.jobdrop.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Whatever way bytes are read, they pass the same place. */
class BlockStreamTest {
    private int passed;

    private final BlockStream stream = new BlockStream(new ByteArrayInputStream(new byte[20_000])) {
        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            passed += Math.max(0, count);
            return count;
        }
    };

    @Test
    void a_byte_a_block_and_what_is_skipped_are_counted() throws IOException {
        assertThat(stream.read()).isZero();
        assertThat(stream.skip(10_000)).isEqualTo(10_000);
        assertThat(stream.read(new byte[99])).isEqualTo(99);
        assertThat(passed).isEqualTo(10_100);
        assertThat(stream.skip(Long.MAX_VALUE)).isEqualTo(9_900);
        assertThat(stream.read()).isEqualTo(-1);
        assertThat(passed).isEqualTo(20_000);
        assertThat(stream.markSupported()).isFalse();
    }
}
