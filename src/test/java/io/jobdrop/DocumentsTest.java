package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What the documents name exists: pages and sections, files, classes, settings, and the feed that the README shows. */
class DocumentsTest {
    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern FILE = Pattern.compile(
            "(?<![\\w/.])((?:routes|config|docs|bench|src)/[\\w./-]*[\\w-]+\\.(?:md|yaml|json|properties|java))");
    private static final Pattern SETTING = Pattern.compile("(?<![\\w./@-])jobdrop\\.[a-z0-9]+[a-z0-9.-]*[a-z0-9]");
    private static final Pattern CLASS = Pattern.compile("`([a-z0-9]+/[A-Z][A-Za-z0-9]+)`");
    private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z0-9]+(?:Test|IT))`");
    private static final List<String> OF_APPLICATION_SERVERS = List.of("jobdrop.home", "jobdrop.config");
    private static final List<String> ARCHIVES = List.of("jobdrop.zip", "jobdrop.tar.gz", "jobdrop.war", "jobdrop.xml");

    static List<Path> documents() throws IOException {
        List<Path> documents =
                new ArrayList<>(List.of(Path.of("README.md"), Path.of("CONTRIBUTING.md"), Path.of("SECURITY.md")));
        try (Stream<Path> pages = Files.list(Path.of("docs"))) {
            pages.filter(page -> page.toString().endsWith(".md")).sorted().forEach(documents::add);
        }
        return documents;
    }

    @ParameterizedTest
    @MethodSource("documents")
    void every_link_leads_to_a_page_and_its_section(Path document) throws IOException {
        List<String> dead = LINK.matcher(withoutBlocks(document))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.startsWith("https:") && !leadsSomewhere(document, link))
                .toList();

        assertThat(dead).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void a_page_has_one_title_and_its_sections_skip_no_level(Path document) throws IOException {
        List<Integer> levels = withoutBlocks(document)
                .lines()
                .filter(line -> line.matches("#+ .*"))
                .map(line -> line.indexOf(' '))
                .toList();

        assertThat(levels.get(0)).isEqualTo(1);
        for (int i = 1; i < levels.size(); i++) {
            assertThat(levels.get(i)).as("heading %d", i + 1).isBetween(2, levels.get(i - 1) + 1);
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void every_file_that_is_named_exists(Path document) throws IOException {
        List<String> missing = all(FILE, Files.readString(document))
                .filter(file -> !file.contains("NAME") && !Files.exists(Path.of(file)))
                .toList();

        assertThat(missing).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void every_setting_that_is_named_exists(Path document) throws IOException {
        String known = Files.readString(Path.of("config/application.properties"));

        List<String> unknown = all(SETTING, Files.readString(document))
                .filter(key -> !OF_APPLICATION_SERVERS.contains(key) && !ARCHIVES.contains(key))
                .filter(key -> !Pattern.compile("(?m)^" + Pattern.quote(key) + "(\\.| =)")
                        .matcher(known)
                        .find())
                .toList();

        assertThat(unknown).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void every_class_and_test_that_is_named_exists(Path document) throws IOException {
        String text = Files.readString(document);
        List<String> tests = files(Path.of("src/test/java"))
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .toList();

        assertThat(all(CLASS, text).filter(name -> !Files.exists(Path.of("src/main/java/io/jobdrop", name + ".java"))))
                .isEmpty();
        assertThat(all(TEST, text).filter(name -> !tests.contains(name))).isEmpty();
    }

    @Test
    void the_feed_of_the_readme_is_the_one_of_the_bundle() throws IOException {
        String shown = CODE_BLOCK
                .matcher(Files.readString(Path.of("README.md")))
                .results()
                .filter(block -> block.group(1).equals("yaml"))
                .map(block -> block.group(2))
                .findFirst()
                .orElseThrow();

        assertThat(yaml(shown)).isEqualTo(yaml(Files.readString(Path.of("routes/feeds/userpilot-jobs.camel.yaml"))));
    }

    private static boolean leadsSomewhere(Path document, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty()
                ? document
                : document.resolveSibling(parts[0]).normalize();
        try {
            return Files.exists(target)
                    && (parts.length == 1 || sections(target).contains(parts[1]));
        } catch (IOException e) {
            return false;
        }
    }

    // As GitHub names them.
    private static List<String> sections(Path page) throws IOException {
        return withoutBlocks(page)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
                .map(title -> title.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .toList();
    }

    private static String withoutBlocks(Path page) throws IOException {
        return CODE_BLOCK.matcher(Files.readString(page)).replaceAll("");
    }

    private static Stream<Path> files(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).toList().stream();
        }
    }

    private static Stream<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).map(found -> found.replace("`", ""));
    }

    private static Object yaml(String text) {
        return new Load(LoadSettings.builder().build()).loadFromString(text);
    }
}
