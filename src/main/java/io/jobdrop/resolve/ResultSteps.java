package io.jobdrop.resolve;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobdrop.Feed;
import io.jobdrop.job.ApiRequest;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.Places;
import java.util.OptionalLong;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/** The requests between a job and its results: each response leads to the next, the last one to the results. */
public final class ResultSteps {
    /** How many steps there are: none for a job that has no file by the vendor's own count. */
    public int count(@ExchangeProperty("feed") Feed feed, @ExchangeProperty("job") Job job) {
        OptionalLong files = feed.results().count().numberIn(job.fields());
        return files.isPresent() && files.getAsLong() == 0
                ? 0
                : feed.results().steps().size();
    }

    /** What a step asks; {@code response} is that to the step before, at first what is known of the job. */
    public ApiRequest request(
            @ExchangeProperty("feed") Feed feed,
            @ExchangeProperty("job") Job job,
            @ExchangeProperty("response") JsonNode response,
            @ExchangeProperty(Exchange.LOOP_INDEX) int step) {
        return feed.results().steps().get(step).with(Places.of(job).in(response));
    }

    /**
     * The response to a step.
     *
     * @throws Held when it is no JSON object or array
     */
    public JsonNode response(@Body Object response, @ExchangeProperty(Exchange.LOOP_INDEX) int step) {
        if (response instanceof JsonNode json && json.isContainerNode()) {
            return json;
        }
        throw new Held(
                "the response to results.steps[" + (step + 1) + "] is no JSON object; the next poll checks it again");
    }
}
