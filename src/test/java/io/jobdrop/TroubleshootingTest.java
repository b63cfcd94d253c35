package io.jobdrop;

import static io.jobdrop.support.OwnMessages.VALUE;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.OwnMessages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The messages of the troubleshooting page are those that Jobdrop can say, and it lists what is logged as WARN or ERROR. */
class TroubleshootingTest {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final int TELLING = 3;
    private static final int FRAME = ". It is held now".length();
    /** Only an error of ours leads to these, or a class loader. */
    private static final List<String> NOT_FOR_USERS = List.of(
            "\u2026 could not be deleted", "the driver \u2026 could not be taken out", "the page \u2026 failed");

    private static OwnMessages own;

    @BeforeAll
    static void read() throws IOException {
        own = OwnMessages.of(files(Path.of("src/main/java")));
    }

    @Test
    void every_message_of_the_page_is_one_that_jobdrop_can_say() throws IOException {
        List<String> said = new ArrayList<>(own.texts());
        for (Path root : List.of(Path.of("routes"), Path.of("src/main/resources"), Path.of("config"))) {
            for (Path file : files(root)) {
                said.addAll(Files.readAllLines(file));
            }
        }

        assertThat(listed())
                .filteredOn(message -> said.stream().noneMatch(text -> says(text, message)))
                .isEmpty();
    }

    @Test
    void every_warning_with_words_of_its_own_is_on_the_page() throws IOException {
        List<String> listed = listed();

        assertThat(own.warnings())
                .filteredOn(TroubleshootingTest::hasWords)
                .filteredOn(warning -> listed.stream().noneMatch(message -> says(warning, message)))
                .filteredOn(warning -> !NOT_FOR_USERS.contains(warning))
                .isEmpty();
        assertThat(own.warnings()).containsAll(NOT_FOR_USERS).hasSizeGreaterThan(30);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "the host … is down                      | true",
                "the host … down; the next poll checks   | true",
                "or … out                                | true",
                "the host … is gone                      | false",
                "is down … the host                      | false",
                "the host … tries again                  | false",
                "of a constant and … a method            | true",
                "a file of 3                             | false",
                "… bytes of … came                       | true",
                "joined without a value                  | true",
            })
    void a_message_is_said_when_its_pieces_come_in_order_in_one_text(
            String message, boolean expected, @TempDir Path folder) throws IOException {
        Path source = Files.writeString(folder.resolve("A.java"), """
                class A {
                    static final String WORD = "a constant";
                    String a(String host, int s) { return "the host " + host + " is " + "down; the next poll"
                            + " checks it in " + s + " s, or " + (s > 1 ? "joined with" : "out") ; }
                    String b() { return "of " + WORD + " and " + c(); }
                    String c() { return "a method"; }
                    String d() { return "tries again" + "%d bytes of %s came".formatted(1, "b"); }
                    String e() { return "joined " + "with" + "out a value"; }
                }
                """);
        List<String> texts = OwnMessages.of(List.of(source)).texts();

        assertThat(texts.stream().anyMatch(text -> says(text, message))).isEqualTo(expected);
    }

    // Others frame a reason, which has words of its own.
    private static boolean hasWords(String warning) {
        return Stream.of(warning.split(VALUE + "", -1)).anyMatch(piece -> piece.length() > FRAME);
    }

    /** Whether the pieces of a message, as the page writes it, come in their order in a text. */
    private static boolean says(String text, String message) {
        int from = 0;
        for (String piece : message.split(VALUE + "", -1)) {
            int at = text.indexOf(piece.strip(), from);
            if (piece.strip().length() >= TELLING && at < 0) {
                return false;
            }
            from = piece.strip().length() >= TELLING ? at + piece.strip().length() : from;
        }
        return true;
    }

    private static List<String> listed() throws IOException {
        return Files.readString(Path.of("docs/troubleshooting.md"))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("(?<!\\\\)\\|", -1)[1])
                .flatMap(cell -> CODE.matcher(cell).results().map(found -> found.group(1)))
                .toList();
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.(java|yaml|properties|sql|js)"))
                    .toList();
        }
    }
}
