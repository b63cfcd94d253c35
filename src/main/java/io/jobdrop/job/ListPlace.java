package io.jobdrop.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Where a vendor's list showed a job: what to ask for again when the vendor has no detail answer.
 *
 * @param request what was asked for the page
 * @param itemsPath JSONPath to the array of jobs in the answer
 * @param idPath JSONPath to the id in an entry
 */
public record ListPlace(ApiRequest request, String itemsPath, String idPath) {
    /** The entries of a job in the page's answer, of which there may be more than one; none when the list has moved on. */
    public List<ObjectNode> entries(JsonNode page, String id) {
        JsonField idField = new JsonField(idPath);
        return new JsonField(itemsPath)
                .in(page).filter(JsonNode::isArray).stream()
                        .flatMap(items -> StreamSupport.stream(items.spliterator(), false))
                        .filter(ObjectNode.class::isInstance)
                        .map(ObjectNode.class::cast)
                        .filter(entry -> idField.textIn(entry)
                                .filter(given -> JobId.isSame(given, id))
                                .isPresent())
                        .toList();
    }
}
