package io.jobdrop.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentCodingsTest {
    @ParameterizedTest
    @CsvSource({
        "gzip,gzip",
        "x-gzip,gzip",
        "GZip,gzip",
        "X-Compress,compress",
        "br,br",
        "'gzip, br','gzip, br'",
        "'gzip,,none,\tBR','gzip, br'",
        "'identity, gzip',gzip",
        "identity,",
        "IDENTITY,",
        "none,",
        "utf-8,",
        "binary,",
        "aws-chunked,",
        "gzip;q=1,",
        "'',"
    })
    void what_is_registered_is_an_encoding_and_nothing_else(String value, String codings) {
        assertThat(ContentCodings.in(value)).isEqualTo(codings);
    }

    @Test
    void no_header_is_no_encoding_and_an_endless_one_is_cut() {
        assertThat(ContentCodings.in(null)).isNull();
        assertThat(ContentCodings.suffixes("gzip,".repeat(1000))).hasSize(8);
    }
}
