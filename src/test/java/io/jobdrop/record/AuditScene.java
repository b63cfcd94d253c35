package io.jobdrop.record;

import io.jobdrop.support.SharedLedger;
import java.nio.file.Path;

/** A shared ledger with delivered jobs, and an audit whose parts have about two of them. */
final class AuditScene implements AutoCloseable {
    final SharedLedger ledger;
    final Audits audits;

    AuditScene(String schema, Path folder) {
        ledger = new SharedLedger(schema, folder);
        audits = new Audits(ledger.database(), ledger.clock(), 2);
    }

    AuditParts process(String name) {
        return new AuditParts(ledger.database(), ledger.clock(), name);
    }

    /** Delivers jobs of one file. */
    void deliver(String feed, int jobs, long bytes) {
        ledger.database().notes().useHandle(handle -> {
            for (int i = 0; i < jobs; i++) {
                handle.execute(
                        "INSERT INTO job (feed, job_id, state, first_seen_at) VALUES (?, ?, 'delivered', 1)",
                        feed,
                        "j" + i);
                handle.execute(
                        "INSERT INTO job_file (feed, job_id, position, name, bytes, sha256, location)"
                                + " VALUES (?, ?, 0, 'a', ?, 'b', 's3://c/d')",
                        feed,
                        "j" + i,
                        bytes);
            }
        });
    }

    /** Renews leases, as living processes do. */
    void prolong(Leased... leased) {
        long until = ledger.clock().millis() + 3000;
        for (Leased each : leased) {
            ledger.database()
                    .renewals()
                    .inTransaction(handle -> each.prolong(handle, until))
                    .run();
        }
    }

    int rows(String table) {
        return ledger.database()
                .notes()
                .withHandle(handle -> handle.createQuery("SELECT COUNT(*) FROM " + table)
                        .mapTo(Integer.class)
                        .one());
    }

    @Override
    public void close() {
        ledger.close();
    }
}
