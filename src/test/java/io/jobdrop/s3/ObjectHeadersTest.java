package io.jobdrop.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobId;
import io.jobdrop.support.Generated;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectHeadersTest {
    private static final Job JOB = job("e-17");

    @Test
    void whatever_a_vendor_says_no_header_has_more_than_visible_ascii() {
        Generated.check(any -> {
            ObjectHeaders headers =
                    ObjectHeaders.of(job(any.text()), any.text(), OptionalLong.of(3), any.text(), any.text());

            assertThat(values(headers)).allMatch(value -> value.matches("[ -~]*"));
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            r.csv          | attachment; filename="r.csv"; filename*=UTF-8''r.csv
            a b.csv        | attachment; filename="a b.csv"; filename*=UTF-8''a%20b.csv
            Zürich 50€.csv | attachment; filename="Z_rich 50_.csv"; filename*=UTF-8''Z%C3%BCrich%2050%E2%82%AC.csv
            "\\%'*.csv     | attachment; filename="___'*.csv"; filename*=UTF-8''%22%5C%25%27%2A.csv
            """)
    void the_name_is_told_in_ascii_and_in_full(String name, String disposition) {
        assertThat(ObjectHeaders.of(JOB, name, OptionalLong.empty(), null, null).contentDisposition())
                .isEqualTo(disposition);
    }

    @Test
    void a_name_cannot_end_its_header() {
        ObjectHeaders headers = ObjectHeaders.of(JOB, "a\r\nx-evil: 1\0.csv", OptionalLong.empty(), null, null);

        assertThat(headers.contentDisposition())
                .isEqualTo("attachment; filename=\"a__x-evil: 1_.csv\";"
                        + " filename*=UTF-8''a%0D%0Ax-evil%3A%201%00.csv");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/csv", "text/csv; charset=utf-8", "text/csv;charset=\"UTF-8\"; header=present", "a/vnd.b+c"
            })
    void a_media_type_is_kept(String type) {
        assertThat(ObjectHeaders.of(JOB, "n", OptionalLong.empty(), type, null).contentType())
                .isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "csv", "text/", "text/csv\r\nx-evil: 1", "text/csv; charset", "text/ü", "a/b; c=d\0"})
    void anything_else_is_an_unknown_one(String type) {
        assertThat(ObjectHeaders.of(JOB, "n", OptionalLong.empty(), type, null).contentType())
                .isEqualTo("application/octet-stream");
        assertThat(ObjectHeaders.of(JOB, "n", OptionalLong.empty(), null, null).contentType())
                .isEqualTo("application/octet-stream");
    }

    @Test
    void a_media_type_without_an_end_is_an_unknown_one() {
        String endless = "text/csv" + "; a=b".repeat(20_000);

        assertThat(ObjectHeaders.of(JOB, "n", OptionalLong.empty(), endless, null)
                        .contentType())
                .isEqualTo("application/octet-stream");
    }

    @ParameterizedTest
    @CsvSource(
            value = {"gzip,gzip", "br,br", "'gzip, br','gzip, br'", "'gzip,,br',", "'gzip\r\nx: 1',", "'',"},
            emptyValue = "")
    void encodings_are_kept_by_their_names(String encoding, String kept) {
        assertThat(ObjectHeaders.of(JOB, "n", OptionalLong.empty(), null, encoding)
                        .contentEncoding())
                .isEqualTo(kept);
    }

    @Test
    void metadata_name_the_job_the_vendors_size_and_the_hash_where_it_is_known() {
        ObjectHeaders headers = ObjectHeaders.of(JOB, "n", OptionalLong.of(8), "text/csv", "gzip");

        assertThat(headers.metadata()).isEqualTo(Map.of("feed", "f", "job-id", "e-17", "vendor-size", "8"));
        assertThat(headers.withSha256("0a").metadata())
                .isEqualTo(Map.of("feed", "f", "job-id", "e-17", "vendor-size", "8", "sha256", "0a"));
        assertThat(headers.withSha256("0a").contentType()).isEqualTo("text/csv");
        assertThat(ObjectHeaders.of(JOB, "n", OptionalLong.empty(), null, null).metadata())
                .isEqualTo(ObjectHeaders.ofJob(JOB))
                .doesNotContainKey("vendor-size");
    }

    @Test
    void an_id_is_told_percent_encoded_and_a_very_long_one_by_its_name() {
        assertThat(ObjectHeaders.ofJob(job("gid://ä b/7"))).containsEntry("job-id", "gid%3A%2F%2F%C3%A4%20b%2F7");
        String longest = "é".repeat(1024);
        assertThat(ObjectHeaders.ofJob(job(longest))).containsEntry("job-id", JobId.fileName(longest));
    }

    private static List<String> values(ObjectHeaders headers) {
        List<String> values = new ArrayList<>(headers.metadata().values());
        values.add(headers.contentType());
        values.add(Objects.requireNonNullElse(headers.contentEncoding(), ""));
        values.add(Objects.requireNonNullElse(headers.contentDisposition(), ""));
        return values;
    }

    private static Job job(String id) {
        return new Job("f", "v", id, JsonNodeFactory.instance.objectNode(), false, null);
    }
}
