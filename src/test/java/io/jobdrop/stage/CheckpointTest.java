package io.jobdrop.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.job.Result;
import io.jobdrop.name.ResultHead;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CheckpointTest {
    private static final Checkpoint ETAG = of("\"v1\"");
    private static final Checkpoint DATE = of("Sat, 21 Nov 2026 12:00:00 GMT");
    private static final Checkpoint NONE = of(null);

    @Test
    void it_is_of_the_result_that_the_vendor_still_announces() {
        assertThat(ETAG.isOf(result("x.csv", OptionalLong.of(7)))).isTrue();
        assertThat(ETAG.isOf(result("x.csv", OptionalLong.of(8)))).isFalse();
        assertThat(ETAG.isOf(result("x.csv", OptionalLong.empty()))).isFalse();
        assertThat(ETAG.isOf(result(null, OptionalLong.of(7)))).isFalse();
    }

    @Test
    void a_part_is_gone_on_with_when_its_version_is_known() {
        assertThat(ETAG.at(3).isResumable()).isTrue();
        assertThat(ETAG.at(0).isResumable()).isFalse();
        assertThat(NONE.at(3).isResumable()).isFalse();
        assertThat(ETAG.whole(7, "abc").isResumable()).isFalse();
    }

    @Test
    void only_a_quoted_validator_is_an_entity_tag() {
        assertThat(ETAG.hasEntityTag()).isTrue();
        assertThat(DATE.hasEntityTag()).isFalse();
        assertThat(NONE.hasEntityTag()).isFalse();
    }

    @Test
    void its_later_forms_keep_everything_else() {
        assertThat(ETAG.at(3)).isEqualTo(checkpoint("\"v1\"", 9, 3, null));
        assertThat(ETAG.at(3).ofTotal(8)).isEqualTo(checkpoint("\"v1\"", 8, 3, null));
        assertThat(ETAG.whole(7, "abc")).isEqualTo(checkpoint("\"v1\"", 7, 7, "abc"));
        assertThat(ETAG.whole(7, "abc").at(3).sha256()).isNull();
    }

    @Test
    void its_json_is_that_of_earlier_versions() throws Exception {
        ObjectMapper json = new ObjectMapper();
        JsonNode known = json.readTree("""
                {"target": "f/a/x.csv", "name": "x.csv", "size": 7, "asked": "asked", "host": "host", "path": "/path",
                 "validator": "\\"v1\\"", "total": 9, "contentType": "text/csv", "contentEncoding": "gzip",
                 "startedAt": "now", "boot": "b", "flushed": 3, "sha256": null, "fileName": "r.csv",
                 "flushedSha256": "0a"}
                """);
        Checkpoint checkpoint = ETAG.at(3, "0a").writtenIn("b");

        assertThat(json.readTree(json.writeValueAsString(checkpoint))).isEqualTo(known);
        assertThat(json.readValue(known.toString(), Checkpoint.class)).isEqualTo(checkpoint);
    }

    @Test
    void one_that_an_earlier_version_wrote_can_still_be_read() throws Exception {
        ObjectMapper json = new ObjectMapper();
        ObjectNode written = json.valueToTree(ETAG.at(3));
        written.remove("fileName");
        written.remove("flushedSha256");

        assertThat(json.treeToValue(written, Checkpoint.class).head())
                .isEqualTo(new ResultHead("host", "/path", "text/csv", "gzip", null));
        assertThat(json.treeToValue(written, Checkpoint.class).flushed()).isEqualTo(3);
    }

    private static Checkpoint of(String validator) {
        return checkpoint(validator, 9, 0, null);
    }

    private static Checkpoint checkpoint(String validator, long total, long flushed, String sha256) {
        return new Checkpoint(
                "f/a/x.csv",
                new Checkpoint.Announced("x.csv", 7, "asked"),
                new ResultHead("host", "/path", "text/csv", "gzip", "r.csv"),
                new Checkpoint.Version(validator, total),
                "now",
                new Checkpoint.Staged("", flushed, sha256, null),
                null);
    }

    private static Result result(String name, OptionalLong size) {
        return new Result(1, "https://h.example/x", name, size);
    }
}
