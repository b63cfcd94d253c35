package io.jobdrop.download;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.jobdrop.Feed;
import io.jobdrop.job.RetryThenHold;
import io.jobdrop.metrics.Meters;
import io.jobdrop.stage.Checkpoint;
import io.jobdrop.stage.Sha256;
import io.jobdrop.stage.StagedResult;
import io.jobdrop.stage.Staging;
import io.jobdrop.stage.Unpack;
import io.jobdrop.vendor.VendorResponse;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Exchange;

/**
 * Stages nothing: a result is finished with the head of its response, which says under which name it would land. The bytes
 * in a data: URL are there, and are compared with what the vendor says of them.
 */
final class HeadsOnly extends ResultStaging {
    private final Clock clock;

    HeadsOnly(Ranges ranges, Clock clock, VendorResponse json) {
        super(
                feed -> {
                    throw new IllegalStateException("nothing is staged");
                },
                ranges,
                clock,
                json,
                Meters.NONE);
        this.clock = clock;
    }

    @Override
    void resume(Download download) {
        // There is nothing of an earlier attempt.
    }

    @Override
    void receive(Download download, ResultResponse response, InputStream body, Exchange exchange) {
        finish(download, response);
    }

    @Override
    void receive(Download download, DataUrl data) throws IOException {
        ResultResponse response = ResultResponse.of(data);
        try (InputStream bytes = download.checksum().over(data.open(), 0)) {
            MessageDigest digest = Sha256.digest();
            long length = Sha256.update(digest, bytes);
            Staging.Stored stored = new Staging.Stored(null, length, Sha256.hex(digest));
            Mismatch.of(
                            download,
                            response.checkpoint(download),
                            length,
                            download.checksum().of(stored))
                    .ifPresent(what -> {
                        throw new RetryThenHold(what);
                    });
        }
        finish(download, response);
    }

    private void finish(Download download, ResultResponse response) {
        Instant now = clock.instant();
        Checkpoint known = response.checkpoint(download);
        // What is inside a part is not there to lead on.
        Checkpoint.Part part = download.parts().looksInside()
                ? null
                : download.parts().part(response::header, MissingNode.getInstance());
        StagedResult announced = StagedResult.announced(download.result(), known.target(), now);
        download.finish(
                new StagedResult(announced.result(), announced.path(), announced.stored(), known.head(), now, now),
                part == null ? null : part.next());
    }

    @Override
    List<StagedResult> finished(Feed feed, Download download) {
        return download.parts().staged().stream()
                .map(staged -> staged.named(Unpack.announced(feed.download().unpack(), staged.path())))
                .toList();
    }
}
