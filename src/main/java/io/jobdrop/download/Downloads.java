package io.jobdrop.download;

import io.jobdrop.job.Job;
import io.jobdrop.job.RetryLater;
import io.jobdrop.resolve.Result;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes results into the staging folder. The request of each hop is the route's; what may be asked for and what
 * becomes of the answer is decided here.
 */
public final class Downloads {
    private static final Logger LOG = LoggerFactory.getLogger(Downloads.class);

    private final AddressGuard guard;
    private final Staging staging;
    private final Clock clock;
    private final boolean planning;

    /** With {@code planning} nothing is requested: a download is finished with what the vendor announced. */
    public Downloads(AddressGuard guard, Staging staging, Clock clock, boolean planning) {
        this.guard = guard;
        this.staging = staging;
        this.clock = clock;
        this.planning = planning;
    }

    /** Begins with the URL that the vendor gave. One that carries the bytes itself is finished at once. */
    public Download begin(@ExchangeProperty("job") Job job, @Body Result result) {
        Download download = new Download(guard, job, result, clock.instant());
        if (planning) {
            download.finish(StagedResult.announced(result, staging.folder(job), clock.instant()));
        } else if (DataUrl.isOne(result.url())) {
            DataUrl data = DataUrl.parse(result.url());
            stage(download, data.open(), data.length(), data.contentType(), null);
        } else {
            download.goTo(result.url());
        }
        return download;
    }

    /**
     * Takes an answer: a redirect leads to the next hop, a body is staged, everything else fails.
     *
     * @throws io.jobdrop.job.JobFailure when the answer is no whole result
     */
    public void receive(@ExchangeProperty("download") Download download, Exchange exchange) throws IOException {
        Message answer = exchange.getMessage();
        int status = answer.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        try (InputStream body = answer.getBody(InputStream.class)) {
            String location = answer.getHeader("Location", String.class);
            if (status >= 300 && status < 400 && status != 304 && location != null) {
                download.redirect(location);
            } else if (status == 200) {
                InputStream bytes = body == null ? InputStream.nullInputStream() : body;
                stage(
                        download,
                        bytes,
                        answer.getHeader("Content-Length", -1L, Long.class),
                        answer.getHeader(Exchange.CONTENT_TYPE, String.class),
                        answer.getHeader("Content-Encoding", String.class));
            } else {
                throw new RetryLater(
                        "the result host " + download.host() + " answered " + status + " where a file was expected");
            }
        } finally {
            answer.setBody(null);
            answer.removeHeaders("*");
        }
    }

    /** The staged result. */
    public StagedResult finished(@ExchangeProperty("download") Download download) {
        return download.staged();
    }

    private void stage(
            Download download, InputStream body, long length, @Nullable String type, @Nullable String encoding) {
        Result result = download.result();
        Staging.Stored stored = staging.store(download.job(), result.index(), body, length);
        String coding = encoding == null || encoding.equalsIgnoreCase("identity") ? null : encoding;
        if (length >= 0 && stored.bytes() != length) {
            throw mismatch(download, "Content-Length says " + length, stored);
        }
        if (coding == null && result.size().isPresent() && result.size().getAsLong() != stored.bytes()) {
            throw mismatch(download, "the vendor says " + result.size().getAsLong(), stored);
        }
        LOG.debug("{} {} is staged, {} bytes", download.job(), result, stored.bytes());
        download.finish(new StagedResult(
                result,
                stored.file(),
                stored.bytes(),
                stored.sha256(),
                type,
                coding,
                download.host(),
                download.path(),
                download.startedAt(),
                clock.instant()));
    }

    private RetryLater mismatch(Download download, String announced, Staging.Stored stored) {
        staging.clear(download.job());
        return new RetryLater(announced + " bytes for " + download.result() + ", but " + stored.bytes()
                + " arrived; nothing was delivered");
    }

    /** What to say when the result host could not be reached at all. */
    public static RetryLater unreachable(Download download, IOException cause) {
        return new RetryLater(
                "the result host " + download.host() + " cannot be reached: " + cause.getMessage(), cause);
    }
}
