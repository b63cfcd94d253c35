package io.jobdrop.record;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A multipart upload of one result, as the ledger knows it.
 *
 * @param id ours
 * @param owner whose it is
 * @param target where it goes
 * @param checkpoint what is known of the result, as JSON
 * @param dead whether nobody resumes it, and it is still to be aborted
 * @param parts those that the store has acknowledged, in their order and without a gap
 */
public record Upload(
        String id, Owner owner, Target target, Instant begunAt, String checkpoint, boolean dead, List<Part> parts) {
    /**
     * The result that an upload holds, and the claim of its job.
     *
     * @param position the result's place among those of the job, from 1
     * @param fence that of the claim
     */
    public record Owner(String feed, String jobId, int position, long fence) {}

    /**
     * The object that an upload becomes.
     *
     * @param uploadId the store's id for the upload; null while it is unknown
     */
    public record Target(
            String bucket, String key, @Nullable String uploadId) {}

    /**
     * A part.
     *
     * @param number from 1
     * @param crc32c its checksum (RFC 3720), unsigned
     */
    public record Part(int number, long bytes, String etag, long crc32c) {}

    /** How many bytes the store has. */
    public long bytes() {
        return parts.stream().mapToLong(Part::bytes).sum();
    }

    /** The same with the id that the store gave it. */
    public Upload begunAs(String given) {
        Target begun = new Target(target.bucket(), target.key(), given);
        return new Upload(id, owner, begun, begunAt, checkpoint, dead, parts);
    }
}
