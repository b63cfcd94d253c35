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
            cursor("list.paging", text("list.paging.type"));
            cursor("download.parts", text("download.parts.type"));
            parts();
            new RequestConsistency(values, this::report).run();
            needed("job.typesWithoutFile", "job.type", "nothing tells the type of a job");
            needed("job.error", "job.failed", "no job counts as failed");
            needed("job.revision", "list", "only a list shows that a job was run again");
            needed("job.createdAt", "list", "it tells where a poll of a list may end");
        }
    }

    private void httpStatus(FeedValues job) {
        if (!has("detail")) {
            report("job.status", "job.status http needs detail, since the entries of a list have no HTTP status");
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

    private void cursor(String paging, String type) {
        String cursor = paging + ".cursor";
        String header = paging + ".header";
        if (type.equals("cursor") && !has(cursor) && !has(header)) {
            report(paging, paging + " needs cursor or header, since nothing else leads to the next page");
        }
        if (has(cursor) && has(header)) {
            report(cursor, cursor + " and " + header + " are both there; only one can lead to the next page");
        }
    }

    private String text(String property) {
        return node(property).map(YamlNode::text).orElse("");
    }

    private void parts() {
        String parts = "download.parts";
        if (!has(parts)) {
            return;
        }
        String type = text(parts + ".type");
        if (!has("download.path")) {
            report(parts, parts + " needs download.path: only a request to the vendor's API has parts");
        }
        if (type.isEmpty() && !has(parts + ".list")) {
            report(parts, parts + " needs type or list: nothing says how many parts there are");
        }
        if (type.isEmpty() && !has(parts + ".parameter")) {
            report(parts, parts + " needs parameter: nothing asks for a part");
        }
        if (type.equals("page") && !has(parts + ".totalPages")) {
            report(parts, parts + " needs totalPages: nothing says which part is the last");
        }
        if (type.equals("offset") && !has(parts + ".hasMore") && !has(parts + ".total")) {
            report(parts, parts + " needs hasMore or total: nothing says which part is the last");
        }
        if (text(parts + ".join").equals("csv")) {
            for (String inside : List.of("cursor", "hasMore", "total", "totalPages")) {
                if (has(parts + "." + inside)) {
                    report(
                            parts + "." + inside,
                            parts + "." + inside
                                    + " looks into JSON, and join: csv joins CSV; only header, link and list"
                                    + " lead through CSV");
                }
            }
        }
        if (has("download.unpack") && !text("download.unpack").equals("none")) {
            report(
                    "download.unpack",
                    "download.unpack and download.parts are both there; only a result in one can be unpacked");
        }
        needless("results.size", parts, "it is the size of a result, and a part has its own");
    }

    private void needed(String property, String other, String why) {
        if (has(property) && !has(other)) {
            problems.add(new Problem(place(property), property + " does nothing without " + other + ": " + why, false));
        }
    }

    private void needless(String property, String other, String why) {
        if (has(property) && has(other)) {
            problems.add(new Problem(place(property), property + " does nothing with " + other + ": " + why, false));
        }
    }

    private boolean has(String property) {
        return node(property).isPresent();
    }

    private Optional<YamlNode> node(String property) {
        Optional<YamlNode> node = Optional.of(file.properties());
        for (String name : List.of(property.split("\\.", -1))) {
            node = node.flatMap(group -> group.field(name));
        }
        return node;
    }

    private void report(String property, String what) {
        problems.add(new Problem(place(property), what));
    }

    private String place(String property) {
        return file.path() + ":" + file.line(property);
    }
}
