package io.jobdrop.deliver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.Job;
import io.jobdrop.job.Redacted;
import io.jobdrop.job.Redaction;
import io.jobdrop.name.ResultHead;
import io.jobdrop.stage.StagedResult;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What stands beside the results of a job and says that they are complete. */
public final class Manifest {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Of what stands in the place of a manifest, no more is read into memory. */
    public static final int MOST_BYTES = 64 << 20;

    private Manifest() {}

    /** A result under its final path. */
    public record Entry(StagedResult staged, DeliveredFile delivered) {}

    /** The manifest's JSON; {@code redact} takes secrets out of the vendor's fields. */
    public static byte[] write(
            Job job, List<Entry> entries, int attempts, Instant deliveredAt, UnaryOperator<String> redact)
            throws IOException {
        ObjectNode manifest = NODES.objectNode();
        manifest.put("feed", job.feed());
        manifest.put("vendor", job.vendor());
        manifest.put("jobId", job.id());
        manifest.set("job", withoutSecrets(job.fields(), redact, false));
        ArrayNode files = manifest.putArray("files");
        entries.forEach(entry -> files.add(file(entry, redact)));
        manifest.put("attempts", attempts);
        manifest.put("deliveredAt", deliveredAt.toString());
        return JSON.writeValueAsBytes(manifest);
    }

    private static ObjectNode file(Entry entry, UnaryOperator<String> redact) {
        StagedResult staged = entry.staged();
        ObjectNode file = NODES.objectNode();
        file.put("name", entry.delivered().name());
        file.put("path", staged.path());
        file.put("bytes", entry.delivered().bytes());
        file.put("sha256", entry.delivered().sha256());
        ResultHead head = staged.head();
        String type = head.contentType();
        file.put("contentType", type == null ? null : shown(type, redact));
        String encoding = head.contentEncoding();
        if (encoding != null) {
            file.put("contentEncoding", shown(encoding, redact));
        }
        file.putObject("source").put("host", head.host()).put("path", shown(head.path(), redact));
        file.put("startedAt", staged.startedAt().toString());
        file.put("finishedAt", staged.finishedAt().toString());
        return file;
    }

    /** Whether a text is a manifest of the same job and the same files. */
    public static boolean agrees(byte[] text, Job job, List<Entry> entries) {
        try {
            StatedJob stated = StatedJob.read(new ByteArrayInputStream(text), entries.size());
            return stated.feed().equals(job.feed())
                    && stated.jobId().equals(job.id())
                    && stated.files().stream()
                            .map(file -> file.path() + " " + file.sha256())
                            .toList()
                            .equals(entries.stream()
                                    .map(entry -> entry.staged().path() + " "
                                            + entry.delivered().sha256())
                                    .toList());
        } catch (IOException e) {
            return false;
        }
    }

    private static String shown(String text, UnaryOperator<String> redact) {
        return redact.apply(Redacted.withoutSecrets(text));
    }

    // With secret, whatever the node says is one, since it stands under a telling name.
    private static JsonNode withoutSecrets(JsonNode node, UnaryOperator<String> redact, boolean secret) {
        if (node.isNull() || node.isBoolean()) {
            return node;
        }
        if (node.isValueNode()) {
            String text = node.asText();
            String shown = secret ? Redaction.HIDDEN : shown(text, redact);
            return shown.equals(text) ? node : TextNode.valueOf(shown);
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = NODES.arrayNode();
            array.forEach(item -> copy.add(withoutSecrets(item, redact, secret)));
            return copy;
        }
        ObjectNode copy = NODES.objectNode();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            boolean within = secret || Redacted.isSecretName(field.getKey());
            copy.set(newName(shown(field.getKey(), redact), copy), withoutSecrets(field.getValue(), redact, within));
        }
        return copy;
    }

    // Names that were told apart by their secrets alone get numbers.
    private static String newName(String name, ObjectNode object) {
        String unused = name;
        for (int number = 2; object.has(unused); number++) {
            unused = name + "-" + number;
        }
        return unused;
    }
}
