package io.jobdrop.name;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DispositionTest {
    @ParameterizedTest
    @CsvSource(delimiter = '>', nullValues = "none", textBlock = """
            attachment; filename="r 1.csv"                                       > r 1.csv
            attachment; filename=r.csv                                           > r.csv
            attachment; filename=r 1.csv; size=3                                 > r 1.csv
            ATTACHMENT;FileName = "r.csv" ;x=y                                   > r.csv
            inline; filename="r.csv"                                             > r.csv
            filename=r.csv                                                       > r.csv
            attachment; filename="a\\"b;c.csv"                                   > a_b;c.csv
            attachment; filename="x; filename=y.csv"                             > x; filename=y.csv
            attachment; filename="r.csv"; filename*=UTF-8''%c3%bc%20%e2%82%ac.csv > ü €.csv
            attachment; filename*=utf-8'de'%C3%BC.csv; filename="r.csv"          > ü.csv
            attachment; filename*=ISO-8859-1''%FC.csv                            > ü.csv
            attachment; filename*="UTF-8''r.csv"                                 > r.csv
            attachment; filename*=UTF-8''%ff.csv; filename=r.csv                 > r.csv
            attachment; filename*=UTF-8''%zz.csv; filename=r.csv                 > r.csv
            attachment; filename*=KOI8-R''x.csv; filename=r.csv                  > r.csv
            attachment; filename*=UTF-8''..%2f..%2fetc%2fpasswd                  > passwd
            attachment; filename="../../etc/r.csv"                               > r.csv
            attachment; filename="C:\\temp\\r.csv"                               > r.csv
            attachment; filename="Ã¼.csv"                              > ü.csv
            attachment; filename=".."                                            > none
            attachment; filename=""                                              > none
            attachment; name="r.csv"                                             > none
            attachment                                                           > none
            ;;;=                                                                 > none
            ""                                                                   > none
            """)
    void the_name_is_read_and_made_safe(String header, String name) {
        assertThat(fileName(header)).isEqualTo(name);
    }

    @Test
    @Timeout(10)
    void a_hostile_header_takes_no_long_time() {
        assertThat(fileName("; filename=\"" + "\\".repeat(8000))).isNull();
        assertThat(fileName("; a".repeat(2700))).isNull();
        assertThat(fileName("x".repeat(1 << 20) + "; filename=r.csv")).isNull();
    }

    private static @Nullable String fileName(String header) {
        return Disposition.fileName(header, text -> text);
    }
}
