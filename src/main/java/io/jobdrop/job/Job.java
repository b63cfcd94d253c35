package io.jobdrop.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A vendor's asynchronous job as we last heard of it.
 *
 * @param feed the feed that found it
 * @param vendor the vendor whose settings hold the address and the key
 * @param id the vendor's id, already checked by {@link JobId}
 * @param fields what the vendor says of it: the list's entry, and over it the detail answer once that was asked for.
 *     It may hold result URLs, which are secrets: never print it, never store it as it is.
 * @param detailed whether the detail answer is among the fields
 */
public record Job(String feed, String vendor, String id, ObjectNode fields, boolean detailed) {
    /** The same job with the vendor's detail answer laid over what was known. */
    public Job withDetail(JsonNode detail) {
        ObjectNode merged = fields.deepCopy();
        if (detail instanceof ObjectNode object) {
            merged.setAll(object);
        }
        return new Job(feed, vendor, id, merged, true);
    }

    /** How messages name the job. */
    @Override
    public String toString() {
        return feed + " job " + id;
    }
}
