package io.jobdrop.stage;

import io.jobdrop.job.Held;
import io.jobdrop.job.RetryLater;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;

/** Gathers the staged results of a job, in their order, for the delivery of all of them. */
public final class StagedResults implements AggregationStrategy {
    private final Disk disk;

    public StagedResults(Disk disk) {
        this.disk = disk;
    }

    /** Hashes and flushes a file again that a step of the engineer's own may have changed since it was staged. */
    public Object changed(@Body Object body, @ExchangeProperty("step") @Nullable String step) {
        if ("none".equals(step) || !(body instanceof StagedResult staged) || staged.file() == null) {
            return body;
        }
        try {
            disk.flush(staged.file());
            return staged.changedTo(Files.size(staged.file()), Sha256.of(staged.file()));
        } catch (IOException e) {
            throw new RetryLater("what the feed's own step left cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public Exchange aggregate(@Nullable Exchange soFar, Exchange next) {
        List<Object> results = new ArrayList<>();
        if (soFar != null) {
            results.addAll((List<?>) soFar.getMessage().getBody(List.class));
        }
        if (next.getException() == null) {
            if (!(next.getMessage().getBody() instanceof StagedResult staged)) {
                throw new Held(
                        "the feed's own step did not leave the StagedResult as its body; the next poll checks it again");
            }
            results.add(staged);
        }
        Exchange gathered = soFar == null ? next : soFar;
        gathered.getMessage().setBody(results);
        return gathered;
    }
}
