package io.jobdrop.resolve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.Feed;
import io.jobdrop.job.ApiRequest;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobId;
import io.jobdrop.job.ListPlace;
import io.jobdrop.job.Places;
import io.jobdrop.job.RetryLater;
import io.jobdrop.job.RetryThenHold;
import io.jobdrop.job.VendorWords;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;

/**
 * What the vendor says of one job when it is asked for it: by the detail endpoint, or where there is none, by the page
 * of the list that showed the job.
 */
public final class JobDetail {
    private static final int REFUSALS = 400;
    private static final ObjectNode NOTHING = JsonNodeFactory.instance.objectNode();

    /**
     * Whether only the detail answer can tell what became of the job: the list's entry has no status, or no reason for a
     * failure, of which the detail may know better.
     */
    public boolean decides(@ExchangeProperty("feed") Feed feed, @ExchangeProperty("job") Job job) {
        return isMissing(feed, job) && feed.job().status().isIncomplete(job);
    }

    /** Whether the vendor can be asked for the job, and was not yet. */
    public boolean isMissing(@ExchangeProperty("feed") Feed feed, @ExchangeProperty("job") Job job) {
        return feed.detail().isPresent() && !job.detailed();
    }

    /**
     * What to ask.
     *
     * @throws Held when the vendor offers neither a detail nor a list
     */
    public ApiRequest request(@ExchangeProperty("feed") Feed feed, @ExchangeProperty("job") Job job) {
        ListPlace place = job.listed().place();
        if (feed.detail().isPresent()) {
            return feed.detail().get().request().with(Places.of(job));
        }
        if (place == null) {
            throw new Held("the feed has no detail.path to ask for a job by its id; the next poll checks it again");
        }
        return place.request();
    }

    /**
     * The job with the answer laid over it.
     *
     * @param status the HTTP status of the answer
     *
     * @throws Held when the answer is no JSON object
     * @throws RetryLater when the page does not show the job any more
     * @throws RetryThenHold when the answer is about another job, or empty
     */
    public Job merge(
            @ExchangeProperty("feed") Feed feed,
            @ExchangeProperty("job") Job job,
            @Header(Exchange.HTTP_RESPONSE_CODE) int status,
            @Body Object answer) {
        ListPlace place = job.listed().place();
        if (feed.detail().isEmpty() && place != null && answer instanceof JsonNode page) {
            feed.list()
                    .map(Feed.JobList::error)
                    .filter(at -> at.saysSomethingIn(page))
                    .ifPresent(at -> {
                        throw new RetryLater(
                                "the vendor's list says at " + at.path() + ": " + VendorWords.at(at, page));
                    });
            List<ObjectNode> entries = place.entries(page, job.id());
            if (entries.isEmpty()) {
                throw new RetryLater("the vendor's list shows it on another page by now; the next poll finds it");
            }
            Job merged = job;
            for (ObjectNode entry : entries) {
                merged = merged.with(entry);
            }
            return merged;
        }
        if (feed.job().status().isHttp() && !(status < REFUSALS && item(feed, answer) instanceof ObjectNode)) {
            // The status alone says what the job is; what explains a refusal is no job, and its ids are of other
            // things.
            return job.with(answer instanceof ObjectNode explanation ? explanation : NOTHING, status);
        }
        if (answer instanceof NullNode) {
            throw new RetryThenHold("the vendor's detail answer is empty; nothing was delivered");
        }
        if (!(item(feed, answer) instanceof ObjectNode detail)) {
            throw new Held(
                    "the vendor's detail answer is no JSON object" + at(feed) + "; the next poll checks it again");
        }
        ResponseId.other(job, detail).ifPresent(other -> {
            throw new RetryThenHold("the vendor's detail answer is about job " + JobId.shown(other) + " where "
                    + job.id() + " was asked for; nothing was delivered");
        });
        return job.with(detail, status);
    }

    private static @Nullable JsonNode item(Feed feed, Object answer) {
        return answer instanceof JsonNode json
                ? feed.detail().flatMap(detail -> detail.item().in(json)).orElse(null)
                : null;
    }

    private static String at(Feed feed) {
        return feed.detail()
                .map(detail -> detail.item().path())
                .filter(path -> !path.equals("$"))
                .map(path -> " at " + path)
                .orElse("");
    }
}
