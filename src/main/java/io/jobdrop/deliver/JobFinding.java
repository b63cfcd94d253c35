package io.jobdrop.deliver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;

/** Something of a job that is not as it was delivered; in JSON, nodes hand it to the command that asked for an audit. */
public record JobFinding(String feed, String jobId, Audit.Finding finding) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static String json(List<JobFinding> findings) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        findings.forEach(found -> array.addObject()
                .put("job", found.jobId())
                .put("place", found.finding().place())
                .put("what", found.finding().what()));
        return array.toString();
    }

    /** The findings in a part of an audit, all of one feed. */
    public static List<JobFinding> of(String feed, String json) {
        List<JobFinding> findings = new ArrayList<>();
        try {
            for (JsonNode found : JSON.readTree(json)) {
                findings.add(new JobFinding(
                        feed,
                        found.path("job").asText(),
                        new Audit.Finding(
                                found.path("place").asText(), found.path("what").asText())));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the findings of a part of the audit cannot be read", e);
        }
        return findings;
    }
}
