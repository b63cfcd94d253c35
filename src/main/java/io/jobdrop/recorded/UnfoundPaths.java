package io.jobdrop.recorded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.Feed;
import io.jobdrop.config.FeedFile;
import io.jobdrop.config.Nearest;
import io.jobdrop.job.JsonField;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the JSONPaths of a feed that find nothing in any of its recorded answers: they are misspelt, or untested. */
final class UnfoundPaths {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DEEPEST = 8;
    private static final int MOST = 2000;
    private static final int SHOWN = 12;

    private final FeedFile file;
    private final List<JsonNode> responses = new ArrayList<>();
    private final List<JsonNode> jobs = new ArrayList<>();

    private UnfoundPaths(FeedFile file) {
        this.file = file;
    }

    /** A sentence for each of them that the test does not call untested, and for each that it wrongly does. */
    static List<String> of(FeedFile file, TestFile test) {
        UnfoundPaths paths = in(file, test.requests());
        List<String> sentences = new ArrayList<>();
        paths.properties().stream()
                .filter(property -> !test.untested().contains(property))
                // An answer with an error of the list makes the poll fail: a test in which it may not holds none.
                .filter(property -> !property.equals("list.error") || test.pollError() != null)
                .forEach(property -> sentences.add(paths.sentence(property)));
        test.untested().stream()
                .filter(property -> !paths.properties().contains(property))
                .forEach(property -> sentences.add("untested: " + property
                        + (file.jsonPaths().containsKey(property)
                                ? " finds something in a recorded answer; delete it here"
                                : " is no JSONPath of the feed; delete it here")));
        return sentences;
    }

    /** The properties that hold them. */
    static List<String> properties(FeedFile file, List<RecordedRequest> requests) {
        return in(file, requests).properties();
    }

    private static UnfoundPaths in(FeedFile file, List<RecordedRequest> requests) {
        UnfoundPaths paths = new UnfoundPaths(file);
        requests.forEach(request -> json(request.answer()).ifPresent(paths::add));
        return paths;
    }

    private static Optional<JsonNode> json(RecordedRequest.Answer answer) {
        try {
            JsonNode body = JSON.readTree(answer.body());
            return Optional.of(body).filter(node -> answer.status() < 300 && node.isContainerNode());
        } catch (JsonProcessingException e) {
            return Optional.empty(); // A file, or a wrong answer on purpose.
        }
    }

    // An entry of a list is a job; so is what a detail shows, and there may be steps behind it.
    private void add(JsonNode body) {
        Feed feed = file.feed();
        responses.add(body);
        Optional<JsonNode> entries =
                feed.list().flatMap(list -> list.items().in(body)).filter(items -> items.isArray() && !items.isEmpty());
        if (entries.isPresent()) {
            entries.get().forEach(jobs::add);
        } else {
            feed.detail().flatMap(detail -> detail.item().in(body)).ifPresent(jobs::add);
            jobs.add(body);
        }
    }

    private List<String> properties() {
        return file.jsonPaths().entrySet().stream()
                .filter(path -> places(path.getKey()).stream().noneMatch(new JsonField(path.getValue())::existsIn))
                .map(Map.Entry::getKey)
                .toList();
    }

    private List<JsonNode> places(String property) {
        return property.startsWith("job.") || property.startsWith("results.") ? jobs : responses;
    }

    private String sentence(String property) {
        String path = String.valueOf(file.jsonPaths().get(property));
        return file.path() + ":" + file.line(property) + ": " + property + ": " + path
                + " finds nothing in any recorded answer" + nearest(path, places(property));
    }

    private static String nearest(String path, List<JsonNode> places) {
        Set<String> known = new LinkedHashSet<>();
        places.forEach(place -> collect(place, "$", 0, known));
        Optional<String> same = known.stream()
                .filter(other -> letters(last(other)).equals(letters(last(path))))
                .min(Comparator.comparingInt(String::length));
        if (same.isPresent()) {
            return "; did you mean '" + same.get() + "'?";
        }
        String near = Nearest.suggestion(path, known);
        return near.isEmpty() && !known.isEmpty()
                ? "; there is " + String.join(", ", known.stream().limit(SHOWN).toList())
                : near;
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    private static String letters(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }

    private static void collect(JsonNode node, String path, int depth, Set<String> paths) {
        if (depth > DEEPEST || paths.size() > MOST) {
            return;
        }
        if (node.isArray()) {
            node.forEach(item -> collect(item, path + "[*]", depth + 1, paths));
        }
        node.properties().forEach(field -> {
            String name = field.getKey();
            String child = path + (name.matches("[A-Za-z_]\\w*") ? "." + name : "['" + name + "']");
            paths.add(child);
            collect(field.getValue(), child, depth + 1, paths);
        });
    }
}
