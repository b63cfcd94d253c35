package io.jobdrop.resolve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.job.Job;
import io.jobdrop.job.JsonField;
import io.jobdrop.job.ListPlace;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether a detail answer is about the job that was asked for. An answer names its job where the list does, or in a
 * field that is usually called so; it may hold ids of other things too.
 */
final class ResponseId {
    private static final List<String> JOB_IDS = List.of("$.job_id", "$.jobId");
    private static final List<String> IDS = List.of("$.id", "$.uuid");
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private ResponseId() {}

    /** The id of the other job that an answer is about; empty when it is about this one, or does not say. */
    static Optional<String> other(Job job, ObjectNode answer) {
        ListPlace place = job.listed().place();
        String listed = place == null ? "" : place.idPath();
        boolean own = Stream.of(List.of(listed), JOB_IDS, IDS)
                .flatMap(List::stream)
                .flatMap(path -> id(path, answer))
                .anyMatch(id -> isSame(id, job.id()));
        if (own) {
            return Optional.empty();
        }
        Stream<String> named = JOB_IDS.stream().flatMap(path -> id(path, answer));
        // Beside a list that calls its ids otherwise, an id may be that of anything.
        Stream<String> loose = place == null
                ? Stream.concat(
                        id("$.id", answer), id("$.uuid", answer).filter(uuid -> isUuid(uuid) == isUuid(job.id())))
                : Stream.empty();
        return Stream.of(id(listed, answer), named, loose).flatMap(ids -> ids).findFirst();
    }

    private static Stream<String> id(String path, ObjectNode answer) {
        return new JsonField(path).textIn(answer).filter(id -> !id.isBlank()).stream();
    }

    private static boolean isSame(String id, String asked) {
        boolean uuids = isUuid(id) && isUuid(asked);
        return uuids ? id.equalsIgnoreCase(asked) : id.equals(asked);
    }

    private static boolean isUuid(String id) {
        return UUID.matcher(id).matches();
    }
}
