package io.jobdrop.config;

import io.jobdrop.job.RootCause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the folders of feeds hold: feeds, and the routes and kamelets of the engineer's own that feeds name as a step.
 *
 * @param feeds the feeds, in the order of their names in each folder
 * @param routes files of routes
 * @param kamelets files of kamelets
 */
public record FeedFolders(List<FeedFile> feeds, List<Path> routes, List<Path> kamelets) {
    /** What beans for {@code VENDOR.auth} may be. */
    private static final String SIGNATURES = "io.jobdrop.sign.";

    private static final String TYPE = "io.jobdrop.Feed";
    private static final String KAMELET = ".kamelet.yaml";
    // Editors' own copies, which end with ~ or begin with a dot, are nobody's mistake.
    private static final Pattern OTHER = Pattern.compile("(?i)[^.].*\\.(ya?ml|camel\\.ya?ml[._-].*)");
    // A feed's recorded answers lie beside it.
    private static final String TEST = ".test.yaml";

    /** Reads folders; what is wrong with their files is added to the problems. */
    public static FeedFolders read(List<Path> folders, List<Problem> problems) {
        List<FeedFile> feeds = new ArrayList<>();
        List<Path> routes = new ArrayList<>();
        List<Path> kamelets = new ArrayList<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                problems.add(new Problem(folder.toString(), "no such folder of feed files"));
            }
            for (Path file : readable(folder, problems)) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(KAMELET)) {
                    check(file, problems);
                    kamelets.add(file);
                } else if (name.endsWith(FeedFile.SUFFIX)) {
                    feed(file, problems).ifPresentOrElse(feeds::add, () -> routes.add(file));
                } else if (name.endsWith(TEST)) {
                    ofNoFeed(file, problems);
                } else if (OTHER.matcher(name).matches()) {
                    problems.add(new Problem(
                            file.toString(), "a feed's file has a name such as acme.camel.yaml; this one is not read"));
                }
            }
        }
        return new FeedFolders(List.copyOf(feeds), List.copyOf(routes), List.copyOf(kamelets));
    }

    private static List<Path> readable(Path folder, List<Problem> problems) {
        try {
            return files(folder);
        } catch (UncheckedIOException e) {
            problems.add(new Problem(folder.toString(), "cannot be read: " + RootCause.of(folder, e)));
            return List.of();
        }
    }

    private static void ofNoFeed(Path test, List<Problem> problems) {
        String feed = String.valueOf(test.getFileName()).replace(TEST, FeedFile.SUFFIX);
        if (!Files.isRegularFile(test.resolveSibling(feed))) {
            problems.add(new Problem(test.toString(), "there is no feed " + feed + " beside this test", false));
        }
    }

    /** The same folders with the feeds of all files that are right. */
    FeedFolders with(Path installed, Settings settings, List<Problem> problems) {
        try {
            FeedSchema schema = FeedSchema.read(installed);
            return new FeedFolders(
                    feeds.stream()
                            .map(file -> file.with(schema, new InsertedSettings(settings)::in, problems))
                            .toList(),
                    routes,
                    kamelets);
        } catch (IOException e) {
            problems.add(new Problem(installed.toString(), "the installation is not complete: " + RootCause.text(e)));
            return this;
        }
    }

    /** The files of a folder, in the order of their names. */
    static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Camel reads it, and would not survive what is refused here.
    private static void check(Path kamelet, List<Problem> problems) {
        try {
            YamlNode.check(kamelet);
        } catch (YamlNode.Unreadable e) {
            problems.add(e.problem());
        }
    }

    // The feed of a file; empty when it holds routes.
    private static Optional<FeedFile> feed(Path file, List<Problem> problems) {
        try {
            YamlNode root = YamlNode.read(file);
            if (TemplatedFeed.isOne(root)) {
                problems.add(new Problem(file + ":" + root.line(), TemplatedFeed.explanation(root)));
                return Optional.of(FeedFile.refused(file, TemplatedFeed.vendorOf(root)));
            }
            List<YamlNode> beans = root.items().stream()
                    .flatMap(entry -> entry.field("beans").stream())
                    .flatMap(entries -> entries.items().stream())
                    .toList();
            List<YamlNode> feeds = beans.stream().filter(FeedFolders::isFeed).toList();
            Optional<YamlNode> misplaced = feeds.isEmpty() ? misplaced(root) : Optional.empty();
            if (misplaced.isPresent()) {
                problems.add(new Problem(
                        file + ":" + misplaced.get().line(),
                        "the bean is not below beans; write '- beans:', and '- name: NAME' indented below it:"
                                + " check the indentation"));
                return Optional.of(
                        FeedFile.of(file, misplaced.get().field("properties").orElseGet(YamlNode::empty)));
            }
            if (feeds.isEmpty()) {
                untyped(file, root, beans, problems);
            }
            if (feeds.isEmpty()
                    && root.items().stream().anyMatch(entry -> !entry.fields().isEmpty())) {
                return Optional.empty();
            }
            return Optional.of(FeedFile.of(file, properties(file, root, beans, problems)));
        } catch (YamlNode.Unreadable e) {
            problems.add(e.problem());
            return Optional.of(FeedFile.of(file, YamlNode.empty()));
        }
    }

    // Camel passes over such beans, and a feed would vanish.
    private static void untyped(Path file, YamlNode root, List<YamlNode> beans, List<Problem> problems) {
        root.items().stream()
                .flatMap(entry -> entry.field("beans").stream())
                .filter(list -> list.items().isEmpty())
                .forEach(list -> problems.add(new Problem(file + ":" + list.line(), "there is no bean below beans")));
        beans.stream()
                .filter(bean -> bean.text("type").isBlank())
                .forEach(bean -> problems.add(new Problem(file + ":" + bean.line(), "the bean has no type")));
    }

    // A wrong type is no reason to take it for a bean of the engineer's own.
    private static boolean isFeed(YamlNode bean) {
        YamlNode properties = bean.field("properties").orElse(bean);
        String type = bean.text("type");
        return (type.startsWith("io.jobdrop.") && !type.startsWith(SIGNATURES))
                || (properties.field("vendor").isPresent()
                        && Stream.of("list", "detail", "job", "results")
                                .anyMatch(group -> properties.field(group).isPresent()));
    }

    // A feed's bean that is somewhere else than below beans.
    private static Optional<YamlNode> misplaced(YamlNode node) {
        if (node.text("type").equals(TYPE)) {
            return Optional.of(node);
        }
        return Stream.concat(node.items().stream(), node.fields().values().stream())
                .flatMap(child -> misplaced(child).stream())
                .findFirst();
    }

    private static YamlNode properties(Path file, YamlNode root, List<YamlNode> beans, List<Problem> problems) {
        if (root.items().size() != 1 || beans.size() != 1) {
            problems.add(new Problem(
                    file + ":" + root.line(),
                    "a feed's file holds one entry, beans, with one bean of type " + TYPE
                            + "; routes belong into a file of their own"));
            return YamlNode.empty();
        }
        YamlNode bean = beans.get(0);
        String name = FeedFile.of(file, YamlNode.empty()).name();
        if (bean.text("type").isBlank()) {
            problems.add(new Problem(file + ":" + bean.line(), "the bean has no type; write type: " + TYPE));
        } else if (!bean.text("type").equals(TYPE)) {
            problems.add(new Problem(
                    file + ":" + bean.line(),
                    "unknown type '" + bean.text("type") + "'" + Nearest.suggestion(bean.text("type"), List.of(TYPE))));
        }
        if (!bean.text("name").equals(name)) {
            problems.add(new Problem(
                    file + ":" + bean.line(),
                    "the bean's name must be the file's, '" + name + "', and is '" + bean.text("name") + "'"));
        }
        for (String field : bean.fields().keySet()) {
            if (!List.of("name", "type", "properties").contains(field)) {
                problems.add(new Problem(
                        file + ":" + bean.fields().get(field).line(),
                        "a feed's bean has no field '" + field + "'; it belongs below properties"));
            }
        }
        YamlNode properties = bean.field("properties").orElseGet(YamlNode::empty);
        if (properties.fields().isEmpty()) {
            problems.add(new Problem(
                    file + ":" + bean.line(), "the bean has no properties; they are indented below 'properties:'"));
        }
        return properties;
    }
}
