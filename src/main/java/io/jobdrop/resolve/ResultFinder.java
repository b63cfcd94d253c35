package io.jobdrop.resolve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobState;
import io.jobdrop.job.JsonField;
import io.jobdrop.job.StatusWords;
import io.jobdrop.job.VendorWords;
import io.jobdrop.job.Verdict;
import io.jobdrop.record.JobLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the results in what a vendor says of a completed job: a URL, an array of URLs, an object that describes a
 * file, or any nesting of these.
 *
 * <p>A job that should have results and shows none is held, never taken for empty: the vendor may be late with them.
 */
public final class ResultFinder {
    private static final Logger LOG = LoggerFactory.getLogger(ResultFinder.class);
    private static final Pattern URL = Pattern.compile("(?i)\\s*(https?|data):");

    private final JobLedger ledger;
    private JsonField results = new JsonField("$.results");
    private JsonField jobName = new JsonField("");
    private JsonField jobSize = new JsonField("");
    private JsonField count = new JsonField("");
    private List<String> urlFields = List.of();
    private List<String> nameFields = List.of();
    private List<String> sizeFields = List.of();

    public ResultFinder(JobLedger ledger) {
        this.ledger = ledger;
    }

    /** This finder, for the route to hand on: a URL that is refused is looked for again in a newer answer. */
    public ResultFinder itself() {
        return this;
    }

    /**
     * The results of a completed job, where its list entry and its detail answer may contradict one another: what
     * either of them shows is delivered.
     *
     * @throws Held when results are missing that should be there
     */
    public List<Result> resolve(
            @ExchangeProperty("job") Job job, @ExchangeProperty("words") @Nullable StatusWords words) {
        Optional<String> contradiction = words == null ? Optional.empty() : words.contradiction(job);
        try {
            List<Result> found = find(job, contradiction.isEmpty());
            if (!found.isEmpty()) {
                contradiction.ifPresent(both -> LOG.warn("{}: {}; it has results, they are delivered", job, both));
            }
            return found;
        } catch (Held e) {
            throw contradiction.isEmpty() ? e : new Held(contradiction.get() + "; " + e.reason(), e);
        }
    }

    /**
     * The results of a completed job, in the vendor's order. None means that the job has no file; it was recorded as
     * empty.
     *
     * @throws Held when results are missing that should be there
     */
    public List<Result> find(Job job) {
        return find(job, true);
    }

    private List<Result> find(Job job, boolean mayBeEmpty) {
        Found now = look(job.fields());
        Found found = now.results().isEmpty() ? lookIntoList(job).orElse(now) : now;
        int urls = found.results().size();
        OptionalLong expected = found.expected();
        if (expected.isPresent() && urls < expected.getAsLong()) {
            throw new Held("completed with " + expected.getAsLong() + " files at " + count.path() + ", but only " + urls
                    + " result URLs at " + results.path() + "; it is looked at again");
        }
        if (expected.isEmpty() && found.nameless() > 0) {
            throw new Held("completed, but " + found.nameless() + " of its results at " + results.path()
                    + " have no URL; it is looked at again");
        }
        if (urls > 0) {
            return found.results();
        }
        if (mayBeEmpty && count.isGiven() && (now.expected().isPresent() || now.emptyContainer())) {
            ledger.note(job, new Verdict(JobState.EMPTY, "", "completed without a file"));
            return List.of();
        }
        throw new Held("completed, but without a result URL at " + results.path() + VendorWords.said(job.fields())
                + "; it is looked at again");
    }

    /** What a list's entry shows of results, as far as it goes: the URLs have their queries. */
    List<Result> shown(ObjectNode fields) {
        return look(fields).results();
    }

    // The detail answer may show less than the list did.
    private Optional<Found> lookIntoList(Job job) {
        return Optional.ofNullable(job.listed())
                .map(this::look)
                .filter(before -> !before.results().isEmpty());
    }

    private record Found(List<Result> results, int nameless, OptionalLong expected, boolean emptyContainer) {}

    private Found look(ObjectNode fields) {
        Optional<JsonNode> place = results.in(fields);
        List<Result> found = new ArrayList<>();
        int nameless = place.isPresent() ? collect(place.get(), 0, false, found) : 0;
        return new Found(
                found.stream()
                        .map(result -> withJobFields(fields, result, found.size() == 1))
                        .toList(),
                nameless,
                known(count.numberIn(fields)),
                place.isPresent() && place.get().isContainerNode());
    }

    // Collects depth-first, and counts the entries of arrays that describe no file we could fetch.
    private int collect(JsonNode node, int depth, boolean inArray, List<Result> found) {
        if (node.isTextual()) {
            // Deep inside, a text may be a remark; at the place itself it is meant to be the URL.
            if (!node.textValue().isBlank()
                    && (depth == 0 || URL.matcher(node.textValue()).lookingAt())) {
                found.add(new Result(found.size() + 1, node.textValue().strip(), null, OptionalLong.empty()));
            }
            return 0;
        }
        Optional<String> url = field(node, urlFields).map(JsonNode::textValue).filter(text -> !text.isBlank());
        if (url.isPresent()) {
            String name = field(node, nameFields).map(JsonNode::textValue).orElse(null);
            found.add(new Result(found.size() + 1, url.get().strip(), name, size(node)));
            return 0;
        }
        int nameless = 0;
        boolean leaf = true;
        for (JsonNode child : node) {
            if (child.isContainerNode() || node.isArray()) {
                leaf = false;
                nameless += collect(child, depth + 1, node.isArray(), found);
            }
        }
        return leaf && inArray ? 1 : nameless;
    }

    // The job's own name serves every result that has none; its size is only a result's when there is just one.
    private Result withJobFields(ObjectNode fields, Result result, boolean only) {
        String name =
                result.name() != null ? result.name() : jobName.textIn(fields).orElse(null);
        boolean sizeIsIts = only && result.size().isEmpty();
        OptionalLong size = sizeIsIts ? known(jobSize.numberIn(fields)) : result.size();
        return new Result(result.index(), result.url(), name, size);
    }

    private OptionalLong size(JsonNode node) {
        return sizeFields.stream()
                .map(field -> known(new JsonField("$['" + field + "']").numberIn(node)))
                .filter(OptionalLong::isPresent)
                .findFirst()
                .orElse(OptionalLong.empty());
    }

    // Vendors write -1 for what they do not know.
    private static OptionalLong known(OptionalLong number) {
        return number.isPresent() && number.getAsLong() < 0 ? OptionalLong.empty() : number;
    }

    private static Optional<JsonNode> field(JsonNode node, List<String> names) {
        return names.stream().map(node::path).filter(JsonNode::isTextual).findFirst();
    }

    private static List<String> names(String list) {
        return Stream.of(list.split(","))
                .map(String::strip)
                .filter(name -> name.matches("[A-Za-z0-9_-]+"))
                .toList();
    }

    public void setResultsPath(String path) {
        results = new JsonField(path);
    }

    public void setNamePath(String path) {
        jobName = new JsonField(path);
    }

    public void setSizePath(String path) {
        jobSize = new JsonField(path);
    }

    public void setCountPath(String path) {
        count = new JsonField(path);
    }

    public void setUrlFields(String list) {
        urlFields = names(list);
    }

    public void setNameFields(String list) {
        nameFields = names(list);
    }

    public void setSizeFields(String list) {
        sizeFields = names(list);
    }
}
