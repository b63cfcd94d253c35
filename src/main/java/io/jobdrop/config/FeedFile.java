package io.jobdrop.config;

import io.jobdrop.Feed;
import io.jobdrop.job.IdPattern;
import io.jobdrop.job.JobState;
import io.jobdrop.job.JsonField;
import io.jobdrop.job.RequestTemplate;
import io.jobdrop.job.RequestText;
import io.jobdrop.job.StatusWords;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A file of {@code routes/feeds}, and the feed that it holds.
 *
 * <p>Jobdrop reads it itself, before Camel starts, although it is a bean in Camel's form: it finds mistakes with their line,
 * names count as they are written, and hundreds of feeds cost Camel nothing.
 */
public final class FeedFile {
    static final String SUFFIX = ".camel.yaml";
    /** In place of the JSONPath to the status: the HTTP status of the detail answer. */
    static final String HTTP = "http";
    /** The properties that list status words, and what these mean. */
    static final Map<String, JobState> WORDS = Map.of(
            "completed", JobState.DUE, "open", JobState.OPEN, "failed", JobState.FAILED, "empty", JobState.EMPTY);

    // What OData calls its parameters begins with a $.
    private static final Set<String> NO_JSON_PATHS = Set.of("body", "parameter", "sizeParameter");
    private static final Set<String> MAPS_OF_TEXTS = Set.of("query", "headers");
    private final Path path;
    private final YamlNode properties;
    private final @Nullable Feed feed;
    private final boolean refused;

    private FeedFile(Path path, YamlNode properties, @Nullable Feed feed, boolean refused) {
        this.path = path;
        this.properties = properties;
        this.feed = feed;
        this.refused = refused;
    }

    /** A file whose properties were not looked at yet; they are empty when it could not be read. */
    static FeedFile of(Path path, YamlNode properties) {
        return new FeedFile(path, properties, null, false);
    }

