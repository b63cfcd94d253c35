package io.jobdrop.download;

import io.jobdrop.Feed;
import io.jobdrop.config.Settings;
import io.jobdrop.http.InvalidResponse;
import io.jobdrop.http.TooSlow;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobFailure;
import io.jobdrop.job.NotReady;
import io.jobdrop.job.Result;
import io.jobdrop.job.RetryLater;
import io.jobdrop.job.RetryThenHold;
import io.jobdrop.name.JobNames;
import io.jobdrop.record.RetryPolicy;
import io.jobdrop.resolve.ResultFinder;
import io.jobdrop.stage.Checkpoint;
import io.jobdrop.stage.StagedResult;
import io.jobdrop.stage.Staging;
import io.jobdrop.vendor.RateLimits;
import io.jobdrop.vendor.VendorErrors;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes results into the staging folder. The requests are the route's; what may be asked for and what becomes of the
 * answers is decided here.
 */
public final class Downloads {
    private static final Logger LOG = LoggerFactory.getLogger(Downloads.class);

    private final AddressGuard guard;
    private final Function<String, Staging> stagings;
    private final VendorErrors errors;
    private final RetryPolicy retries;
    private final Clock clock;
    private final Ranges ranges;
    private final Settings settings;

    /** Stages the results of each feed where {@code stagings} says for its name. */
    public Downloads(
            AddressGuard guard,
            Function<String, Staging> stagings,
            VendorErrors errors,
            RetryPolicy retries,
            Clock clock,
            Ranges ranges,
            Settings settings) {
        this.guard = guard;
        this.stagings = stagings;
        this.errors = errors;
        this.retries = retries;
        this.clock = clock;
        this.ranges = ranges;
        this.settings = settings;
    }

    /**
     * Begins with the URL that the vendor gave, and with what an earlier attempt has staged. A URL that carries the
     * bytes itself is finished at once.
     */
    public Download begin(
            @ExchangeProperty("job") Job job, @ExchangeProperty("names") JobNames names, @Body Result result)
            throws IOException {
        String api = settings.get(job.vendor() + ".url");
        Download download = new Download(guard, api, job, names, result, clock.instant());
        if (DataUrl.isOne(result.url())) {
            DataUrl data = DataUrl.parse(result.url());
            Answer answer = Answer.of(data);
            store(download, answer, data.open(), answer.checkpoint(download));
        } else {
            download.begin(result.url());
            goOn(download);
        }
        return download;
    }

    /** A result as the vendor announces it: nothing is asked for. */
    public StagedResult announced(
            @ExchangeProperty("job") Job job, @ExchangeProperty("names") JobNames names, @Body Result result) {
        String api = settings.get(job.vendor() + ".url");
        Instant now = clock.instant();
        return StagedResult.announced(result, new Download(guard, api, job, names, result, now).announced(), now);
    }

    private Staging staging(Download download) {
        return stagings.apply(download.job().feed());
    }

    private void goOn(Download download) {
        int index = download.result().index();
        Staging staging = staging(download);
        Optional<Checkpoint> left = staging.checkpoint(download.job(), index)
                .filter(checkpoint -> checkpoint.isOf(download.result()) && download.isFor(checkpoint));
        boolean complete = left.isPresent()
                && left.get().flushed() == left.get().total()
                && left.get().announced().asked().equals(download.asked());
        Optional<Staging.Stored> whole = complete ? staging.whole(download.job(), index, left.get()) : Optional.empty();
        if (whole.isPresent()) {
            verify(download, left.get(), whole.get());
        } else if (!complete && left.filter(Checkpoint::isResumable).isPresent()) {
            download.keep(left.get());
        } else {
            staging.discard(download.job(), index);
        }
    }

    /** Asks for the rest only, when the beginning is staged: RFC 9110 13.1.5 and 14.2. */
    public void requestRange(@ExchangeProperty("download") Download download, Exchange exchange) {
        download.kept().ifPresent(kept -> {
            exchange.getMessage().setHeader("Range", "bytes=" + kept.flushed() + "-");
            exchange.getMessage().setHeader("If-Range", kept.validator());
        });
    }

    /** Goes on with the URL that the vendor gives now for the same result. */
    public void renew(
            @ExchangeProperty("feed") Feed feed,
            @ExchangeProperty("job") Job job,
            @ExchangeProperty("download") Download download) {
        Result before = download.result();
        Result now = new ResultFinder()
                .find(feed, job).stream()
                        .filter(result ->
                                result.index() == before.index() && Objects.equals(result.name(), before.name()))
                        .findFirst()
                        .orElseThrow(() -> new Held(
                                "the vendor does not show " + before + " any more; the next poll checks it again"));
        download.renew(now.url());
    }

    /**
     * Takes an answer: a redirect leads to the next request, a body is staged, a refused URL is asked for anew,
     * everything else fails.
     *
     * @throws JobFailure when the answer is no whole result and another request would not help
     */
    public void receive(@ExchangeProperty("download") Download download, Exchange exchange) throws IOException {
        Message message = exchange.getMessage();
        Answer answer = Answer.of(message);
        try (InputStream body = message.getBody(InputStream.class)) {
            InputStream bytes = body == null ? InputStream.nullInputStream() : body;
            int status = answer.status();
            if (answer.isRedirect()) {
                download.redirect(answer.location());
            } else if (status == 200) {
                download.keep(null);
                store(download, answer, bytes, answer.checkpoint(download), exchange);
            } else if (status == 206 && download.kept().isPresent()) {
                append(download, answer, bytes, download.kept().get(), exchange);
            } else if (status == 416 && download.kept().isPresent()) {
                startOver(download, "cannot give the rest");
            } else if (answer.isNotReady()) {
                throw notReady(download, answer);
            } else if (VendorErrors.isPassing(status)) {
                Instant now = clock.instant();
                repeat(
                        download,
                        new RetryLater(
                                "the result host " + download.host() + " answered " + status
                                        + " where a file was expected",
                                null,
                                RateLimits.pause(status, answer.headers(), now)
                                        .map(now::plus)
                                        .orElse(null)));
            } else if (status >= 400) {
                download.refuse(
                        "the result host " + download.host() + " refuses the URL: " + status + answer.code(bytes));
            } else {
                throw new Held("the result host " + download.host() + " answered " + status
                        + " where a file was expected; the next poll checks it again");
            }
        } finally {
            message.setBody(null);
            message.removeHeaders("*");
        }
    }

