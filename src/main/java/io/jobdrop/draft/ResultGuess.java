package io.jobdrop.draft;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Guesses where the results of a job are: the fields whose values are most like the URLs of files. */
final class ResultGuess {
    private static final Map<String, Integer> WORDS = Map.ofEntries(
            Map.entry("download", 6),
            Map.entry("result", 5),
            Map.entry("output", 5),
            Map.entry("archive", 5),
            Map.entry("file", 4),
            Map.entry("export", 3),
            Map.entry("document", 3),
            Map.entry("report", 2),
            Map.entry("url", 1),
            Map.entry("uri", 1),
            Map.entry("link", 1),
            Map.entry("location", 1));
    private static final Pattern OTHER = Pattern.compile(
            "self|callback|webhook|next|prev|cancel|stop|status|html|dashboard|docs|avatar|logo|icon|source|input|upload"
                    + "|original|thumbnail");
    private static final Pattern ID =
            Pattern.compile("(?i)(.*_)?(.*)(file|document|attachment|blob|artifact|export|result)_?ids?");
    private static final Set<String> URL_FIELDS = Set.of("url", "downloadUrl", "download_url");
    private static final Pattern PLAIN = Pattern.compile(
            "(urls?|uris?|links?|href|location)|.*(result|download|output|archive|export|document|report|(?<!pro)file).*");
    // The name itself says that it is a file.
    private static final int NAMED = 4;
    private static final int LEAST = 3;
    private static final int SIGNED = 5;
    private static final int FILE = 3;
    private static final int SELF = 6;
    private static final int SHOWN = 5;

    private final Fields fields;
    private final Set<String> ids;

    /**
     * The results of jobs.
     *
     * @param ids the ids of the jobs
     */
    ResultGuess(Fields fields, Set<String> ids) {
        this.fields = fields;
        this.ids = ids;
    }

    private int score(Field field) {
        String letters = Field.letters(field.path());
        if (OTHER.matcher(letters).find()) {
            return 0;
        }
        int words = WORDS.entrySet().stream()
                .filter(word -> letters.contains(word.getKey()))
                .mapToInt(Map.Entry::getValue)
                .max()
                .orElse(0);
        List<Address> addresses = field.texts().stream().map(Address::of).toList();
        boolean self = words < NAMED
                && addresses.stream().anyMatch(address -> ids.stream().anyMatch(address::endsWith));
        return words
                + (addresses.stream().anyMatch(Address::isSigned) ? SIGNED : 0)
                + (addresses.stream().anyMatch(Address::isFile) ? FILE : 0)
                - (self ? SELF : 0);
    }

    /** The field with the URLs; empty when none looks like one. */
    private Optional<Field> urls() {
        return fields.all()
                .filter(field -> field.isLeaf() && field.isAddress() && score(field) >= LEAST)
                .max(Comparator.comparingInt(this::score).thenComparing(field -> -field.depth()));
    }

    /** The JSONPaths of places that only a finished job has. */
    List<String> paths() {
        return urls().map(field -> List.of(place(field).replace("[*]", "[0]"))).orElse(List.of());
    }

    /** Sets what is known of results. */
    void into(Draft draft) {
        Optional<Field> urls = urls();
        if (urls.isEmpty()) {
            withoutUrl(draft);
            return;
        }
        Field field = urls.get();
        draft.set("results.urls", place(field));
        List<String> others = others(field);
        if (!others.isEmpty()) {
            draft.ask(
                    "results.urls",
                    "where the URLs of a job's files are; URLs are at " + String.join(", ", others) + " too");
        } else if (!PLAIN.matcher(field.letters()).matches()
                && !PLAIN.matcher(Field.letters(parent(field))).matches()) {
            draft.ask("results.urls", "where the URLs of a job's files are; this name does not say so");
        }
        boolean inArray = parent(field).endsWith("[*]") && !field.path().endsWith("[*]");
        if (inArray && !URL_FIELDS.contains(field.name())) {
            draft.set("results.urlFields", field.name());
        }
        if (parent(field).equals("$")) {
            beside(draft);
        }
        if (field.texts().stream().map(Address::of).allMatch(address -> address.isApi() && !address.isSigned())) {
            draft.set("download.auth", "same-origin");
        }
    }

    // Its own address and what is named as something else are no rivals.
    private List<String> others(Field chosen) {
        return fields.all()
                .filter(field ->
                        !field.path().equals(chosen.path()) && field.isLeaf() && field.isUrl() && score(field) > 0)
                .map(Field::path)
                .limit(SHOWN)
                .toList();
    }

    private void beside(Draft draft) {
        Predicate<Field> own = field -> field.depth() == 1 && field.isLeaf();
        fields.named(own, "filename").ifPresent(field -> draft.set("results.name", field.path()));
        fields.named(own.and(Field::isNumber), "filesize", "sizebytes", "sizeinbytes", "filesizebytes", "bytes")
                .ifPresent(field -> draft.set("results.size", field.path()));
    }

    private void withoutUrl(Draft draft) {
        Optional<Field> value = fields.all()
                .filter(field -> field.isLeaf()
                        && ID.matcher(field.name()).matches()
                        && !field.texts().isEmpty())
                .filter(field -> !OTHER.matcher(Field.letters(field.path())).find())
                .filter(field -> field.texts().stream().noneMatch(ids::contains))
                .findFirst();
        if (value.isPresent()) {
            draft.set("results.urls", place(value.get()))
                    .set("download.path", "/files/{result}")
                    .ask(
                            "download.path",
                            "the request that gives a file, with the value at results.urls as {result}; or results.steps, the"
                                    + " requests that lead to its URL");
        } else {
            draft.set("download.path", "/jobs/{jobId}/file")
                    .ask(
                            "download.path",
                            "the request that gives the file of a job; or results.urls, where its URL is");
        }
    }

    private static String parent(Field field) {
        String path = field.path();
        return field.path().endsWith("[*]")
                ? path.substring(0, path.length() - 3)
                : path.substring(
                        0, path.length() - Field.child("", field.name()).length());
    }

    // An array stands for its elements, and an object for the URL, the name and the size in it.
    private String place(Field field) {
        String path = field.path();
        String parent = parent(field);
        if (path.endsWith("[*]")) {
            return parent;
        }
        if (parent.endsWith("[*]")) {
            return parent.substring(0, parent.length() - 3);
        }
        boolean described = URL_FIELDS.contains(field.name())
                && !parent.equals("$")
                && fields.all()
                        .anyMatch(other -> other.path().startsWith(parent + ".")
                                && other.isCalled("filename", "name", "size", "filesize"));
        return described ? parent : path;
    }
}
