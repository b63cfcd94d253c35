package io.jobdrop.stage;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Gathers the staged results of a job, one or several at a time, in their order, for the delivery of all of them. */
public final class StagedResults implements AggregationStrategy {
    @Override
    public Exchange aggregate(@Nullable Exchange soFar, Exchange next) {
        List<Object> results = new ArrayList<>();
        if (soFar != null) {
            results.addAll((List<?>) soFar.getMessage().getBody(List.class));
        }
        if (next.getException() == null) {
            Object staged = next.getMessage().getBody();
            results.addAll(staged instanceof List<?> several ? several : List.of(staged));
        }
        Exchange gathered = soFar == null ? next : soFar;
        gathered.getMessage().setBody(results);
        return gathered;
    }
}
