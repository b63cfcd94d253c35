package bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Writes a history into a ledger that Jobdrop made: to deliver it all would take too long. */
final class Ledger {
    private Ledger() {}

    /** Records jobs 1 to so many as delivered, one a minute until now. */
    static void record(Path file, String feed, long jobs) throws IOException {
        String row = "INSERT INTO job (feed, job_id, state, status, attempts, first_seen_at, delivered_at)"
                + " VALUES (?, ?, 'delivered', 'completed', 1, ?, ?)";
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                PreparedStatement insert = connection.prepareStatement(row)) {
            connection.setAutoCommit(false);
            long now = System.currentTimeMillis();
            for (long job = 1; job <= jobs; job++) {
                long at = now - (jobs - job) * 60_000;
                insert.setString(1, feed);
                insert.setString(2, VendorJson.id(job));
                insert.setLong(3, at);
                insert.setLong(4, at);
                insert.addBatch();
                if (job % 10_000 == 0) {
                    insert.executeBatch();
                }
            }
            insert.executeBatch();
            connection.commit();
        } catch (SQLException e) {
            throw new IOException("the ledger took no history: " + e.getMessage(), e);
        }
    }
}
