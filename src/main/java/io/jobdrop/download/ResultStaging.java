package io.jobdrop.download;

import io.jobdrop.Feed;
import io.jobdrop.http.TooSlow;
import io.jobdrop.job.Checksum;
import io.jobdrop.job.Result;
import io.jobdrop.job.RetryLater;
import io.jobdrop.job.RetryThenHold;
import io.jobdrop.metrics.Meters;
import io.jobdrop.name.ResultHead;
import io.jobdrop.stage.Checkpoint;
import io.jobdrop.stage.StagedResult;
import io.jobdrop.stage.Staging;
import io.jobdrop.vendor.VendorResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stages the bytes of a download: behind those that an earlier request left, or from the first one on. A result is
 * finished when its length is the announced one; without any, when two bodies in a row are the same.
 */
class ResultStaging {
    private static final Logger LOG = LoggerFactory.getLogger(ResultStaging.class);
    private static final String WHOLE = "the next request asks for the whole result";

    private final Function<String, Staging> stagings;
    private final Ranges ranges;
    private final Clock clock;
    private final VendorResponse json;
    private final Meters meters;

    /**
     * Stages the results of each feed where {@code stagings} says for its name.
     *
     * @param json reads the parts that lead on
     */
    ResultStaging(Function<String, Staging> stagings, Ranges ranges, Clock clock, VendorResponse json, Meters meters) {
        this.meters = meters;
        this.json = json;
        this.stagings = stagings;
        this.ranges = ranges;
        this.clock = clock;
    }

    private Staging staging(Download download) {
        return stagings.apply(download.job().feed());
    }

    /** Begins with what an earlier attempt has staged: it is finished, resumed, or discarded when it is something else. */
    void resume(Download download) {
        while (download.parts().takeUnbegun()) {
            resumePart(download);
        }
    }

    private void resumePart(Download download) {
        int index = download.result().index();
        Staging staging = staging(download);
        Optional<Checkpoint> left = staging.checkpoint(download.job(), index)
                .filter(checkpoint -> checkpoint.isOf(download.result()) && download.isFor(checkpoint));
        boolean complete = left.isPresent()
                && left.get().flushed() == left.get().total()
                && left.get().announced().asked().equals(download.asked());
        Optional<Staging.Stored> whole = complete ? staging.whole(download.job(), index, left.get()) : Optional.empty();
        if (whole.isPresent()) {
            verifyAgain(download, left.get(), whole.get());
        } else if (!complete && left.filter(Checkpoint::isResumable).isPresent()) {
            download.resumeFrom(left.get());
        } else {
            staging.discard(download.job(), index);
        }
        long announced = download.result().size().orElse(-1);
        if (whole.isEmpty() && announced > 0) {
            staging.admit(
                    download.job(),
                    announced,
                    download.checkpoint().map(Checkpoint::flushed).orElse(0L));
        }
    }

    /** Takes the whole of a result. */
    void receive(Download download, ResultResponse response, InputStream body, Exchange exchange) throws IOException {
        download.requestWhole();
        store(download, response, body, response.checkpoint(download), exchange);
    }

    /** Takes the rest of a result, when it is that of the same version. */
    void receiveRest(Download download, ResultResponse response, InputStream body, Checkpoint staged, Exchange exchange)
            throws IOException {
        Optional<Checkpoint> rest = response.continuation(staged, download);
        if (rest.isPresent()) {
            store(download, response, body, rest.get(), exchange);
        } else {
            startOver(download, "answered with another part than the one that was asked for");
        }
    }

    /** Takes the bytes that a URL carries itself. */
    void receive(Download download, DataUrl data) throws IOException {
        ResultResponse response = ResultResponse.of(data);
        store(download, response, data.open(), response.checkpoint(download));
    }

    /** The staged result, or its parts, each of which is one. */
    List<StagedResult> finished(Feed feed, Download download) {
        return download.parts().staged();
    }

    /** Discards what is staged, so that the next request is for the whole result; {@code why} follows the host's name. */
    void startOver(Download download, String why) {
        LOG.debug("{} {}: {} {}; {}", download.job(), download.result(), download.host(), why, WHOLE);
        discard(download);
    }

    private void discard(Download download) {
        staging(download).discard(download.job(), download.result().index());
        download.requestWhole();
    }

    private void store(Download download, ResultResponse response, InputStream body, Checkpoint from, Exchange exchange)
            throws IOException {
        try (InputStream ranged = ranges.body(download, response, body, from, exchange)) {
            store(download, response, ranged, from);
        }
    }

