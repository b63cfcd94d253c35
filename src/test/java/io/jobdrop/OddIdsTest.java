package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.jobdrop.job.JobId;
import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FaultScene;
import io.jobdrop.support.Installation;
import io.jobdrop.support.Installation.Outcome;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ids with characters that a URL or a file name cannot hold as they are: from the list to the drop. */
@Tag("slow")
class OddIdsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> ON_THE_WIRE = new LinkedHashMap<>();

    static {
        ON_THE_WIRE.put("gid://shopify/BulkOperation/77", "gid%3A%2F%2Fshopify%2FBulkOperation%2F77");
        ON_THE_WIRE.put("projects/9/operations/op-1", "projects%2F9%2Foperations%2Fop-1");
        ON_THE_WIRE.put("urn:li:job:5", "urn%3Ali%3Ajob%3A5");
        ON_THE_WIRE.put("QnVsa09wOjE=", "QnVsa09wOjE%3D");
        ON_THE_WIRE.put("a@b", "a%40b");
        ON_THE_WIRE.put("j~1", "j~1");
        ON_THE_WIRE.put("a b", "a%20b");
        ON_THE_WIRE.put("a+b", "a%2Bb");
        ON_THE_WIRE.put("ä", "%C3%A4");
        ON_THE_WIRE.put("a/../b", "a%2F..%2Fb");
        ON_THE_WIRE.put("../x", "..%2Fx");
        ON_THE_WIRE.put("a//b", "a%2F%2Fb");
        ON_THE_WIRE.put("%2e%2e", "%252e%252e");
        ON_THE_WIRE.put("50%", "50%25");
        ON_THE_WIRE.put("...", "...");
        ON_THE_WIRE.put("-x", "-x");
        ON_THE_WIRE.put("a\\b", "a%5Cb");
        ON_THE_WIRE.put("a?b#c;d&e", "a%3Fb%23c%3Bd%26e");
        ON_THE_WIRE.put("${feed}{{home}}", "%24%7Bfeed%7D%7B%7Bhome%7D%7D");
        ON_THE_WIRE.put("x".repeat(300), "x".repeat(300));
        ON_THE_WIRE.put("plain-1.2_3", "plain-1.2_3");
    }

    @TempDir
    Path home;

    @Test
    void each_id_is_one_segment_of_the_request_and_one_folder_of_the_drop() throws Exception {
        try (FaultScene scene = new FaultScene("shared", new FakeVendor(), "beside")) {
            serve(scene);
            Installation jobdrop = new Installation(home);
            scene.install(jobdrop);

            Outcome outcome = jobdrop.pollOnce();

            assertThat(scene.vendor().requests().stream().map(FakeVendor.Request::path))
                    .containsAll(ON_THE_WIRE.values().stream()
                            .map(path -> "/jobs/" + path)
                            .toList());
            assertThat(jobdrop.files()).hasSize(2 * ON_THE_WIRE.size());
            for (String id : ON_THE_WIRE.keySet()) {
                assertThat(outcome.state(id)).as(id).isEqualTo(JobState.DELIVERED);
                String folder = "shared/" + JobId.fileName(id) + "/";
                assertThat(jobdrop.text(folder + "r.csv")).isEqualTo(id);
                JsonNode manifest = JSON.readTree(jobdrop.text(folder + "manifest.json"));
                assertThat(manifest.path("jobId").asText()).isEqualTo(id);
            }
        }
    }

    private static void serve(FaultScene scene) {
        ArrayNode items = JSON.createArrayNode();
        for (Map.Entry<String, String> id : ON_THE_WIRE.entrySet()) {
            items.addObject().put("id", id.getKey()).put("status", "completed");
            scene.vendor()
                    .on(
                            "/jobs/" + id.getValue(),
                            FaultScene.detailOf("data:text/csv," + JobId.inPath(id.getKey()), ""));
        }
        String list = items.toString();
        scene.list(FaultScene.items(1, 1, list.substring(1, list.length() - 1)));
    }
}
