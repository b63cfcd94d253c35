package io.jobdrop.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlNodeTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "? ", "[{a: ", "[a, "})
    void what_is_nested_too_deeply_is_refused(String nesting) {
        Assertions.assertTimeout(
                Duration.ofSeconds(5),
                () -> assertThat(problem(nesting.repeat(50_000)))
                        .startsWith(":")
                        .contains("no valid YAML: "));
    }

    @Test
    void the_line_of_the_level_that_is_too_deep_is_named() throws IOException {
        assertThat(problem("- a: 1\n- b:\n    " + "[".repeat(99) + "]".repeat(99)))
                .isEqualTo(":3: no valid YAML: lists and maps are nested in more than 100 levels");
        assertThat(problem("- a: 1\n- b:\n    " + "[".repeat(98) + "]".repeat(98)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '- beans: &a [*a]'                | :1: no valid YAML: *a refers to what holds it
            'x: 1;y: &b {c: [d, {e: *b}]}'    | :2: no valid YAML: *b refers to what holds it
            """)
    void a_node_that_holds_itself_is_refused(String yaml, String problem) throws IOException {
        assertThat(problem(yaml.replace(';', '\n'))).isEqualTo(problem);
    }

    @Test
    void references_that_unfold_to_too_much_are_refused() throws IOException {
        StringBuilder yaml = new StringBuilder("- &x0 [a, b, c, d, e, f, g, h, i, j]\n");
        for (int i = 1; i < 9; i++) {
            yaml.append("- &x")
                    .append(i)
                    .append(" [")
                    .append(("*x" + (i - 1) + ", ").repeat(10))
                    .append("]\n");
        }

        assertThat(problem(yaml.toString())).startsWith(":5: no valid YAML: the file has more than 100000 values");
    }

    @Test
    void a_reference_to_something_else_is_read() throws Exception {
        Path file = Files.writeString(folder.resolve("a.yaml"), "a: &x {b: c}\nd: *x\ne: [*x, *x]\n");

        assertThat(YamlNode.read(file).field("d").orElseThrow().text("b")).isEqualTo("c");
    }

    @Test
    void a_large_file_is_refused_by_its_size() {
        Assertions.assertTimeout(
                Duration.ofSeconds(5),
                () -> assertThat(problem("# " + "x".repeat(8_000_000)))
                        .isEqualTo(":1: the file has 8000002 bytes; a YAML file here has at most 1000000"));
    }

    @Test
    void a_large_file_that_is_small_enough_is_read_soon() {
        Assertions.assertTimeout(
                Duration.ofSeconds(20),
                () -> assertThat(problem("# " + "x".repeat(999_000) + "\na: b\n"))
                        .isEmpty());
    }

    @Test
    void the_line_that_is_no_utf_8_is_named() throws IOException {
        String text = "a: 1\nb: grün\nc: 3\n";

        assertThat(problem(text.getBytes(ISO_8859_1)))
                .isEqualTo(":2: the byte 0xFC in this line is not UTF-8; save the file as UTF-8");
        assertThat(problem(text.getBytes(UTF_16)))
                .isEqualTo(":1: the byte 0xFE in this line is not UTF-8; save the file as UTF-8");
        assertThat(problem("a: 1\n".getBytes(UTF_16LE)))
                .isEqualTo(":1: YAML does not allow the character U+0000; delete it");
        assertThat(problem("a: 1\nb: \u00fc".getBytes(UTF_8))).isEmpty();
        assertThat(problem(new byte[] {'a', ':', ' ', (byte) 0xC3})).contains(":1: the byte 0xC3");
    }

    @Test
    void a_byte_order_mark_is_no_mistake() throws IOException {
        assertThat(problem("\uFEFFa: 1\n")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, U+0000", "7, U+0007", "27, U+001B", "65534, U+FFFE"})
    void a_control_character_is_named_with_its_line(int character, String name) throws IOException {
        assertThat(problem("a: 1\nb: 2\nc: x" + (char) character + "y\n"))
                .isEqualTo(":3: YAML does not allow the character " + name + "; delete it");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'a: 1;? {a: b};: c'      | :2: no valid YAML: a key must be one word, and this one is a list or a map
            'a: 1;? [b];: c'         | :2: no valid YAML: a key must be one word, and this one is a list or a map
            'a: {{setting}}'         | :1: no valid YAML: a key must be one word, and this one is a list or a map; quote
            '# x;%YAML 3.7;---;a: b' | :2: no valid YAML: this version of YAML is unknown; delete the line
            """)
    void a_form_that_nobody_reads_is_explained(String yaml, String problem) throws IOException {
        assertThat(problem(yaml.replace(';', '\n'))).startsWith(problem);
    }

    private String problem(String yaml) throws IOException {
        return problem(yaml.getBytes(UTF_8));
    }

    // Without the file's name, or an empty text.
    private String problem(byte[] yaml) throws IOException {
        Path file = Files.write(folder.resolve("x.yaml"), yaml);
        try {
            YamlNode.read(file);
            return "";
        } catch (YamlNode.Unreadable e) {
            return e.problem().toString().substring(file.toString().length());
        }
    }
}
