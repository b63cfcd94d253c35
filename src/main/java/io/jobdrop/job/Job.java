package io.jobdrop.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A vendor's asynchronous job as we last heard of it.
 *
 * @param feed the feed that found it
 * @param vendor the vendor whose settings hold the address and the key
 * @param id the vendor's id, already checked by {@link JobId}
 * @param fields what the vendor says of it: the list's entry, and over it the detail answer once that was asked for.
 *     It may hold result URLs, which are secrets: never print it, never store it as it is.
 * @param answered the HTTP status of the detail answer that is among the fields; 0 when there is none
 * @param listed what the vendor's list said of it
 * @param claim the right to deliver it; null as long as nobody has claimed it
 */
public record Job(
        String feed,
        String vendor,
        String id,
        ObjectNode fields,
        int answered,
        Listed listed,
        @Nullable Claim claim) {
    private static final int OK = 200;

    /** A job that nobody has claimed. */
    public Job(String feed, String vendor, String id, ObjectNode fields, boolean detailed, @Nullable ListPlace place) {
        this(feed, vendor, id, fields, detailed ? OK : 0, new Listed(place, null, null), null);
    }

    /** A job of which nothing is known but its id. */
    public static Job known(String feed, String vendor, String id) {
        return new Job(feed, vendor, id, JsonNodeFactory.instance.objectNode(), false, null);
    }

    /** The same job with the vendor's newer answer laid over what was known. A null takes nothing away. */
    public Job with(JsonNode answer) {
        return with(answer, OK);
    }

    /** The same with the newer answer, which had this HTTP status. */
    public Job with(JsonNode answer, int status) {
        ObjectNode merged = fields.deepCopy();
        answer.properties().forEach(field -> {
            if (!field.getValue().isNull() || !merged.has(field.getKey())) {
                merged.set(field.getKey(), field.getValue());
            }
        });
        return new Job(feed, vendor, id, merged, status, listed.before(fields), claim);
    }

    /** Whether the detail answer is among the fields. */
    public boolean detailed() {
        return answered > 0;
    }

    /** The same job with what the list's entry says. */
    public Job saying(Statement statement) {
        return new Job(feed, vendor, id, fields, answered, listed.saying(statement), claim);
    }

    /** How far the list's entry says that it has got. */
    public Statement.Rank rank() {
        return listed.rank();
    }

    /** The same job, claimed. */
    public Job claimedAs(Claim right) {
        return new Job(feed, vendor, id, fields, answered, listed, right);
    }

    /** The same job under the id by which it is known. */
    public Job named(String known) {
        return known.equals(id) ? this : new Job(feed, vendor, known, fields, answered, listed, claim);
    }

    /** How messages name the job. */
    @Override
    public String toString() {
        return feed + " job " + id;
    }
}
