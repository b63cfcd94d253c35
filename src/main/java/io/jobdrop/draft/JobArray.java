package io.jobdrop.draft;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The array of jobs in a response.
 *
 * @param path its JSONPath
 * @param entries its objects
 */
record JobArray(String path, List<JsonNode> entries) {
    private static final int DEEPEST = 5;

    /** The array whose objects look most like jobs; empty when none does. */
    static Optional<JobArray> in(JsonNode response) {
        List<JobArray> found = new ArrayList<>();
        collect(response, "$", 0, found);
        return found.stream()
                .filter(array -> array.score() > 0)
                .max(Comparator.comparingInt(JobArray::score)
                        .thenComparing(array -> -array.path().length()));
    }

    private static void collect(JsonNode node, String path, int depth, List<JobArray> found) {
        if (depth > DEEPEST) {
            return;
        }
        if (node.isArray()) {
            List<JsonNode> objects = new ArrayList<>();
            node.forEach(item -> {
                if (item.isObject()) {
                    objects.add(item);
                }
            });
            if (!objects.isEmpty()) {
                found.add(new JobArray(path, List.copyOf(objects)));
            }
        }
        node.properties().stream()
                .filter(field -> Field.isNameable(field.getKey()))
                .forEach(field -> collect(field.getValue(), Field.child(path, field.getKey()), depth + 1, found));
    }

    // An id and a status make a job; more fields tell it from, say, the errors of a response.
    private int score() {
        Fields fields = Fields.of(entries);
        int score = (JobGuess.id(fields).isPresent() ? 4 : 0)
                + (JobGuess.status(fields).isPresent() ? 4 : 0)
                + (fields.all().anyMatch(Field::isTime) ? 2 : 0);
        return score < 4 ? 0 : score;
    }
}
