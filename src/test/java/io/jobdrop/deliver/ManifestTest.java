package io.jobdrop.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.Job;
import io.jobdrop.job.Result;
import io.jobdrop.name.ResultHead;
import io.jobdrop.stage.StagedResult;
import io.jobdrop.stage.Staging;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void it_says_what_was_delivered_and_where_it_came_from() throws Exception {
        byte[] written = Manifest.write(
                job("a", "{\"status\":\"done\"}"),
                List.of(entry("x.csv", "abc", null)),
                2,
                NOON,
                text -> text.replace("OUR-KEY", "***"));

        assertThat(JSON.readTree(written)).isEqualTo(JSON.readTree("""
                {"feed": "f", "vendor": "v", "jobId": "a", "job": {"status": "done"},
                 "files": [{"name": "x.csv", "path": "f/a/x.csv", "bytes": 3, "sha256": "abc",
                            "contentType": "text/csv", "source": {"host": "h.example", "path": "/x"},
                            "startedAt": "1970-01-01T00:00:00Z", "finishedAt": "2026-11-21T12:00:00Z"}],
                 "attempts": 2, "deliveredAt": "2026-11-21T12:00:00Z"}
                """));
        assertThat(new String(written, StandardCharsets.UTF_8)).startsWith("{\n  \"feed\" : \"f\",\n");
    }

    @Test
    void an_encoding_is_told_when_there_is_one() throws Exception {
        JsonNode manifest = JSON.readTree(Manifest.write(
                job("a", "{}"), List.of(entry("x", "0", "gzip")), 1, NOON, text -> text.replace("OUR-KEY", "***")));

        assertThat(manifest.at("/files/0/contentEncoding").asText()).isEqualTo("gzip");
    }

    @Test
    void no_url_keeps_its_secrets_however_deep_it_stands() throws Exception {
        Job job = job("a", """
                {"url": "https://h/p?sig=SECRET", "n": 7, "none": null,
                 "list": ["https://u:SECRET@h/p", {"deep": "see https://h/q?sig=SECRET now"}, true]}
                """);

        JsonNode manifest = JSON.readTree(
                Manifest.write(job, List.of(entry("x", "0", null)), 1, NOON, text -> text.replace("OUR-KEY", "***")));

        assertThat(manifest.toString()).doesNotContain("SECRET", "sig=");
        assertThat(manifest.path("job")).isEqualTo(JSON.readTree("""
                {"url": "https://h/p", "n": 7, "none": null,
                 "list": ["https://h/p", {"deep": "see https://h/q now"}, true]}
                """));
    }

    @Test
    void a_key_of_ours_that_the_vendor_repeats_is_taken_out() throws Exception {
        byte[] written = Manifest.write(
                job("a", "{\"note\": \"for OUR-KEY\"}"),
                List.of(entry("x", "0", null)),
                1,
                NOON,
                text -> text.replace("OUR-KEY", "***"));

        assertThat(JSON.readTree(written).at("/job/note").asText()).isEqualTo("for ***");
    }

    @Test
    void a_secret_in_the_name_of_a_field_or_under_a_telling_name_is_taken_out() throws Exception {
        Job job = job("a", """
                {"https://h/p?sig=SECRET1": 1, "https://h/p?sig=SECRET2": 2, "https://h/p?sig=SECRET3": 4, "for OUR-KEY": 3,
                 "X-Amz-Signature": "SECRET", "token": {"value": ["SECRET", 7, null, true]}, "tokens": 8}
                """);

        JsonNode manifest = JSON.readTree(
                Manifest.write(job, List.of(entry("x", "0", null)), 1, NOON, text -> text.replace("OUR-KEY", "***")));

        assertThat(manifest.path("job")).isEqualTo(JSON.readTree("""
                {"https://h/p": 1, "https://h/p-2": 2, "https://h/p-3": 4, "for ***": 3,
                 "X-Amz-Signature": "***", "token": {"value": ["***", "***", null, true]}, "tokens": 8}
                """));
    }

    @Test
    void it_agrees_with_the_same_job_and_the_same_files() throws Exception {
        List<Manifest.Entry> entries = List.of(entry("x.csv", "abc", null), entry("y.csv", "def", null));
        byte[] written = Manifest.write(job("a", "{}"), entries, 1, NOON, text -> text.replace("OUR-KEY", "***"));

        assertThat(Manifest.agrees(written, job("a", "{\"newer\":1}"), entries)).isTrue();
        assertThat(Manifest.agrees(written, job("b", "{}"), entries)).isFalse();
        assertThat(Manifest.agrees(
                        written, new Job("g", "v", "a", job("a", "{}").fields(), false, null), entries))
                .isFalse();
    }

    @Test
    void it_does_not_agree_with_other_files() throws Exception {
        Job job = job("a", "{}");
        Manifest.Entry x = entry("x.csv", "abc", null);
        Manifest.Entry y = entry("y.csv", "def", null);
        byte[] written = Manifest.write(job, List.of(x, y), 1, NOON, text -> text.replace("OUR-KEY", "***"));

        assertThat(Manifest.agrees(written, job, List.of(x))).isFalse();
        assertThat(Manifest.agrees(written, job, List.of(y, x))).isFalse();
        assertThat(Manifest.agrees(written, job, List.of(x, entry("y.csv", "0", null))))
                .isFalse();
        assertThat(Manifest.agrees(written, job, List.of(x, entry("z.csv", "def", null))))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "{}", "{\"feed\":\"f\",\"jobId\":\"a\",\"files\":7}"})
    void other_json_does_not_agree(String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

        assertThat(Manifest.agrees(bytes, job("a", "{}"), List.of(entry("x", "0", null))))
                .isFalse();
    }

    private static Job job(String id, String fields) throws IOException {
        return new Job("f", "v", id, (ObjectNode) JSON.readTree(fields), true, null);
    }

    private static Manifest.Entry entry(String name, String sha256, String encoding) {
        Result result = new Result(1, "https://h.example/x?sig=SECRET", name, OptionalLong.empty());
        StagedResult staged = new StagedResult(
                result,
                "f/a/" + name,
                new Staging.Stored(Path.of("x"), 3, sha256),
                new ResultHead("h.example", "/x", "text/csv", encoding, null),
                Instant.EPOCH,
                NOON);
        return new Manifest.Entry(staged, new DeliveredFile(name, 3, sha256, "/drop/f/a/" + name));
    }
}
