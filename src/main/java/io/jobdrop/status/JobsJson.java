package io.jobdrop.status;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.record.Attempt;
import io.jobdrop.record.LedgerEntry;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Jobs in JSON, as commands print them and the page's API answers. */
public final class JobsJson {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private JobsJson() {}

    /**
     * An array of jobs, as text.
     *
     * @param shared whether nodes share the ledger; then each job has the node that delivers it, or null
     * @param redact takes secrets out of what vendors said
     */
    public static String of(List<LedgerEntry> jobs, boolean shared, UnaryOperator<String> redact) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        jobs.forEach(job -> add(array.addObject(), job, shared, redact));
        return print(array);
    }

    /** Prints the same array, with a line break, for any number of jobs; each of them is given to a consumer. */
    public static void print(
            PrintStream out, Consumer<Consumer<LedgerEntry>> jobs, boolean shared, UnaryOperator<String> redact) {
        try (SequenceWriter array =
                MAPPER.writer().without(JsonGenerator.Feature.AUTO_CLOSE_TARGET).writeValuesAsArray(out)) {
            jobs.accept(job -> {
                ObjectNode node = JsonNodeFactory.instance.objectNode();
                add(node, job, shared, redact);
                try {
                    array.write(node);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println();
    }

    /** One job with its last attempts, as text. */
    public static String of(LedgerEntry job, List<Attempt> attempts, boolean shared, UnaryOperator<String> redact) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        add(node, job, shared, redact);
        node.put("undeliveredSince", text(job.undeliveredSince()));
        ArrayNode history = node.putArray("history");
        for (Attempt attempt : attempts) {
            String reason = attempt.reason();
            history.addObject()
                    .put("startedAt", text(attempt.startedAt()))
                    .put("endedAt", text(attempt.endedAt()))
                    .put("outcome", attempt.outcome().word())
                    .put("reason", reason == null ? null : redact.apply(reason))
                    .put("bytes", attempt.bytes())
                    .put("node", attempt.node())
                    .put("times", attempt.times());
        }
        return print(node);
    }

    private static void add(ObjectNode node, LedgerEntry job, boolean shared, UnaryOperator<String> redact) {
        String error = job.error();
        node.put("feed", job.feed());
        node.put("jobId", job.jobId());
        node.put("state", job.state().word());
        node.put("status", job.status());
        if (shared) {
            node.put("node", job.node());
        }
        node.put("attempts", job.attempts());
        node.put("nextAttemptAt", text(job.nextAttemptAt()));
        node.put("error", error == null ? null : redact.apply(error));
        node.put("firstSeenAt", text(job.firstSeenAt()));
        node.put("deliveredAt", text(job.deliveredAt()));
        node.put("missingSince", text(job.missingSince()));
        ArrayNode files = node.putArray("files");
        job.files()
                .forEach(file -> files.addObject()
                        .put("name", file.name())
                        .put("bytes", file.bytes())
                        .put("sha256", file.sha256())
                        .put("location", file.location()));
    }

    static String print(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON could not be printed", e);
        }
    }

    static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
