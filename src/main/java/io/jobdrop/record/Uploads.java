package io.jobdrop.record;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The multipart uploads of this ledger's jobs. An upload is entered before the store is asked to begin it, and leaves
 * after it was completed or aborted, so that none is forgotten by a process that dies.
 */
public final class Uploads {
    private static final String SELECT = "SELECT * FROM upload";

    private final Jdbi jdbi;
    private final boolean shared;

    public Uploads(LedgerDatabase database) {
        this.jdbi = database.jdbi();
        this.shared = database.isShared();
    }

    /** Enters an upload that is about to begin. */
    public void begin(Upload upload) {
        jdbi.useTransaction(handle -> handle.createUpdate("INSERT INTO upload (id, feed, job_id, position, bucket,"
                        + " object_key, begun_at, checkpoint, fence) VALUES (:id, :feed, :jobId, :position, :bucket,"
                        + " :key, :begun, :checkpoint, :fence)")
                .bindMethods(upload)
                .bindMethods(upload.owner())
                .bindMethods(upload.target())
                .bind("begun", upload.begunAt().toEpochMilli())
                .execute());
    }

    /** Takes note of the store's id. */
    public void begun(String id, String uploadId) {
        jdbi.useTransaction(handle -> handle.execute("UPDATE upload SET upload_id = ? WHERE id = ?", uploadId, id));
    }

    /**
     * Takes note of a part that the store has acknowledged.
     *
     * @return whether the upload is still that of the claim; nothing is noted otherwise
     */
    public boolean part(Upload upload, Upload.Part part) {
        return jdbi.inTransaction(
                        handle -> handle.createUpdate("INSERT INTO upload_part (id, number, bytes, etag, crc32c)"
                                        + " SELECT id, :number, :bytes, :etag, :crc32c FROM upload WHERE id = :id AND fence = :fence"
                                        + " ON CONFLICT (id, number) DO UPDATE SET"
                                        + " bytes = excluded.bytes, etag = excluded.etag, crc32c = excluded.crc32c")
                                .bind("id", upload.id())
                                .bind("fence", upload.owner().fence())
                                .bindMethods(part)
                                .execute())
                == 1;
    }

    /** Takes note of what is known of the result now, as long as the upload is still that of the claim. */
    public void save(Upload upload, String checkpoint) {
        jdbi.useTransaction(handle -> handle.execute(
                "UPDATE upload SET checkpoint = ? WHERE id = ? AND fence = ?",
                checkpoint,
                upload.id(),
                upload.owner().fence()));
    }

    /** Takes note that nobody resumes an upload any more; it stays until it is aborted. */
    public void dead(String id) {
        jdbi.useTransaction(handle -> handle.execute("UPDATE upload SET dead = 1 WHERE id = ?", id));
    }

    /** Gives the uploads of a job's earlier claims to a later one. The earlier ones must have ended. */
    public void takeOver(String feed, String jobId, long fence) {
        jdbi.useTransaction(handle -> handle.execute(
                "UPDATE upload SET fence = ? WHERE feed = ? AND job_id = ? AND dead = 0 AND fence < ?",
                fence,
                feed,
                jobId,
                fence));
    }

    /** Removes an upload that is completed or aborted. */
    public void forget(String id) {
        jdbi.useTransaction(handle -> {
            handle.execute("DELETE FROM upload_part WHERE id = ?", id);
            handle.execute("DELETE FROM upload WHERE id = ?", id);
        });
    }

    /** The upload with which a claim goes on for a result. */
    public Optional<Upload> live(String feed, String jobId, int position, long fence) {
        return ofJob(feed, jobId).stream()
                .filter(upload -> !upload.dead() && upload.target().uploadId() != null)
                .filter(upload ->
                        upload.owner().position() == position && upload.owner().fence() == fence)
                .findFirst();
    }

    /** All uploads of a job, dead ones too. */
    public List<Upload> ofJob(String feed, String jobId) {
        return jdbi.withHandle(
                handle -> handle.createQuery(SELECT + " WHERE feed = :feed AND job_id = :id ORDER BY begun_at, id")
                        .bind("feed", feed)
                        .bind("id", jobId)
                        .map((row, context) -> upload(handle, row))
                        .list());
    }

    /** Whether a worker has the job of an upload, be it in another process. */
    public boolean isInFlight(Upload upload) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT COUNT(*) FROM job"
                                + " WHERE feed = :feed AND job_id = :id AND state = 'delivering'")
                        .bind("feed", upload.owner().feed())
                        .bind("id", upload.owner().jobId())
                        .mapTo(Integer.class)
                        .one())
                > 0;
    }

    /** Whether another node may have begun an upload since somebody looked which jobs go on. */
    public boolean isAnothers(Upload upload) {
        return shared && isInFlight(upload);
    }

    /** All uploads of a feed, dead ones too. */
    public List<Upload> ofFeed(String feed) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + " WHERE feed = :feed ORDER BY begun_at, id")
                .bind("feed", feed)
                .map((row, context) -> upload(handle, row))
                .list());
    }

    /** All uploads, dead ones too. */
    public List<Upload> all() {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + " ORDER BY begun_at, id")
                .map((row, context) -> upload(handle, row))
                .list());
    }

    private static Upload upload(Handle handle, ResultSet row) throws SQLException {
        return new Upload(
                row.getString("id"),
                new Upload.Owner(
                        row.getString("feed"), row.getString("job_id"), row.getInt("position"), row.getLong("fence")),
                new Upload.Target(row.getString("bucket"), row.getString("object_key"), row.getString("upload_id")),
                Instant.ofEpochMilli(row.getLong("begun_at")),
                row.getString("checkpoint"),
                row.getInt("dead") == 1,
                parts(handle, row.getString("id")));
    }

    // A part behind a gap is none: the one before it is missing.
    private static List<Upload.Part> parts(Handle handle, String id) {
        List<Upload.Part> parts = new ArrayList<>();
        handle
                .createQuery("SELECT number, bytes, etag, crc32c FROM upload_part WHERE id = :id ORDER BY number")
                .bind("id", id)
                .map((row, context) -> new Upload.Part(
                        row.getInt("number"), row.getLong("bytes"), row.getString("etag"), row.getLong("crc32c")))
                .stream()
                .forEach(part -> {
                    if (part.number() == parts.size() + 1) {
                        parts.add(part);
                    }
                });
        return List.copyOf(parts);
    }
}
