package io.jobdrop.runtime;

import io.jobdrop.job.Job;
import io.jobdrop.job.JobState;
import io.jobdrop.poll.InFlightJobs;
import io.jobdrop.record.LedgerQueries;
import io.jobdrop.stage.Transfers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what a stop waits for, and what it gives up; nothing when no delivery is under way. */
final class StopReport {
    private static final Logger LOG = LoggerFactory.getLogger(StopReport.class);
    private static final int MOST_NAMES = 5;

    private final InFlightJobs inFlight;
    private final Transfers transfers;
    private final LedgerQueries ledger;
    private final Duration timeout;
    private final Map<Job, String> awaited = new ConcurrentHashMap<>();
    private volatile boolean late;

    StopReport(InFlightJobs inFlight, Transfers transfers, LedgerQueries ledger, Duration timeout) {
        this.inFlight = inFlight;
        this.transfers = transfers;
        this.ledger = ledger;
        this.timeout = timeout;
    }

    /** The stop was requested. */
    void begins() {
        note();
        if (!awaited.isEmpty()) {
            LOG.info(
                    "stopping: waits up to {} s (jobdrop.shutdown.timeout) for {}: {}",
                    timeout.toSeconds(),
                    counted(awaited.size()),
                    names(List.copyOf(awaited.values())));
        }
    }

    /** The time is over; what is under way still is about to be given up. */
    void givesUp() {
        late = true;
        note();
    }

    /** All has ended. */
    void ended() {
        List<String> unfinished = awaited.entrySet().stream()
                .filter(entry -> isUnfinished(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        if (!unfinished.isEmpty() && !late) {
            // No request is sent after a stop: those that waited for their turn end at once, and are due again.
            LOG.info(
                    "stopped: {} ended; left for the next start or another node: {}: {}",
                    counted(awaited.size() - unfinished.size()),
                    counted(unfinished.size()),
                    names(unfinished));
        } else if (!unfinished.isEmpty()) {
            LOG.info(
                    "stopped: {} did not end in time and will be resumed by the next start or another node: {}",
                    counted(unfinished.size()),
                    names(unfinished));
        } else if (!awaited.isEmpty()) {
            LOG.info("stopped: {} ended", counted(awaited.size()));
        }
    }

    private boolean isUnfinished(Job job) {
        try {
            Optional<JobState> state = ledger.state(job.feed(), job.id());
            return state.filter(now -> now == JobState.DUE || now == JobState.DELIVERING)
                    .isPresent();
        } catch (RuntimeException e) {
            LOG.debug("the ledger does not say what became of {}", job, e);
            return true;
        }
    }

    private void note() {
        List<Transfers.UnderWay> underWay = transfers.underWay();
        inFlight.working().forEach(job -> awaited.put(job, describe(job, underWay)));
    }

    private static String describe(Job job, List<Transfers.UnderWay> underWay) {
        return job.feed() + "/" + job.id()
                + underWay.stream()
                        .filter(transfer -> transfer.what().startsWith(job + " result "))
                        .map(transfer -> " (" + transfer.bytes()
                                + (transfer.total() < 0 ? " bytes" : " of " + transfer.total() + " bytes") + ")")
                        .findFirst()
                        .orElse("");
    }

    private static String counted(int deliveries) {
        return deliveries == 1 ? "1 delivery" : deliveries + " deliveries";
    }

    private static String names(List<String> all) {
        Stream<String> more = all.size() > MOST_NAMES ? Stream.of((all.size() - MOST_NAMES) + " more") : Stream.empty();
        return Stream.concat(all.stream().sorted().limit(MOST_NAMES), more).collect(Collectors.joining(", "));
    }
}
