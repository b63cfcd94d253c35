package io.jobdrop.resolve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.Feed;
import io.jobdrop.job.JsonField;
import io.jobdrop.job.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a vendor shows of a job's results: a URL, an array of URLs, an object that describes a file, or any nesting
 * of these.
 *
 * @param places where a feed's vendor shows them
 * @param values whether what goes into a request is looked for, and no URL
 */
record ResultReader(Feed.Results places, boolean values) {
    // Jayway gives the fields of several names, as in $['a','b'], as an object.
    private static final Pattern SEVERAL_NAMES = Pattern.compile("\\[\\s*['\"][^\\]]*['\"]\\s*,[^\\]]*]\\s*$");
    private static final Pattern URL = Pattern.compile("(?i)\\s*(https?|data):");

    /**
     * What is there.
     *
     * @param results the results that have a URL
     * @param nameless how many have none
     * @param expected how many the vendor counts; empty where it does not say
     * @param emptyContainer whether there is a place for results at all
     * @param checksums the results' checksums as the vendor writes them, one for each value at their place
     */
    record Found(
            List<Result> results,
            int nameless,
            OptionalLong expected,
            boolean emptyContainer,
            List<String> checksums) {}

    /** What the fields of a list's entry or of a detail answer show. */
    Found read(ObjectNode fields) {
        return read(fields, fields);
    }

    /** What a response shows; what it does not say is looked for among the job's fields. */
    Found read(JsonNode response, ObjectNode fields) {
        OptionalLong count = known(number(places.count(), response, fields));
        if (values && !places.urls().isGiven()) {
            boolean none = count.isPresent() && count.getAsLong() == 0;
            Result only = completed(response, fields, new Result(1, "", null, OptionalLong.empty()), true);
            return new Found(none ? List.of() : List.of(only), 0, count, false, checksums(response, fields));
        }
        Optional<JsonNode> place = places.urls().in(response);
        List<Result> found = new ArrayList<>();
        int nameless = place.isPresent() ? collect(place.get(), 0, false, found) : 0;
        return new Found(
                found.stream()
                        .map(result -> completed(response, fields, result, found.size() == 1))
                        .toList(),
                nameless,
                count,
                place.isPresent() && place.get().isContainerNode(),
                checksums(response, fields));
    }

    // Collects depth-first, and counts the entries of arrays that describe no file we could fetch.
    private int collect(JsonNode node, int depth, boolean inArray, List<Result> found) {
        if (isMeant(node)) {
            // Deep inside, a text may be a remark; at the place itself it is meant to be the URL.
            JsonField.textOf(node)
                    .filter(text -> !text.isBlank())
                    .filter(text -> values || depth == 0 || URL.matcher(text).lookingAt())
                    .ifPresent(
                            text -> found.add(new Result(found.size() + 1, text.strip(), null, OptionalLong.empty())));
            return 0;
        }
        List<String> urls = urls(node);
        if (!urls.isEmpty()) {
            // Nothing says to which of several URLs a name or a length belongs.
            boolean only = urls.size() == 1;
            String name = only ? name(node) : null;
            OptionalLong size = only ? size(node) : OptionalLong.empty();
            urls.forEach(url -> found.add(new Result(found.size() + 1, url, name, size)));
            return 0;
        }
        int nameless = 0;
        boolean leaf = true;
        for (JsonNode child : node) {
            if (child.isContainerNode() || node.isArray() || isSelected()) {
                leaf = false;
                nameless += collect(child, depth + 1, node.isArray(), found);
            }
        }
        return leaf && inArray ? 1 : nameless;
    }

    private List<String> urls(JsonNode node) {
        return places.fields().url().stream()
                .map(node::path)
                .filter(this::isMeant)
                .flatMap(field -> JsonField.textOf(field).stream())
                .filter(text -> !text.isBlank())
                .map(String::strip)
                .distinct()
                .limit(places.fields().eachUrl() ? Long.MAX_VALUE : 1)
                .toList();
    }

    private @Nullable String name(JsonNode node) {
        return places.fields().name().stream()
                .map(node::path)
                .filter(JsonNode::isTextual)
                .findFirst()
                .map(JsonNode::textValue)
                .orElse(null);
    }

    // Whether a node is a URL, or what goes into a request.
    private boolean isMeant(JsonNode node) {
        return node.isTextual() || (values && node.isNumber());
    }

    private boolean isSelected() {
        return values && hasSeveralNames(places.urls());
    }

    private static boolean hasSeveralNames(JsonField field) {
        return SEVERAL_NAMES.matcher(field.path()).find();
    }

    // The job's own name serves every result that has none; its size is only a result's when there is just one.
    private Result completed(JsonNode response, ObjectNode fields, Result result, boolean only) {
        JsonField named = places.file().name();
        String name = result.name() != null
                ? result.name()
                : named.textIn(response).or(() -> named.textIn(fields)).orElse(null);
        boolean sizeIsIts = only && result.size().isEmpty();
        OptionalLong size = sizeIsIts ? known(number(places.file().size(), response, fields)) : result.size();
        return new Result(result.index(), result.url(), name, size);
    }

    // One for each value at the place; a path with several names gives these as an object.
    private List<String> checksums(JsonNode response, ObjectNode fields) {
        JsonField checksum = places.file().checksum();
        boolean many = checksum.isSelection() || hasSeveralNames(checksum);
        JsonNode said = checksum.in(response)
                .filter(node -> !many || !node.isEmpty())
                .or(() -> checksum.in(fields))
                .orElse(MissingNode.getInstance());
        return (many || said.isArray() ? StreamSupport.stream(said.spliterator(), false) : Stream.of(said))
                .filter(value -> !value.isNull() && !value.isMissingNode())
                // A number could be the checksum in any form.
                .map(value ->
                        value.isTextual() ? value.textValue().strip() : "a JSON value of type " + value.getNodeType())
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private OptionalLong size(JsonNode node) {
        return places.fields().size().stream()
                .map(field -> known(new JsonField("$['" + field + "']").numberIn(node)))
                .filter(OptionalLong::isPresent)
                .findFirst()
                .orElse(OptionalLong.empty());
    }

    private static OptionalLong number(JsonField field, JsonNode response, ObjectNode fields) {
        OptionalLong said = field.numberIn(response);
        return said.isPresent() ? said : field.numberIn(fields);
    }

    // Vendors write -1 for what they do not know.
    private static OptionalLong known(OptionalLong number) {
        return number.isPresent() && number.getAsLong() < 0 ? OptionalLong.empty() : number;
    }
}
