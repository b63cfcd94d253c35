package io.jobdrop.download;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobdrop.Feed;
import io.jobdrop.config.Settings;
import io.jobdrop.http.InvalidResponse;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobFailure;
import io.jobdrop.job.NotReady;
import io.jobdrop.job.Places;
import io.jobdrop.job.Result;
import io.jobdrop.job.RetryLater;
import io.jobdrop.name.JobNames;
import io.jobdrop.record.RetryPolicy;
import io.jobdrop.resolve.ResultFinder;
import io.jobdrop.stage.Checkpoint;
import io.jobdrop.stage.StagedResult;
import io.jobdrop.stage.Staging;
import io.jobdrop.vendor.RateLimits;
import io.jobdrop.vendor.ResponseHead;
import io.jobdrop.vendor.VendorErrors;
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
    private final ResultStaging staging;
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
            ResultFinder results) {
        this.guard = guard;
        this.staging = new ResultStaging(stagings, ranges, clock);
        this.ranges = ranges;
        this.errors = errors;
        this.retries = retries;
        this.clock = clock;
        this.settings = settings;
        this.results = results;
    }

    private Downloads(Downloads other, ResultStaging staging) {
        this.guard = other.guard;
        this.staging = staging;
        this.errors = other.errors;
        this.retries = other.retries;
        this.clock = other.clock;
        this.settings = other.settings;
        this.results = other.results;
        this.ranges = other.ranges;
    }

    /** The same requests, each result finished by the head of its response: no byte is stored. */
    public Downloads headsOnly() {
        return new Downloads(this, new HeadsOnly(ranges, clock));
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
        AddressGuard allowed = feed.download().authorized() ? guard.including(List.of(AddressGuard.named(api))) : guard;
        Download download = new Download(allowed, api, job, names, result, clock.instant());
        if (DataUrl.isOne(result.url())) {
            staging.receive(download, DataUrl.parse(result.url()));
        } else {
            download.begin(result.url());
            staging.resume(download);
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

    /**
     * Makes the request one of the feed's, for the rest only when the beginning is staged: RFC 9110 13.1.5 and 14.2. The
     * client gives it the key where the host is the vendor's own.
     */
    public void requestRange(
            @ExchangeProperty("feed") Feed feed,
            @ExchangeProperty("job") Job job,
            @ExchangeProperty("download") Download download,
            Exchange exchange) {
        exchange.setProperty("request", feed.download().request().with(Places.of(job)));
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
        Result before = download.result();
        Result now = results.find(feed, job, response).stream()
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
                throw notReady(download, response);
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
                download.refuse(
                        "the result host " + download.host() + " refuses the URL: " + status + response.code(bytes));
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
    private NotReady notReady(Download download, ResultResponse response) {
        Instant now = clock.instant();
        return new NotReady(
                download.result() + " is not ready yet: the result host " + download.host() + " answered "
                        + response.status() + "; the next attempt asks again",
                RateLimits.retryAfter(response.headers(), now).map(now::plus).orElse(null));
    }

    /** The staged result. */
    public StagedResult finished(@ExchangeProperty("download") Download download) {
        return download.staged();
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
        RequestBudget budget = download.budget();
        Duration pause = failure.notBefore() == null ? retries.pauseAfter(budget.repeats() + 1) : Duration.ZERO;
        budget.repeatAfter(pause, failure);
    }
}