    /** A file that was refused as a whole, and is not checked; of its properties only some are known. */
    static FeedFile refused(Path path, YamlNode properties) {
        return new FeedFile(path, properties, null, true);
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    YamlNode properties() {
        return properties;
    }

    /** The feed's name: the file's name without {@code .camel.yaml}. */
    public String name() {
        String name = String.valueOf(path.getFileName());
        return name.substring(0, name.length() - SUFFIX.length());
    }

    /** The vendor whose settings the feed uses; empty when the file does not say. */
    public String vendor() {
        return properties.text("vendor");
    }

    /** Whether there is a feed in it. */
    public boolean isRight() {
        return feed != null;
    }

    /** The feed; throws {@link IllegalStateException} when something is wrong with the file, which was reported. */
    public Feed feed() {
        if (feed == null) {
            throw new IllegalStateException(path + " has problems");
        }
        return feed;
    }

    /** The line of a property, such as {@code job.completed}; of what holds it when the file does not have it. */
    public int line(String property) {
        YamlNode node = properties;
        for (String name : List.of(property.split("\\.", -1))) {
            if (node.field(name).isEmpty()) {
                break;
            }
            node = node.field(name).get();
        }
        return node.line();
    }

    /** The recorded answers beside it, whether they are there or not. */
    public Path test() {
        return path.resolveSibling(name() + ".test.yaml");
    }

    /** The JSONPaths that it gives, by their property, such as {@code job.id}; without those in texts of requests. */
    public Map<String, String> jsonPaths() {
        Map<String, String> paths = new LinkedHashMap<>();
        collect("", properties, paths);
        return paths;
    }

    private static void collect(String of, YamlNode group, Map<String, String> paths) {
        group.fields().forEach((name, value) -> {
            if (value.isMap() && !MAPS_OF_TEXTS.contains(name)) {
                collect(of + name + ".", value, paths);
            } else if (value.text().startsWith("$") && !NO_JSON_PATHS.contains(name)) {
                paths.put(of + name, value.text());
            }
        });
    }

    /** The same file with its feed, if the file is right. */
    FeedFile with(FeedSchema schema, UnaryOperator<String> settings, List<Problem> problems) {
        if (refused || properties.fields().isEmpty()) {
            return this;
        }
        long before = problems.stream().filter(Problem::stops).count();
        new FeedCheck(this, schema, settings, problems).run();
        FeedValues values = new FeedValues(schema, schema.feed(), properties, settings);
        return problems.stream().filter(Problem::stops).count() == before
                ? new FeedFile(path, properties, made(values), false)
                : this;
    }

    private Feed made(FeedValues values) {
        FeedValues job = values.group("job").orElseThrow();
        Map<String, RequestText> headers = values.texts("headers");
        String id = job.textOrNull("idPattern");
        return new Feed(
                name(),
                values.text("schedule"),
                values.textOrNull("step"),
                new Feed.Api(
                        vendor(),
                        values.text("authScheme"),
                        values.group("list").map(list -> list(list, headers)).orElse(null),
                        values.group("detail")
                                .map(detail -> new Feed.Detail(detail.request(headers), detail.field("item")))
                                .orElse(null)),
                new Feed.JobFields(
                        job.field("id"),
                        id == null ? null : new IdPattern(id),
                        status(job),
                        job.field("createdAt"),
                        job.field("completedAt"),
                        job.field("revision")),
                results(values.groupOrDefaults("results"), headers),
                download(values.groupOrDefaults("download"), headers));
    }

    private static Feed.JobList list(FeedValues list, Map<String, RequestText> headers) {
        return new Feed.JobList(
                list.request(headers),
                list.field("items"),
                list.field("error"),
                list.group("paging").map(FeedFile::paging).orElseGet(Feed.Whole::new));
    }

    private static Feed.Paging paging(FeedValues paging) {
        String parameter = paging.text("parameter");
        String sizeParameter = paging.text("sizeParameter");
        return switch (paging.text("type")) {
            case "page" ->
                new Feed.Numbered(
                        parameter,
                        sizeParameter,
                        paging.number("size"),
                        paging.number("first"),
                        paging.field("totalPages"));
            case "offset" ->
                new Feed.Offset(
                        parameter,
                        sizeParameter,
                        paging.number("size"),
                        paging.field("hasMore"),
                        paging.field("limit"),
                        paging.field("total"));
            case "cursor" ->
                new Feed.Cursor(
                        paging.textOrNull("parameter"),
                        paging.textOrNull("sizeParameter"),
                        paging.number("size"),
                        paging.field("cursor"),
                        paging.textOrNull("header"),
                        paging.text("alone").equals("true"),
                        paging.field("hasMore"));
            case "link" -> new Feed.Links(paging.textOrNull("sizeParameter"), paging.number("size"));
            case "" -> new Feed.Partitions(parameter, paging.field("list"));
            default -> new Feed.Whole();
        };
    }

    private static StatusWords status(FeedValues job) {
        Map<String, JobState> words = new HashMap<>();
        WORDS.forEach((list, meaning) -> job.words(list).forEach(word -> words.put(word, meaning)));
        return new StatusWords(
                job.text("status").equals(HTTP) ? new JsonField("") : job.field("status"),
                words,
                job.field("error"),
                job.field("type"),
                job.words("typesWithoutFile"));
    }

    private static Feed.Results results(FeedValues results, Map<String, RequestText> headers) {
        return new Feed.Results(
                results.field("urls"),
                new Feed.FieldNames(
                        List.copyOf(results.words("urlFields")),
                        results.gives("urlFields"),
                        List.copyOf(results.words("nameFields")),
                        List.copyOf(results.words("sizeFields"))),
                new Feed.JobFile(results.field("name"), results.field("size"), results.field("checksum")),
                results.field("count"),
                results.field("none"),
                results.groups("steps").stream()
                        .map(step -> step.request(headers))
                        .toList());
    }

    private static Feed.Download download(FeedValues download, Map<String, RequestText> common) {
        RequestTemplate request = download.request(common);
        boolean own = !request.path().declared().isEmpty();
        String auth = download.text("auth");
        return new Feed.Download(
                own ? request.path() : null,
                auth.isEmpty() ? own : auth.equals("same-origin"),
                own ? request.headers() : download.texts("headers"),
                download.words("notReady").stream().map(Integer::valueOf).collect(Collectors.toUnmodifiableSet()),
                download.group("parts")
                        .map(parts ->
                                new Feed.Parts(paging(parts), parts.text("join").equals("csv")))
                        .orElseGet(() -> new Feed.Parts(new Feed.Whole(), false)),
                Feed.Packing.valueOf(download.text("unpack").toUpperCase(Locale.ROOT)));
    }
}
