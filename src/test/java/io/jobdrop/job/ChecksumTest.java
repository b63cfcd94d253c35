package io.jobdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.Checksums;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksumTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SHA256HEX",
                "  SHA256HEX ",
                "SHA256BASE64",
                "sha256:SHA256HEX",
                "SHA-256=SHA256BASE64",
                "sha-256=:SHA256BASE64:",
                "sha256-SHA256BASE64",
                "\"SHA256HEX\"",
                "md5=MD5BASE64, sha-256=SHA256BASE64",
                "sha-512=abc, sha-256=SHA256BASE64"
            })
    void sha256_is_known_by_its_name_or_its_length(String form) {
        assertThat(Checksum.of(Checksums.of("x", form)))
                .map(Checksum::toString)
                .contains(Checksums.of("x", "sha256:SHA256HEX"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"MD5HEX", "MD5BASE64", "md5:MD5HEX", "MD5=MD5BASE64", "crc32c=CRCBASE64,md5=MD5BASE64"})
    void md5_is_known_by_its_name_or_its_length(String form) {
        assertThat(Checksum.of(Checksums.of("x", form)))
                .map(Checksum::toString)
                .contains(Checksums.of("x", "md5:MD5HEX"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CRCHEX", "CRCBASE64", "crc32c:CRCHEX", "CRC-32C=CRCBASE64"})
    void crc32c_is_known_by_its_name_or_its_length(String form) {
        assertThat(Checksum.of(Checksums.of("x", form)))
                .map(Checksum::toString)
                .contains(Checksums.of("x", "crc32c:CRCHEX"));
    }

    @Test
    void letters_of_hexadecimal_digits_and_padding_do_not_matter() {
        String upper = Checksums.of("x", "SHA256HEX").toUpperCase(java.util.Locale.ROOT);
        String bare = Checksums.of("x", "MD5BASE64").replace("=", "");

        assertThat(Checksum.of(upper)).map(Checksum::hex).contains(Checksums.of("x", "SHA256HEX"));
        assertThat(Checksum.of(bare)).map(Checksum::hex).contains(Checksums.of("x", "MD5HEX"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "md5:SHA256HEX", "sha256:MD5HEX", "sha1:0011", "0011223344", "§", "md5:", "sha256"})
    void anything_else_is_none(String form) {
        assertThat(Checksum.of(Checksums.of("x", form))).isEmpty();
    }

    // RFC 3720 B.4: 32 bytes of zeroes.
    @Test
    void crc32c_is_castagnolis() {
        byte[] sum = Checksum.Algorithm.CRC32C.digest().digest(new byte[32]);

        assertThat(sum).isEqualTo(new byte[] {(byte) 0x8a, (byte) 0x91, 0x36, (byte) 0xaa});
    }
}
