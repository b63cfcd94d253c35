package io.jobdrop.stage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.support.Packed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;

class GunzipTest {
    private static final byte[] FIRST = "first\n".getBytes(UTF_8);
    private static final byte[] SECOND = "second\n".getBytes(UTF_8);

    @Test
    void members_follow_one_another_and_zeros_may_follow_them() throws IOException {
        byte[] packed = Packed.gzip(FIRST, new byte[0], SECOND);

        assertThat(text(packed)).isEqualTo("first\nsecond\n");
        assertThat(text(Arrays.copyOf(packed, packed.length + 512))).isEqualTo("first\nsecond\n");
    }

    @Test
    void every_cut_is_noticed_but_one_between_members() throws IOException {
        byte[] packed = Packed.gzip(FIRST, SECOND);
        int between = Packed.gzip(FIRST).length;

        for (int length = 0; length < packed.length; length++) {
            byte[] cut = Arrays.copyOf(packed, length);
            if (length == between) {
                assertThat(text(cut)).isEqualTo("first\n");
            } else {
                assertThatThrownBy(() -> text(cut)).as("%d bytes", length).isInstanceOf(EOFException.class);
            }
        }
    }

    @Test
    void the_fields_of_a_head_are_passed_over() throws IOException {
        byte[] packed = Packed.gzip(FIRST);
        ByteArrayOutputStream full = new ByteArrayOutputStream();
        packed[3] = 2 | 4 | 8 | 16;
        full.write(packed, 0, 10);
        full.writeBytes(new byte[] {3, 0, 'x', 'y', 'z', 'n', 0, 'c', 0, 1, 2});
        full.write(packed, 10, packed.length - 10);

        assertThat(text(full.toByteArray())).isEqualTo("first\n");
    }

    @Test
    void what_follows_and_is_no_member_is_refused() throws IOException {
        byte[] packed = Packed.gzip(FIRST);
        byte[] more = Arrays.copyOf(packed, packed.length + 4);
        more[more.length - 1] = 1;
        byte[] text = Arrays.copyOf(packed, packed.length + 40);
        Arrays.fill(text, packed.length, text.length, (byte) 'x');

        assertThatThrownBy(() -> text(more)).isInstanceOf(ZipException.class).hasMessageContaining("follows");
        assertThatThrownBy(() -> text(text)).isInstanceOf(ZipException.class).hasMessageContaining("follows");
    }

    @Test
    void a_long_content_comes_back_byte_by_byte_the_same() throws IOException {
        byte[] content = new byte[300_000];
        new java.util.Random(1).nextBytes(content);

        try (Gunzip in = new Gunzip(new ByteArrayInputStream(Packed.gzip(content, content)))) {
            assertThat(in.readNBytes(content.length)).isEqualTo(content);
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
    }

    private static String text(byte[] packed) throws IOException {
        try (Gunzip in = new Gunzip(new ByteArrayInputStream(packed))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
