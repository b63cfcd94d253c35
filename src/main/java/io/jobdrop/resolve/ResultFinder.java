package io.jobdrop.resolve;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobState;
import io.jobdrop.job.JsonField;
import io.jobdrop.job.Verdict;
import io.jobdrop.record.JobLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.ExchangeProperty;

/**
 * Finds the results in what a vendor says of a completed job: a URL, an array of URLs, an object that describes a
 * file, or any nesting of these.
 *
 * <p>A job that should have results and shows none is held, never taken for empty: the vendor may be late with them.
 */
public final class ResultFinder {
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
     * The results of a completed job, in the vendor's order. None means that the job has no file; it was recorded as
     * empty.
     *
     * @throws Held when results are missing that should be there
     */
    public List<Result> find(@ExchangeProperty("job") Job job) {
        Optional<JsonNode> place = results.in(job.fields());
        List<Result> found = new ArrayList<>();
        int nameless = place.isPresent() ? collect(place.get(), 0, false, found) : 0;
        OptionalLong expected = count.numberIn(job.fields());
        if (expected.isPresent() && found.size() < expected.getAsLong()) {
            throw new Held("completed with " + expected.getAsLong() + " files at " + count.path() + ", but only "
                    + found.size() + " result URLs at " + results.path() + "; it is looked at again");
        }
        if (expected.isEmpty() && nameless > 0) {
            throw new Held("completed, but " + nameless + " of its results at " + results.path()
                    + " have no URL; it is looked at again");
        }
        if (!found.isEmpty()) {
            return found.stream()
                    .map(result -> withJobFields(job, result, found.size() == 1))
                    .toList();
        }
        boolean emptyContainer = place.isPresent() && place.get().isContainerNode();
        if (count.isGiven() && (expected.isPresent() || emptyContainer)) {
            ledger.note(job, new Verdict(JobState.EMPTY, "", "completed without a file"));
            return List.of();
        }
        throw new Held("completed, but without a result URL at " + results.path() + "; it is looked at again");
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
    private Result withJobFields(Job job, Result result, boolean only) {
        String name = result.name() != null
                ? result.name()
                : jobName.textIn(job.fields()).orElse(null);
        boolean sizeIsIts = only && result.size().isEmpty();
        OptionalLong size = sizeIsIts ? jobSize.numberIn(job.fields()) : result.size();
        return new Result(result.index(), result.url(), name, size);
    }

    private OptionalLong size(JsonNode node) {
        return sizeFields.stream()
                .map(field -> new JsonField("$['" + field + "']").numberIn(node))
                .filter(OptionalLong::isPresent)
                .findFirst()
                .orElse(OptionalLong.empty());
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
