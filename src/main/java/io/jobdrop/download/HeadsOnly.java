package io.jobdrop.download;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.jobdrop.stage.Checkpoint;
import io.jobdrop.stage.StagedResult;
import io.jobdrop.vendor.VendorResponse;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import org.apache.camel.Exchange;

/** Stages nothing: a result is finished with the head of its response, which says under which name it would land. */
final class HeadsOnly extends ResultStaging {
    private final Clock clock;

    HeadsOnly(Ranges ranges, Clock clock, VendorResponse json) {
        super(
                feed -> {
                    throw new IllegalStateException("nothing is staged");
                },
                ranges,
                clock,
                json);
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
    void receive(Download download, DataUrl data) {
        finish(download, ResultResponse.of(data));
    }

    private void finish(Download download, ResultResponse response) {
        Instant now = clock.instant();
        String path = response.checkpoint(download).target();
        // What is inside a part is not there to lead on.
        Checkpoint.Part part = download.parts().looksInside()
                ? null
                : download.parts().part(response::header, MissingNode.getInstance());
        download.finish(StagedResult.announced(download.result(), path, now), part == null ? null : part.next());
    }
}
