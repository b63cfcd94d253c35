package io.jobdrop.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.Held;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataUrlTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data:,hello|text/plain|hello",
                "data:text/csv,a%2Cb|text/csv|a,b",
                "data:text/csv;base64,YSxi|text/csv|a,b",
                "DATA:text/csv;charset=utf-8;BASE64,YSxi|text/csv;charset=utf-8|a,b",
                "data:;base64,YS1i|text/plain|a-b",
                "data:;charset=utf-8,a|text/plain;charset=utf-8|a",
                "' \n data:text/csv,a'|text/csv|a",
                "data:text/plain;base64,Pz8_|text/plain|???",
                "data:text/plain,|text/plain|''"
            })
    void its_type_and_bytes_are_found(String url, String type, String text) throws Exception {
        DataUrl data = DataUrl.parse(url);

        assertThat(data.contentType()).isEqualTo(type);
        assertThat(new String(data.open().readAllBytes(), "UTF-8").strip()).isEqualTo(text.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"data:text/csv", "data:text/csv;base64,!!!", "data:,%4", "data:,%zz", "data:,%+5", "data:,%-1"})
    void a_malformed_one_holds_the_job(String url) {
        assertThatThrownBy(() -> DataUrl.parse(url)).isInstanceOf(Held.class).hasMessageNotContaining(url);
    }

    @Test
    void only_the_scheme_decides() {
        assertThat(DataUrl.isOne("data:x")).isTrue();
        assertThat(DataUrl.isOne("\r\n Data:x")).isTrue();
        assertThat(DataUrl.isOne("https://data:x")).isFalse();
    }
}
