package io.jobdrop.record;

import io.jobdrop.record.Offers.Offer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The offers that the workers of this node have, and their leases. */
final class OfferLeases implements Leased {
    private static final Logger LOG = LoggerFactory.getLogger(OfferLeases.class);

    private final String owner;
    private final Set<Offer> held = ConcurrentHashMap.newKeySet();

    OfferLeases(String owner) {
        this.owner = owner;
    }

    void add(Offer offer) {
        held.add(offer);
    }

    void remove(Offer offer) {
        held.remove(offer);
    }

    @Override
    public boolean isEmpty() {
        return held.isEmpty();
    }

    @Override
    public Runnable prolong(Handle handle, long until) {
        List<Offer> mine = List.copyOf(held);
        PreparedBatch batch = handle.prepareBatch("UPDATE offer SET lease_until = :until" + Offers.OWNED);
        mine.forEach(offer -> batch.bind("until", until)
                .bind("feed", offer.feed())
                .bind("id", offer.jobId())
                .bind("owner", owner)
                .bind("number", offer.number())
                .add());
        int[] prolonged = batch.execute();
        List<Offer> lost = IntStream.range(0, prolonged.length)
                .filter(i -> prolonged[i] == 0)
                .mapToObj(mine::get)
                .toList();
        return () -> lost.forEach(this::lost);
    }

    // The claim on the job decides: without one, nothing of it is published.
    private void lost(Offer offer) {
        if (held.remove(offer)) {
            LOG.debug("{} job {} is offered to others now", offer.feed(), offer.jobId());
        }
    }

    @Override
    public void abandon() {
        held.clear();
    }
}
