package io.jobdrop.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class GeneratedTest {
    @Test
    void a_failure_names_its_seed_and_what_was_wrong() {
        assertThatThrownBy(() -> Generated.check(
                        any -> assertThat(any.number(0, 9)).as("digit").isLessThan(9)))
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching("(?s)with -Djobdrop.test.seed=-?\\d+: .*digit.*");
    }

    @Test
    void numbers_reach_both_ends_and_nothing_beyond() {
        Set<Long> numbers = new TreeSet<>();
        Generated.check(any -> numbers.add(any.number(-3, 1L << 40)));

        assertThat(numbers).contains(-3L, -2L, 1L << 40).allMatch(number -> number >= -3 && number <= 1L << 40);
        assertThat(numbers).hasSizeGreaterThan(500);
    }

    @Test
    void texts_are_empty_and_full_plain_and_odd() {
        List<String> texts = new ArrayList<>();
        Generated.check(any -> texts.add(any.text(40)));

        assertThat(texts)
                .anyMatch(String::isEmpty)
                .anyMatch(text -> text.length() == 40)
                .anyMatch(text -> text.matches("[ -~]{9,}"))
                .anyMatch(text -> text.contains("/"))
                .anyMatch(text -> text.contains("\u202e"))
                .anyMatch(text -> text.codePoints().anyMatch(Character::isSupplementaryCodePoint))
                .anyMatch(text -> text.codePoints().anyMatch(point -> Character.getType(point) == Character.SURROGATE))
                .allMatch(text -> text.length() <= 40);
    }
}
