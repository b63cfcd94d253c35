package io.jobdrop.download;

import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.RetryLater;
import io.jobdrop.name.JobNames;
import io.jobdrop.name.ResultHead;
import io.jobdrop.stage.FolderStaging;
import io.jobdrop.stage.StagedResult;
import io.jobdrop.stage.Staging;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.camel.ExchangeProperty;

/** Makes one CSV file of the parts of a result. The staged parts stay for a next attempt. */
public final class CsvJoin {
    private final FolderStaging staging;
    private boolean headsOnly;

    /** For parts that are staged in {@code staging}. */
    public CsvJoin(FolderStaging staging) {
        this.staging = staging;
    }

    /** From now on nothing is stored: a joined result has the name that it would have. */
    public CsvJoin headsOnly() {
        headsOnly = true;
        return this;
    }

    /**
     * The joined result, under the name of its first part.
     *
     * @throws Held when the parts do not fit together
     */
    public List<StagedResult> join(
            @ExchangeProperty("job") Job job,
            @ExchangeProperty("names") JobNames names,
            @ExchangeProperty("download") Download download) {
        List<StagedResult> parts = download.parts().staged();
        StagedResult first = parts.get(0);
        StagedResult last = parts.get(parts.size() - 1);
        ResultHead head = new ResultHead(
                first.head().host(),
                first.head().path(),
                first.head().contentType(),
                null,
                first.head().fileName());
        try (InputStream joined = new CsvParts(parts)) {
            Staging.Stored stored = headsOnly
                    ? first.stored()
                    : staging.storeChanged(job, download.parts().whole().index(), "joined", joined);
            return List.of(new StagedResult(
                    download.parts().whole(),
                    names.path(download.parts().whole(), head),
                    stored,
                    head,
                    first.startedAt(),
                    last.finishedAt()));
        } catch (IOException e) {
            throw new RetryLater("the parts of the result cannot be read: " + e.getMessage(), e);
        }
    }
}
