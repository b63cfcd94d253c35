package io.jobdrop.stage;

import static org.assertj.core.api.Assertions.assertThat;

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
    void one_that_an_earlier_version_wrote_can_still_be_read() throws Exception {
        ObjectMapper json = new ObjectMapper();
        ObjectNode written = json.valueToTree(ETAG.at(3));
        written.remove("fileName");

        assertThat(json.treeToValue(written, Checkpoint.class).head())
                .isEqualTo(new ResultHead("host", "/path", "text/csv", "gzip", null));
    }

    private static Checkpoint of(String validator) {
        return checkpoint(validator, 9, 0, null);
    }

    private static Checkpoint checkpoint(String validator, long total, long flushed, String sha256) {
        return new Checkpoint(
                "f/a/x.csv",
                "x.csv",
                7,
                "asked",
                "host",
                "/path",
                validator,
                total,
                "text/csv",
                "gzip",
                "now",
                "",
                flushed,
                sha256,
                "r.csv");
    }

    private static Result result(String name, OptionalLong size) {
        return new Result(1, "https://h.example/x", name, size);
    }
}
