package io.jobdrop;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The packages form layers: each uses those that come before it here, and no other. */
@Tag("slow")
class FloorsTest {
    private static final String ROOT = "io.jobdrop";

    /** From the ground up; the empty name is the root package. Packages of one line do not use one another. */
    private static final List<List<String>> FLOORS = List.of(
            List.of("job"),
            List.of(""),
            List.of("http"),
            List.of("name", "sign", "metrics"),
            List.of("config"),
            List.of("page", "resolve"),
            List.of("stage"),
            List.of("record"),
            List.of("vendor"),
            List.of("poll", "download", "notify"),
            List.of("deliver"),
            List.of("s3", "queue", "sandbox", "status"),
            List.of("runtime"),
            List.of("recorded", "draft"),
            List.of("cli", "web", "embed"),
            List.of("karaf"));

    private static JavaClasses classes;

    @BeforeAll
    static void read() throws URISyntaxException {
        classes = new ClassFileImporter()
                .importPath(Path.of(Feed.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI()));
        assertThat(classes).hasSizeGreaterThan(200);
    }

    @Test
    void every_package_has_its_floor() {
        assertThat(classes.stream().map(FloorsTest::nameOf).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        FLOORS.stream().flatMap(List::stream).toList());
    }

    @Test
    void no_package_uses_one_above_it_or_beside_it() {
        assertThat(violations(FLOORS)).isEmpty();
    }

    @Test
    void the_rule_bites() {
        List<List<String>> wrong = new ArrayList<>(FLOORS);
        wrong.remove(List.of("job"));
        wrong.add(List.of("job"));

        assertThat(violations(wrong)).isNotEmpty();
    }

    @Test
    void the_packages_form_no_circle() {
        slices().matching("io.jobdrop.(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    void the_root_package_has_what_engineers_type_and_nothing_else() {
        assertThat(classes.stream()
                        .filter(each -> nameOf(each).isEmpty())
                        .map(each -> each.getName().replaceAll("\\$.*", ""))
                        .distinct())
                .containsExactly(ROOT + ".Feed");
    }

    @Test
    void no_file_is_longer_than_a_reader_holds_at_once() throws IOException {
        assertThat(filesLongerThan(150)).isNotEmpty();
        assertThat(filesLongerThan(250)).isEmpty();
    }

    @Test
    void no_record_has_more_than_seven_components() {
        assertThat(recordsOfMoreThan(6)).isNotEmpty();
        assertThat(recordsOfMoreThan(7)).isEmpty();
    }

    private static List<Path> filesLongerThan(long lines) throws IOException {
        List<Path> longer = new ArrayList<>();
        for (String sources : List.of("src/main/java", "src/test/java", "bench")) {
            try (Stream<Path> files = Files.walk(Path.of(sources))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    if (Files.readAllLines(file).size() > lines) {
                        longer.add(file);
                    }
                }
            }
        }
        return longer;
    }

    // The fields of a record that are not static are its components.
    private static List<String> recordsOfMoreThan(long components) {
        return classes.stream()
                .filter(JavaClass::isRecord)
                .filter(each -> each.getFields().stream()
                                .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                                .count()
                        > components)
                .map(JavaClass::getName)
                .toList();
    }

    private static List<String> violations(List<List<String>> floors) {
        return classes.stream()
                .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
                .filter(each -> each.getTargetClass().getPackageName().startsWith(ROOT))
                .filter(each -> !isAllowed(floors, each))
                .map(Dependency::getDescription)
                .distinct()
                .toList();
    }

    private static boolean isAllowed(List<List<String>> floors, Dependency use) {
        String from = nameOf(use.getOriginClass());
        String to = nameOf(use.getTargetClass());
        return from.equals(to) || floor(floors, to) < floor(floors, from);
    }

    private static int floor(List<List<String>> floors, String name) {
        return floors.stream()
                .filter(floor -> floor.contains(name))
                .findFirst()
                .map(floors::indexOf)
                .orElse(-1);
    }

    private static String nameOf(JavaClass each) {
        String name = each.getPackageName();
        return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
    }
}
