package io.jobdrop.draft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jobdrop.job.JsonField;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A feed that is guessed from a vendor's answers, by the shape and the names of what is in them. It is one that
 * {@code jobdrop check} accepts; what only the vendor's documentation says is left to the engineer.
 *
 * @param text of the feed's file
 * @param guesses the properties that were guessed, a line each
 * @param questions what is to be filled in, a line each
 * @param detailId the job that the detail is about; {@code job-1} where that is not known
 * @param origin that of the API's addresses in the answers; empty when they show none
 */
public record FeedDraft(
        String text, List<String> guesses, List<String> questions, String detailId, Optional<String> origin) {
    /** Answers in which nothing looks like a job. */
    public static final class NoJobs extends Exception {
        private static final long serialVersionUID = 1L;

        NoJobs(String message) {
            super(message);
        }
    }

    /**
     * Guesses a feed.
     *
     * @param from the names of the files with the answers
     * @param list null for a vendor without a list
     * @param detail null when it is not known
     * @throws NoJobs when there is no job to guess from
     */
    public static FeedDraft of(
            String name, String vendor, String from, @Nullable JsonNode list, @Nullable JsonNode detail) throws NoJobs {
        Optional<JobArray> listed = list == null ? Optional.empty() : JobArray.in(list);
        if (list != null && listed.isEmpty()) {
            throw new NoJobs("has no array of jobs: objects with an id or a status; record an answer that shows jobs");
        }
        Optional<Field> listedId = listed.flatMap(jobs -> JobGuess.id(Fields.of(jobs.entries())));
        String item = detail == null ? "$" : item(detail, listedId);
        JsonNode detailed = detail == null
                ? MissingNode.getInstance()
                : new JsonField(item).in(detail).orElse(MissingNode.getInstance());
        List<JsonNode> jobs = new ArrayList<>(listed.map(JobArray::entries).orElse(List.of()));
        Optional<Field> id = JobGuess.id(Fields.of(jobs.isEmpty() ? List.of(detailed) : jobs));
        String detailId = id.flatMap(field -> new JsonField(field.path()).textIn(detailed))
                .orElse("job-1");
        if (detailed.isObject()) {
            jobs.add(detailed);
        }
        Fields fields = Fields.of(jobs);
        Set<String> ids = new HashSet<>(id.map(Field::texts).orElse(List.of()));
        ids.add(detailId);
        ResultGuess results = new ResultGuess(fields, ids);

        Draft draft = new Draft(name, from).set("vendor", vendor);
        Draft job = new Draft(name, from);
        JobGuess.into(job, jobs, fields, id, results.paths(), listed.isPresent());
        Optional<Address> self =
                own(fields, ids).or(() -> detail == null ? Optional.empty() : own(Fields.of(List.of(detail)), ids));
        Optional<String> own = self.map(Address::path);
        Optional<String> origin = Optional.empty();
        if (list != null && listed.isPresent()) {
            origin = list(draft, job, list, listed.get(), own);
        }
        if (detail != null) {
            detail(draft, item, own);
        } else {
            draft.ask("detail", "detail: {path: \"/…/{jobId}\"}, if only the detail of a job shows its results");
        }
        draft.add(job);
        results.into(draft);
        return new FeedDraft(
                draft.toString(),
                draft.guesses(),
                draft.questions(),
                detailId,
                origin.or(() -> self.map(Address::origin)).filter(found -> !found.isEmpty()));
    }

    /** Returns the origin of the addresses around the jobs. */
    private static Optional<String> list(Draft draft, Draft job, JsonNode list, JobArray listed, Optional<String> own) {
        Fields around = Fields.of(List.of(list)).outside(listed.path());
        List<Address> links = around.all()
                .filter(field -> field.isLeaf() && field.isAddress())
                .filter(field -> field.letters().matches(".*(next|first|self|last|path|url|href|link).*"))
                .map(field -> Address.of(field.texts().get(0)))
                .toList();
        Optional<String> path = links.stream()
                .map(Address::path)
                .filter(found -> found.length() > 1)
                .findFirst()
                .or(() -> own.filter(one -> one.endsWith("/{jobId}")).map(one -> one.replace("/{jobId}", "")));
        draft.set("list.path", path.orElse("/jobs"))
                .ask(
                        "list.path",
                        "the path of the list below " + variable(draft.get("vendor"))
                                + "_URL, with the parameters that it needs"
                                + path.map(found -> "; this one is in the answer")
                                        .orElse(""))
                .set("list.items", listed.path());
        new PagingGuess(draft, around, listed).guess(job.get("job.id"));
        return around.at(draft.get("list.paging.cursor")).stream()
                .flatMap(next -> next.texts().stream().map(Address::of))
                .filter(next -> !next.origin().isEmpty())
                .findFirst()
                .or(() ->
                        links.stream().filter(link -> !link.origin().isEmpty()).findFirst())
                .map(Address::origin);
    }

    // A job shows its own address, or the path is that of the list with the id behind it.
    private static Optional<Address> own(Fields fields, Set<String> ids) {
        return fields.all()
                .filter(field -> field.isLeaf() && field.isAddress())
                .filter(field -> field.letters().matches("self|url|href|get|(.*)statusurl|location"))
                // That of the job itself goes before those of what belongs to it.
                .sorted(Comparator.comparing(
                                (Field field) -> !Field.letters(field.path()).matches(".*self(href)?"))
                        .thenComparing(Field::depth))
                .flatMap(field -> field.texts().stream())
                .map(Address::of)
                .filter(address -> !address.isSigned())
                .flatMap(address -> ids.stream().filter(address::isOf).map(id -> address.withId(id)))
                .findFirst();
    }

    private static void detail(Draft draft, String item, Optional<String> own) {
        String list = draft.get("list.path").replaceFirst("\\?.*", "");
        draft.set("detail.path", own.orElse((list.isEmpty() ? "/jobs" : list) + "/{jobId}"))
                .ask(
                        "detail.path",
                        "the path of one job"
                                + own.map(found -> "; this one is in the answer")
                                        .orElse(""));
        if (!item.equals("$")) {
            draft.set("detail.item", item);
        }
    }

    // The least deep object that has the id of a listed job; or an id and a status; or an id, in nothing but a
    // wrapping.
    private static String item(JsonNode detail, Optional<Field> id) {
        Map<String, JsonNode> objects = new LinkedHashMap<>();
        objects.put("$", detail);
        detail.properties().forEach(field -> {
            String path = Field.child("$", field.getKey());
            objects.put(path, field.getValue());
            objects.put(path + "[0]", field.getValue().path(0));
        });
        boolean wrapped = detail.size() == 1;
        return Stream.<Predicate<JsonNode>>of(
                        object -> id.filter(field -> new JsonField(field.path())
                                        .textIn(object)
                                        .filter(field.texts()::contains)
                                        .isPresent())
                                .isPresent(),
                        object -> hasId(object) && hasStatus(object, 1),
                        object -> hasId(object) && hasStatus(object, 2),
                        object -> hasStatus(object, 1),
                        object -> wrapped && hasId(object))
                .flatMap(rule -> objects.entrySet().stream()
                        .filter(object -> object.getValue().isObject() && rule.test(object.getValue())))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("$");
    }

    private static boolean hasId(JsonNode object) {
        return JobGuess.id(Fields.of(List.of(object))).isPresent();
    }

    private static boolean hasStatus(JsonNode object, int deepest) {
        return JobGuess.status(Fields.of(List.of(object)))
                .filter(field -> field.depth() <= deepest)
                .isPresent();
    }

    private static String variable(String vendor) {
        return vendor.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
