package io.jobdrop.deliver;

import io.jobdrop.config.EndpointDestination;
import io.jobdrop.config.EndpointUri;
import io.jobdrop.config.Settings;
import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.Delivery;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobFailure;
import io.jobdrop.job.Redacted;
import io.jobdrop.job.RetryLater;
import io.jobdrop.name.JobNames;
import io.jobdrop.record.Intents;
import io.jobdrop.stage.FolderStaging;
import io.jobdrop.stage.StagedResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the staged results of a job to any Camel endpoint, in the order of {@code endpoint-drop-sink}, which sends them.
 *
 * <p>Each body is a file that is whole and was verified; after the last one comes the manifest. Outcomes: the endpoint
 * has taken everything; or a failure leaves it with some of the files and without the manifest, and the next attempt
 * hands over all of them again, under the same names. This class neither looks at what the endpoint holds nor knows
 * what it does with a name that it has already: that is for the options of its URI to say.
 */
public final class EndpointDrop {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointDrop.class);
    private static final String IN_HAND = "handover";

    private final Settings settings;
    private final FolderStaging staging;
    private final Intents intents;
    private final Clock clock;

    public EndpointDrop(Settings settings, FolderStaging staging, Intents intents, Clock clock) {
        this.settings = settings;
        this.staging = staging;
        this.intents = intents;
        this.clock = clock;
    }

    /** What is to be handed over, in this order: the results, then the manifest, where the endpoint wants one. */
    public List<Handover> handovers(
            @ExchangeProperty("job") Job job,
            @ExchangeProperty("names") JobNames names,
            @Body List<StagedResult> results) {
        intents.confirmNames(job, results.stream().map(StagedResult::path).toList());
        List<Handover> handovers = new ArrayList<>();
        for (StagedResult result : results) {
            handovers.add(new Handover(
                    result.path(),
                    result,
                    HandoverHeaders.ofResult(job, result),
                    () -> Objects.requireNonNull(result.localFile()).toFile()));
        }
        if (destination(job).sendsManifest()) {
            handovers.add(new Handover(
                    names.manifest(),
                    null,
                    HandoverHeaders.ofManifest(job, names.manifest(), results.size()),
                    Handover.Content.once(() -> manifest(job, results))));
        }
        return handovers;
    }

    private byte[] manifest(Job job, List<StagedResult> results) throws IOException {
        EndpointUri endpoint = destination(job).uri();
        List<Manifest.Entry> entries = results.stream()
                .map(result -> new Manifest.Entry(result, delivered(endpoint, result)))
                .toList();
        return Manifest.write(
                job, entries, Objects.requireNonNull(job.claim()).attempt(), clock.instant(), settings::redact);
    }

    /**
     * Fills a message.
     *
     * @throws io.jobdrop.job.ClaimLost when the job's claim is not valid any more; nothing is handed over then
     */
    public void message(Exchange exchange, @ExchangeProperty("job") Job job, @Body Handover handover)
            throws IOException {
        exchange.setProperty(IN_HAND, handover);
        intents.confirm(job);
        Message message = exchange.getMessage();
        handover.headers().forEach(message::setHeader);
        message.setHeader(Exchange.FILE_NAME, handover.path());
        message.setHeader(destination(job).nameHeader(), handover.path());
        message.setBody(handover.content().body());
    }

    /**
     * Says what failed, without the secrets of the endpoint's URI, which exceptions of components may repeat.
     *
     * @throws JobFailure always: the job is tried again, unless the endpoint's own steps said otherwise
     */
    public void failed(
            @ExchangeProperty("job") Job job,
            @ExchangeProperty(IN_HAND) Handover handover,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable failure) {
        if (failure instanceof JobFailure known) {
            throw known;
        }
        EndpointDestination destination = destination(job);
        throw new RetryLater(
                handover.path() + " could not be handed over to " + destination.uri() + " (" + destination.setting()
                        + "): " + reason(failure)
                        + "; the next attempt hands over all files of the job, under the same names",
                failure);
    }

    // Components say where they were in the outer exceptions, and what went wrong in the inner ones.
    private String reason(Throwable failure) {
        Set<String> reasons = new LinkedHashSet<>();
        Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(5).forEach(cause -> {
            String message = cause.getMessage();
            String text = message == null ? cause.getClass().getSimpleName() : message;
            String line = Redacted.line(settings.redact(text));
            if (reasons.stream().noneMatch(said -> said.contains(line))) {
                reasons.add(line);
            }
        });
        return String.join(": ", reasons);
    }

    /** What the ledger is to say of the job, once everything is handed over; its staging is cleared. */
    public Delivery delivered(
            @ExchangeProperty("job") Job job, @ExchangeProperty("names") JobNames names, @Body List<Handover> handovers)
            throws IOException {
        EndpointDestination destination = destination(job);
        EndpointUri endpoint = destination.uri();
        List<StagedResult> results = handovers.stream()
                .map(Handover::staged)
                .filter(Objects::nonNull)
                .toList();
        List<DeliveredFile> files =
                results.stream().map(result -> delivered(endpoint, result)).toList();
        Handover last = handovers.get(handovers.size() - 1);
        byte[] content = last.staged() == null ? (byte[]) last.content().body() : manifest(job, results);
        try {
            staging.clear(job);
        } catch (UncheckedIOException e) {
            // The job is delivered whatever becomes of what is left there; the next start removes it.
            LOG.warn("{}: {}", job, e.getMessage());
        }
        String manifest = destination.sendsManifest() ? endpoint.location(names.manifest()) : null;
        long bytes = files.stream().mapToLong(DeliveredFile::bytes).sum();
        LOG.info(
                "{} delivered to {}: {} files, {} bytes, {}",
                job,
                endpoint,
                files.size(),
                bytes,
                manifest == null ? "no manifest" : "manifest " + names.manifest());
        return new Delivery(manifest, files, new String(content, StandardCharsets.UTF_8));
    }

    private static DeliveredFile delivered(EndpointUri endpoint, StagedResult result) {
        return new DeliveredFile(
                HandoverHeaders.baseName(result.path()),
                result.bytes(),
                result.sha256(),
                endpoint.location(result.path()));
    }

    private EndpointDestination destination(Job job) {
        return EndpointDestination.of(settings, job.feed()).orElseThrow();
    }
}
