package io.jobdrop.record;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * How much an audit has read.
 *
 * @param files those that were hashed
 * @param unread files at endpoints, where they cannot be read back
 * @param bytes of the hashed files, as the ledger has them
 */
public record Audited(long jobs, long files, long unread, long bytes) {
    /** Nothing so far. */
    public static final Audited NOTHING = new Audited(0, 0, 0, 0);

    /** The sum of two. */
    public Audited plus(Audited more) {
        return new Audited(jobs + more.jobs, files + more.files, unread + more.unread, bytes + more.bytes);
    }

    static Audited of(ResultSet row) throws SQLException {
        return new Audited(row.getLong("jobs"), row.getLong("files"), row.getLong("unread"), row.getLong("bytes"));
    }
}
