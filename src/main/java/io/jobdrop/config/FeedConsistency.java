package io.jobdrop.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Finds properties of a feed that are right each by itself and cannot be meant together. */
final class FeedConsistency {
    private static final Pattern STATUS = Pattern.compile("[245]\\d\\d");
    // They speak of the account, and its throttle needs them.
    private static final Set<String> OF_ACCOUNT = Set.of("401", "403", "429");
    private static final List<String> WORDS = List.of("completed", "open", "failed", "empty");

    private final FeedFile file;
    private final FeedValues values;
    private final List<Problem> problems;

    FeedConsistency(FeedFile file, FeedSchema schema, UnaryOperator<String> settings, List<Problem> problems) {
        this.file = file;
        this.values = new FeedValues(schema, schema.feed(), file.properties(), settings);
        this.problems = problems;
    }

    /** Checks what can be checked in any feed, and in one that is right so far, what it lacks and what does nothing. */
    void run(boolean right) {
        if (file.properties().field("job").filter(YamlNode::isMap).isPresent()) {
            values.group("job").ifPresent(this::words);
        }
        if (right) {
            if (!has("list")) {
                withoutList();
            }
            paging();
            new RequestConsistency(values, this::report).run();
            needed("job.typesWithoutFile", "job.type", "nothing tells the type of a job");
            needed("job.error", "job.failed", "no job counts as failed");
            needed("job.revision", "list", "only a list shows that a job was run again");
            needed("job.createdAt", "list", "it tells where a poll of a list may end");
        }
    }

    private void httpStatus(FeedValues job) {
        if (!has("detail")) {
            report(
                    "job.status",
                    "job.status http needs detail, since an entry of a list has no HTTP status of its own");
        }
        for (String list : WORDS) {
            for (String word : words(job, list)) {
                if (OF_ACCOUNT.contains(word)) {
                    report("job." + list, "the status " + word + " speaks of the account and cannot be a job's status");
                } else if (!STATUS.matcher(word).matches()) {
                    report(
                            "job." + list,
                            "'" + word + "' is no HTTP status that a job can have with job.status http; these are"
                                    + " 200 to 299 and 400 to 599");
                }
            }
        }
    }

    private void words(FeedValues job) {
        if (file.properties().field("job").orElseThrow().text("status").equals(FeedFile.HTTP)) {
            httpStatus(job);
        }
        Map<String, String> lists = new TreeMap<>();
        for (String list : WORDS) {
            for (String word : words(job, list)) {
                String before = lists.putIfAbsent(word.toLowerCase(Locale.ROOT), list);
                if (before != null && !before.equals(list)) {
                    report("job." + list, "the status word '" + word + "' is among " + before + " and among " + list);
                }
            }
        }
    }

    private static Set<String> words(FeedValues job, String list) {
        try {
            return job.words(list);
        } catch (IllegalArgumentException e) {
            return Set.of(); // A setting is missing, which is reported by itself.
        }
    }

    private void withoutList() {
        if (!has("job.idPattern")) {
            report("job", "a feed without a list needs job.idPattern, since people and systems name its ids");
        }
        if (!has("detail")) {
            report("vendor", "a feed without a list needs detail, since nothing else shows its jobs");
        }
    }

    private void paging() {
        if (!file.properties()
                .field("list")
                .flatMap(list -> list.field("paging"))
                .map(paging -> paging.text("type"))
                .filter("cursor"::equals)
                .isPresent()) {
            return;
        }
        String cursor = "list.paging.cursor";
        String header = "list.paging.header";
        if (!has(cursor) && !has(header)) {
            report("list.paging", "list.paging needs cursor or header, since nothing else leads to the next page");
        }
        if (has(cursor) && has(header)) {
            report(cursor, cursor + " and " + header + " are both there; only one can lead to the next page");
        }
    }

    private void needed(String property, String other, String why) {
        if (has(property) && !has(other)) {
            problems.add(new Problem(place(property), property + " does nothing without " + other + ": " + why, false));
        }
    }

    private boolean has(String property) {
        Optional<YamlNode> node = Optional.of(file.properties());
        for (String name : List.of(property.split("\\.", -1))) {
            node = node.flatMap(group -> group.field(name));
        }
        return node.isPresent();
    }

    private void report(String property, String what) {
        problems.add(new Problem(place(property), what));
    }

    private String place(String property) {
        return file.path() + ":" + file.line(property);
    }
}