    // Its pause is one of this result, so that the account's gate does not keep it for the others.
    private NotReady notReady(Download download, Answer answer) {
        Instant now = clock.instant();
        return new NotReady(
                download.result() + " is not ready yet: the result host " + download.host() + " answered "
                        + answer.status() + "; the next attempt asks again",
                RateLimits.retryAfter(answer.headers(), now).map(now::plus).orElse(null));
    }

    /** The staged result. */
    public StagedResult finished(@ExchangeProperty("download") Download download) {
        return download.staged();
    }

    private void append(Download download, Answer answer, InputStream body, Checkpoint kept, Exchange exchange)
            throws IOException {
        Optional<Checkpoint> rest = answer.continuation(kept, download);
        if (rest.isPresent()) {
            store(download, answer, body, rest.get(), exchange);
        } else {
            startOver(download, "answered with another part than the one that was asked for");
        }
    }

    private void startOver(Download download, String why) {
        LOG.debug("{} {}: {} {}; it begins anew", download.job(), download.result(), download.host(), why);
        staging(download).discard(download.job(), download.result().index());
        download.keep(null);
    }

    private void store(Download download, Answer answer, InputStream body, Checkpoint from, Exchange exchange)
            throws IOException {
        try (InputStream ranged = ranges.body(download, answer, body, from, exchange)) {
            store(download, answer, ranged, from);
        }
    }

    private void store(Download download, Answer answer, InputStream body, Checkpoint from) throws IOException {
        int index = download.result().index();
        Staging staging = staging(download);
        Staging.Stored stored;
        try {
            stored = staging.store(download.job(), index, body, from);
        } catch (Staging.Altered e) {
            LOG.warn("{} {}: {}; it begins anew", download.job(), download.result(), e.getMessage());
            startOver(download, "is asked for the whole");
            return;
        } catch (Staging.BrokenOff e) {
            Checkpoint cut = staging.checkpoint(download.job(), index).orElse(from);
            if (!(e.getCause() instanceof TooSlow) && download.resume(cut)) {
                LOG.debug("{} {}: {}; the rest is asked for", download.job(), download.result(), e.getMessage());
                return;
            }
            throw new RetryLater(String.valueOf(e.getMessage()), e);
        }
        boolean endless = !answer.announcesItsEnd()
                && from.total() < 0
                && download.result().size().isEmpty();
        if (endless && (stored.sha256().isEmpty() || !download.isProven(stored.bytes() + " " + stored.sha256()))) {
            if (download.isTired()) {
                throw new RetryLater(
                        "the result host " + download.host() + " announces no length and no end, and no two"
                                + " downloads in a row were the same; nothing was delivered");
            }
            startOver(download, "announced no length and no end");
            return;
        }
        verify(download, from, stored);
    }

    private void verify(Download download, Checkpoint from, Staging.Stored stored) {
        Result result = download.result();
        if (from.total() >= 0 && stored.bytes() != from.total()) {
            throw mismatch(download, "Content-Length says " + from.total(), stored);
        }
        if (from.head().contentEncoding() == null
                && result.size().isPresent()
                && result.size().getAsLong() != stored.bytes()) {
            throw mismatch(download, "the vendor says " + result.size().getAsLong(), stored);
        }
        staging(download).save(download.job(), result.index(), from.whole(stored.bytes(), stored.sha256()));
        LOG.debug("{} {} is staged, {} bytes", download.job(), result, stored.bytes());
        download.finish(new StagedResult(
                result, from.target(), stored, from.head(), Instant.parse(from.startedAt()), clock.instant()));
    }

    private RetryThenHold mismatch(Download download, String announced, Staging.Stored stored) {
        staging(download).discard(download.job(), download.result().index());
        return new RetryThenHold(announced + " bytes for " + download.result() + ", but " + stored.bytes()
                + " arrived; nothing was delivered");
    }

    /**
     * Takes note that a request had no answer, or that the vendor did not give a new URL.
     *
     * @throws JobFailure when it is no passing failure, or it was tried often enough for now
     */
    public void failed(@ExchangeProperty("download") Download download, Exchange exchange) {
        Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (cause instanceof JobFailure known) {
            // Camel looks for what it catches among the causes too.
            throw known;
        }
        JobFailure failure = download.isRefused()
                ? errors.failure(download.job().vendor(), cause)
                : new RetryLater(
                        "the result host " + download.host()
                                + (cause instanceof InvalidResponse
                                        ? " answered with invalid HTTP: "
                                        : " cannot be reached: ")
                                + cause.getMessage(),
                        cause);
        if (failure instanceof RetryLater later) {
            repeat(download, later);
        } else {
            throw failure;
        }
    }

    // Where a pause is asked for, the account's gate keeps it.
    private void repeat(Download download, RetryLater failure) {
        download.repeatAfter(
                failure.notBefore() == null ? retries.pauseAfter(download.repeats() + 1) : Duration.ZERO, failure);
    }
}
