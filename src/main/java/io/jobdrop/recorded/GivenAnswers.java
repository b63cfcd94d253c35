package io.jobdrop.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobdrop.config.FeedFile;
import io.jobdrop.recorded.RecordedRequest.Answer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A vendor of which one page of the list and one detail are known: the first page gets the list, the job of the detail gets
 * the detail, and a result gets an empty head.
 *
 * @param list null for a vendor without a list
 * @param detail null when it is not known
 * @param detailId the job that the detail is about; empty without one
 */
public record GivenAnswers(
        @Nullable JsonNode list, @Nullable JsonNode detail, String detailId) {
    /** The ids that enter: that of the detail, for a vendor without a list. */
    List<String> ids() {
        return list == null ? List.of(detailId) : List.of();
    }

    /** The same without secrets, as a recording of this feed has them. */
    GivenAnswers withoutSecrets(FeedFile feed) {
        Substitutes substitutes = new Substitutes(Map.of(), feed.jsonPaths().values(), text -> text);
        List<JsonNode> all = Stream.of(list, detail).filter(Objects::nonNull).toList();
        all.forEach(substitutes::keep);
        all.forEach(substitutes::learn);
        return new GivenAnswers(
                list == null ? null : substitutes.in(list), detail == null ? null : substitutes.in(detail), detailId);
    }

    @Nullable
    RecordedRequest to(SentRequest asked, List<SentRequest> before) {
        if (asked.forFile()) {
            return answered(asked, "");
        }
        if (list != null && before.isEmpty()) {
            return answered(asked, list.toPrettyString());
        }
        boolean again = before.stream()
                .anyMatch(other -> other.recorded() != null && other.target().equals(asked.target()));
        return detail != null && (asked.isFor(detailId) && !again) ? answered(asked, detail.toPrettyString()) : null;
    }

    private static RecordedRequest answered(SentRequest asked, String body) {
        return new RecordedRequest(
                0, asked.method(), asked.target(), asked.headers(), asked.body(), new Answer(200, Map.of(), body));
    }
}
