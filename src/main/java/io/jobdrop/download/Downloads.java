package io.jobdrop.download;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobdrop.Feed;
import io.jobdrop.config.Settings;
import io.jobdrop.http.InvalidResponse;
import io.jobdrop.job.GiveUp;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobFailure;
import io.jobdrop.job.Places;
import io.jobdrop.job.Result;
import io.jobdrop.job.RetryLater;
import io.jobdrop.metrics.Meters;
import io.jobdrop.name.JobNames;
import io.jobdrop.record.RetryPolicy;
import io.jobdrop.resolve.ResultFinder;
import io.jobdrop.stage.Checkpoint;
import io.jobdrop.stage.StagedResult;
import io.jobdrop.stage.Staging;
import io.jobdrop.vendor.RateLimits;
import io.jobdrop.vendor.ResponseHead;
import io.jobdrop.vendor.VendorErrors;
import io.jobdrop.vendor.VendorResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;

/**
 * Downloads results. The requests are the route's; what may be asked for and what a response means is decided here.
 * {@link ResultStaging} takes the bytes.
 */
public final class Downloads {
    private final AddressGuard guard;
    private ResultStaging staging;
    private final VendorErrors errors;
    private final RetryPolicy retries;
    private final Clock clock;
    private final Settings settings;
    private final ResultFinder results;
    private final Ranges ranges;

    /** Stages the results of each feed where {@code stagings} says for its name. */
    public Downloads(
            AddressGuard guard,
            Function<String, Staging> stagings,
            VendorErrors errors,
            RetryPolicy retries,
            Clock clock,
            Ranges ranges,
            Settings settings,
            ResultFinder results,
            Meters meters) {
        this.guard = guard;
        this.staging = new ResultStaging(stagings, ranges, clock, new VendorResponse(settings), meters);
        this.ranges = ranges;
        this.errors = errors;
        this.retries = retries;
        this.clock = clock;
        this.settings = settings;
        this.results = results;
    }

    /** From now on each result is finished by the head of its response, and no byte is stored. */
    public Downloads headsOnly() {
        staging = new HeadsOnly(ranges, clock, new VendorResponse(settings));
        return this;
    }

    /**
     * Begins with the URL that the vendor gave, and with what an earlier attempt has staged. A URL that carries the
     * bytes itself is finished at once.
     */
    public Download begin(
            @ExchangeProperty("feed") Feed feed,
            @ExchangeProperty("job") Job job,
            @ExchangeProperty("names") JobNames names,
            @Body Result result)
            throws IOException {
        String api = settings.get(job.vendor() + ".url");
        AddressGuard allowed = guard.forResultsOf(feed, settings);
        refuseAbove(result.size().orElse(0));
        ResultParts parts = new ResultParts(
                feed.download().parts(), names.redacted(result), api.replaceAll("/+$", ""), settings::redact);
        Download download = new Download(allowed, api, job, names, parts, clock.instant());
        if (DataUrl.isOne(result.url())) {
            DataUrl data = DataUrl.parse(result.url());
            refuseAbove(data.length());
            staging.receive(download, data);
        } else {
            download.begin(download.result().url());
            staging.resume(download);
        }
        return download;
    }

    private void refuseAbove(long bytes) {
        long most = settings.bytes("jobdrop.download.max-size");
        if (bytes > most) {
            throw new GiveUp("a result is larger than jobdrop.download.max-size (" + most
                    + " bytes); nothing was delivered. Raise the setting, then use jobdrop retry");
        }
    }

    /**
     * Makes the request one of the feed's, for the rest only when the beginning is staged: RFC 9110 13.1.5 and 14.2. The
     * client gives it the key where the host is the vendor's own.
     */
    public void requestRange(
            @ExchangeProperty("feed") Feed feed,
            @ExchangeProperty("job") Job job,
            @ExchangeProperty("response") JsonNode response,
            @ExchangeProperty("download") Download download,
            Exchange exchange) {
        exchange.setProperty(
                "request", feed.download().request().with(Places.of(job).in(response)));
        if (feed.download().authorized()) {
            exchange.getMessage().setHeader(ResponseHead.AUTH_SCHEME, feed.api().authScheme());
        }
        download.checkpoint().ifPresent(staged -> {
            exchange.getMessage().setHeader("Range", "bytes=" + staged.flushed() + "-");
            exchange.getMessage().setHeader("If-Range", staged.validator());
        });
    }

    /** Takes the URL that the vendor gives now for the same result. */
    public void renew(
            @ExchangeProperty("feed") Feed feed,
            @ExchangeProperty("job") Job job,
            @ExchangeProperty("response") JsonNode response,
            @ExchangeProperty("download") Download download) {
        Result before = download.parts().whole();
        Result now = results.find(feed, job, response).stream()
                .map(download.names()::redacted)
                .filter(result -> result.index() == before.index() && Objects.equals(result.name(), before.name()))
                .findFirst()
                .orElseThrow(() ->
                        new Held("the vendor does not show " + before + " any more; the next poll checks it again"));
        download.renew(now.url());
    }

    /**
     * Takes a response: a redirect leads to the next request, a body is staged, a refused URL is asked for anew,
     * everything else fails.
     *
     * @throws JobFailure when the response is no whole result and another request would not help
     */
    public void receive(
            @ExchangeProperty("feed") Feed feed, @ExchangeProperty("download") Download download, Exchange exchange)
            throws IOException {
        Message message = exchange.getMessage();
        ResultResponse response = ResultResponse.of(message);
        Optional<Checkpoint> staged = download.checkpoint();
        try (InputStream body = message.getBody(InputStream.class)) {
            InputStream bytes = body == null ? InputStream.nullInputStream() : body;
            int status = response.status();
            if (response.isRedirect()) {
                download.redirect(response.location());
            } else if (status == 200) {
                staging.receive(download, response, bytes, exchange);
            } else if (status == 206 && staged.isPresent()) {
                staging.receiveRest(download, response, bytes, staged.get(), exchange);
            } else if (status == 416 && staged.isPresent()) {
                staging.startOver(download, "cannot give the rest");
            } else if (response.isNotReady() || feed.download().notReady().contains(status)) {
                throw response.notReady(download, clock.instant());
            } else if (VendorErrors.isPassing(status)) {
                Instant now = clock.instant();
                repeat(
                        download,
                        new RetryLater(
                                "the result host " + download.host() + " answered " + status
                                        + " where a file was expected",
                                null,
                                RateLimits.pause(status, response.headers(), now)
                                        .map(now::plus)
                                        .orElse(null)));
            } else if (status >= 400) {
                String refusal =
                        "the result host " + download.host() + " refuses the URL: " + status + response.code(bytes);
                if (!download.parts().isWhole()) {
                    staging.refusePart(download, status, refusal);
                }
                download.refuse(refusal);
            } else {
                throw new Held("the result host " + download.host() + " answered " + status
                        + " where a file was expected; the next poll checks it again");
            }
        } finally {
            message.setBody(null);
            message.removeHeaders("*");
        }
        staging.resume(download);
    }

    /** The staged result, or its parts, each of which is one. */
    public List<StagedResult> finished(
            @ExchangeProperty("feed") Feed feed, @ExchangeProperty("download") Download download) {
        return staging.finished(feed, download);
    }

    /**
     * Takes note that a request had no response, or that the vendor did not give a new URL.
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
                ? errors.failure(download.job().vendor(), cause, null)
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
        RequestBudget budget = download.budget();
        Duration pause = failure.notBefore() == null ? retries.pauseAfter(budget.repeats() + 1) : Duration.ZERO;
        budget.repeatAfter(pause, failure);
    }
}
