package io.jobdrop.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.record.Notice;

/**
 * A notice as a CloudEvent 1.0 in the structured mode of JSON (CloudEvents JSON Event Format 1.0.2). The text is ASCII, so
 * that no receiver can read it in a wrong character set, and it is the same at each repetition.
 */
final class CloudEvent {
    static final String CONTENT_TYPE = "application/cloudevents+json";

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private CloudEvent() {}

    /** The event of an installation of this name. */
    static String json(Notice notice, String name) {
        ObjectNode event = JsonNodeFactory.instance
                .objectNode()
                .put("specversion", "1.0")
                .put("id", notice.id())
                .put("source", "jobdrop/" + name + "/" + notice.feed())
                .put("type", notice.event().type().type());
        if (!notice.jobId().isEmpty()) {
            event.put("subject", notice.jobId());
        }
        event.put("time", notice.event().time().toString()).put("datacontenttype", "application/json");
        try {
            event.set("data", JSON.readTree(notice.data()));
            return JSON.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the ledger holds no JSON for " + notice, e);
        }
    }
}
