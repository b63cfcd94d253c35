package io.jobdrop.record;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A multipart upload of one result, as the ledger knows it.
 *
 * @param id ours
 * @param position the result's place among those of the job, from 1
 * @param uploadId the store's; null while it is unknown
 * @param checkpoint what is known of the result, as JSON
 * @param dead whether nobody resumes it, and it is still to be aborted
 * @param fence the claim of the job that it belongs to
 * @param parts those that the store has acknowledged, in their order and without a gap
 */
public record Upload(
        String id,
        String feed,
        String jobId,
        int position,
        String bucket,
        String key,
        @Nullable String uploadId,
        Instant begunAt,
        String checkpoint,
        boolean dead,
        long fence,
        List<Part> parts) {
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
        return new Upload(id, feed, jobId, position, bucket, key, given, begunAt, checkpoint, dead, fence, parts);
    }
}
