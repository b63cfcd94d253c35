package io.jobdrop.draft;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Guesses where a vendor says what of a job, by the names and the forms of its fields. */
final class JobGuess {
    private static final String[] CREATED = {
        "createdat",
        "createdtime",
        "createddate",
        "createdon",
        "created",
        "creationdate",
        "creationtime",
        "datecreated",
        "submittedat",
        "submitted",
        "submissiontime",
        "requestedat",
        "queuedat",
        "insertedat",
        "createtime",
        "submittime"
    };
    private static final String[] COMPLETED = {
        "completedat",
        "completedon",
        "completiontime",
        "completeddate",
        "completed",
        "finishedat",
        "finishtime",
        "finished",
        "endedat",
        "endtime",
        "succeededat",
        "processingendtime",
        "enddate",
        "completetime",
        "doneat"
    };
    private static final String[] ERRORS = {
        "errormessage",
        "error",
        "errormsg",
        "failurereason",
        "errorreason",
        "failuremessage",
        "failure",
        "errordetails",
        "errorcode",
        "errors",
        "reason",
        "message"
    };
    private static final String UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

    private JobGuess() {}

    /** The id of a job: a field whose value differs in each. */
    static Optional<Field> id(Fields fields) {
        List<Field> own = fields.all()
                .filter(field -> field.depth() == 1 && field.isLeaf() && isUnique(field))
                .toList();
        return Stream.<Predicate<Field>>of(
                        field -> field.isCalled("id"),
                        field -> field.isCalled("jobid", "jobidentifier", "uuid", "guid"),
                        field -> field.name().matches(".*([a-z]Id|ID|_id|Identifier|_identifier|Handle|_handle)"))
                .flatMap(rule -> own.stream().filter(rule).findFirst().stream())
                .findFirst();
    }

    private static boolean isUnique(Field field) {
        List<String> texts = field.texts();
        return texts.size() == field.values().size() && new HashSet<>(texts).size() == texts.size();
    }

    /** The status word. */
    static Optional<Field> status(Fields fields) {
        Predicate<Field> word = field -> field.isLeaf()
                && !field.texts().isEmpty()
                && field.texts().stream().allMatch(text -> text.matches("[A-Za-z][A-Za-z _-]{1,39}"));
        return fields.named(word.and(field -> field.depth() == 1), "status", "state", "jobstatus", "jobstate")
                .or(() -> fields.all()
                        .filter(word)
                        .filter(field -> field.letters().matches(".*(status|state)"))
                        .min(Comparator.comparingInt(Field::depth)));
    }

    /** Sets what is known of jobs. */
    static void into(
            Draft draft,
            List<JsonNode> jobs,
            Fields fields,
            Optional<Field> id,
            List<String> resultPaths,
            boolean listed) {
        id.ifPresent(field -> draft.set("job.id", field.path()));
        if (id.isEmpty() && listed) {
            draft.set("job.id", "$.id").ask("job.id", "where the job's id is");
        }
        if (!listed) {
            draft.set("job.idPattern", pattern(id)).ask("job.idPattern", "a regular expression that all ids match");
        }
        Optional<Field> status = status(fields);
        if (status.isPresent()) {
            draft.set("job.status", status.get().path());
            StatusGuess.into(draft, jobs, status.get(), resultPaths);
        } else {
            draft.ask("job.status", "where the status word is, as status: $.…")
                    .set("job.completed", "completed")
                    .ask("job.completed", "the words of the documentation: completed, open and failed ones")
                    .set("job.failed", "failed")
                    .ask("job.failed", StatusGuess.NO_FAILED);
        }
        fields.named(
                        field -> field.depth() <= 3
                                && !field.path().contains("[*]")
                                && !field.isTime()
                                && !field.isNumber(),
                        ERRORS)
                .map(field -> message(fields, field))
                .ifPresentOrElse(
                        path -> draft.set("job.error", path),
                        () -> draft.ask("job.error", "where the reason of a failure is, as error: $.…"));
        if (listed) {
            time(fields, CREATED).ifPresent(field -> draft.set("job.createdAt", field.path()));
        }
        time(fields, COMPLETED).ifPresent(field -> draft.set("job.completedAt", field.path()));
    }

    // That of the job itself goes before that of something in it.
    private static Optional<Field> time(Fields fields, String[] names) {
        Predicate<Field> one = field -> field.isTime() && !field.path().contains("[*]");
        return fields.named(one.and(field -> field.depth() == 1), names)
                .or(() -> fields.named(one.and(field -> field.depth() == 2), names));
    }

    // An object that describes an error holds its message.
    private static String message(Fields fields, Field error) {
        String list = error.values().stream().anyMatch(JsonNode::isArray) ? "[*]" : "";
        return Stream.of("message", "detail", "description", "code")
                .map(name -> error.path() + list + "." + name)
                .filter(path -> fields.at(path).isPresent())
                .findFirst()
                .map(path -> path.replace("[*]", "[0]"))
                .orElse(error.path());
    }

    private static String pattern(Optional<Field> id) {
        List<String> ids = id.map(Field::texts).orElse(List.of());
        if (!ids.isEmpty() && ids.stream().allMatch(text -> text.matches(UUID))) {
            return UUID;
        }
        return !ids.isEmpty() && ids.stream().allMatch(text -> text.matches("\\d+")) ? "\\d+" : "[A-Za-z0-9_-]+";
    }
}
