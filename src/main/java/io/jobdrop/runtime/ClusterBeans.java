package io.jobdrop.runtime;

import io.jobdrop.config.Cluster;
import io.jobdrop.http.Product;
import io.jobdrop.queue.LedgerQueue;
import io.jobdrop.record.AuditParts;
import io.jobdrop.record.Leased;
import io.jobdrop.record.LedgerClaims;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.record.Nodes;
import io.jobdrop.record.Offers;
import io.jobdrop.record.SharedPolls;
import java.time.Clock;
import java.util.List;

/** What the nodes on one ledger share: who is there, who polls, what waits for a worker, and parts of audits. */
record ClusterBeans(Nodes nodes, SharedPolls polls, Offers offers, AuditParts audits) {
    static ClusterBeans of(Cluster cluster, LedgerDatabase database, Clock clock, Clock own, String owner) {
        Nodes.Self self = new Nodes.Self(owner, cluster.name(), Product.VERSION, LedgerQueue.check(cluster.key()));
        return new ClusterBeans(
                new Nodes(database, clock, self),
                new SharedPolls(database, clock, own, owner),
                new Offers(database, clock, owner),
                new AuditParts(database, clock, owner));
    }

    /** All that has a lease, with the claims of jobs. */
    List<Leased> held(LedgerClaims claims) {
        return List.of(nodes, claims, polls, offers.leases(), audits);
    }
}