    private void store(Download download, ResultResponse response, InputStream body, Checkpoint from)
            throws IOException {
        int index = download.result().index();
        Staging staging = staging(download);
        String feed = download.job().feed();
        CountedBody counted = new CountedBody(body, bytes -> meters.downloaded(feed, bytes));
        PeekedBody peeked = download.parts().looksInside() ? new PeekedBody(counted, json) : null;
        try {
            InputStream hashed = download.checksum().over(peeked == null ? counted : peeked, from.flushed());
            Staging.Stored stored = staging.store(download.job(), index, hashed, storable(download, from));
            if (isEndless(download, response, from) && !isProven(download, stored)) {
                startOver(download, "announced no length and no end");
            } else {
                verify(download, peeked == null ? from : read(download, response, peeked, from), stored);
            }
        } catch (Staging.Altered e) {
            LOG.warn("{} {}: {}; {}", download.job(), download.result(), e.getMessage(), WHOLE);
            discard(download);
        } catch (Staging.BrokenOff e) {
            Checkpoint cut = staging.checkpoint(download.job(), index).orElse(from);
            if (e.getCause() instanceof TooSlow || !download.resume(cut)) {
                throw new RetryLater(String.valueOf(e.getMessage()), e);
            }
            LOG.debug("{} {}: {}; the rest is asked for", download.job(), download.result(), e.getMessage());
        }
    }

    private static Checkpoint read(Download download, ResultResponse response, PeekedBody body, Checkpoint from) {
        ResultHead head = from.head();
        return from.of(download.parts().part(response::header, body.json(head.contentType(), head.contentEncoding())));
    }

    /**
     * A part was refused. The way to it may have run out, so that what is staged of those before it leads nowhere.
     *
     * @throws RetryThenHold always
     */
    void refusePart(Download download, int status, String reason) {
        boolean keyless = status == 401 || status == 403;
        if (!keyless) {
            download.parts()
                    .staged()
                    .forEach(part -> staging(download)
                            .discard(download.job(), part.result().index()));
        }
        throw new RetryThenHold(reason + " where " + download.parts() + " was expected; nothing was delivered");
    }

    private static boolean isEndless(Download download, ResultResponse response, Checkpoint from) {
        return !response.announcesItsEnd()
                && from.total() < 0
                && download.result().size().isEmpty();
    }

    private static boolean isProven(Download download, Staging.Stored stored) {
        RequestBudget budget = download.budget();
        if (!stored.sha256().isEmpty() && budget.isProven(stored.bytes() + " " + stored.sha256())) {
            return true;
        }
        if (budget.isUnprovable()) {
            throw new RetryLater("the result host " + download.host() + " announces no length and no end, and no two"
                    + " downloads in a row were the same; nothing was delivered");
        }
        return false;
    }

    // The vendor may say something else of a newer file by now.
    private void verifyAgain(Download download, Checkpoint left, Staging.Stored whole) {
        try {
            verify(download, left, whole);
        } catch (RetryThenHold e) {
            startOver(download, "may have a newer file: " + e.reason());
        }
    }

    private void verify(Download download, Checkpoint from, Staging.Stored stored) {
        Result result = download.result();
        Optional<Checksum> expected = Mismatch.expected(download, from);
        Optional<Checksum> actual = expected.flatMap(any -> download.checksum().of(stored));
        Mismatch.of(download, from, stored.bytes(), actual).ifPresent(what -> {
            throw mismatch(download, what);
        });
        if (expected.isPresent() && actual.isEmpty()) {
            startOver(download, "gave a part to an earlier process, whose checksum is not known");
            return;
        }
        Checkpoint known = storable(download, from).whole(stored.bytes(), stored.sha256());
        staging(download).save(download.job(), result.index(), known);
        LOG.debug("{} {} is staged, {} bytes", download.job(), download.parts(), stored.bytes());
        Checkpoint.Part part = from.part();
        download.finish(
                new StagedResult(
                        result, from.target(), stored, from.head(), Instant.parse(from.startedAt()), clock.instant()),
                part == null ? null : part.next());
    }

    private static Checkpoint storable(Download download, Checkpoint from) {
        return download.parts().isStorable(from.part()) ? from : from.of(null);
    }

    private RetryThenHold mismatch(Download download, String what) {
        staging(download).discard(download.job(), download.result().index());
        return new RetryThenHold(what);
    }
}
