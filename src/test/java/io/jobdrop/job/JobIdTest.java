package io.jobdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.Generated;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobIdTest {
    /** Ids of vendors that are not plain. */
    static List<String> odd() {
        return List.of(
                "gid://shopify/BulkOperation/77",
                "projects/9/operations/op-1",
                "urn:li:job:5",
                "QnVsa09wOjE=",
                "a@b",
                "j~1",
                "a b",
                "ä",
                "-x",
                "_x",
                ".x",
                "x.",
                "...",
                "a/../b",
                "../x",
                "%2e%2e",
                "a\\b",
                "a?b#c",
                "${jobId}",
                "con:",
                "\uD83D\uDE00",
                "x".repeat(300),
                "é".repeat(1024));
    }

    @ParameterizedTest
    @MethodSource("odd")
    void an_id_of_any_visible_characters_is_a_jobs_and_has_a_safe_name(String id) {
        assertThat(JobId.isSafe(id)).isTrue();
        assertThat(JobId.shown(id)).isEqualTo(id);
        assertThat(JobId.fileName(id)).matches("_[A-Za-z0-9._-]{0,64}-[0-9a-f]{32}");
        assertThat(JobId.inPath(id)).doesNotContainPattern("[^A-Za-z0-9._~%-]|%(?![0-9A-F]{2})");
        assertThat(URLDecoder.decode(JobId.inPath(id), StandardCharsets.UTF_8)).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "E-17", "3fa85f64-5717-4562-b3fc-2c963f66afa6", "1.2_3", "unsafe-a-1b2c", "a..b"})
    void a_plain_id_is_its_own_name_everywhere(String id) {
        assertThat(List.of(JobId.fileName(id), JobId.inPath(id), JobId.shown(id)))
                .containsOnly(id);
        assertThat(JobId.isStandIn(id)).isFalse();
        assertThat(JobId.fileName("a".repeat(128))).hasSize(128);
    }

    @ParameterizedTest
    @CsvSource({
        "'', is empty",
        "., is a dot segment of a path",
        ".., is a dot segment of a path",
        "' a', begins or ends with a blank",
        "'a\u00a0', begins or ends with a blank",
        "'a\tb', holds an invisible character",
        "'a\u2028b', holds an invisible character",
        "'a\u202eb', holds an invisible character",
        "'a\u0000b', holds an invisible character",
        "'\ud800', holds an invisible character"
    })
    void what_no_job_can_be_called_is_refused_with_its_reason(String id, String problem) {
        assertThat(JobId.problem(id)).contains(problem);
        assertThat(JobId.isSafe(id)).isFalse();
        assertThat(JobId.shown(id)).matches(JobIdTest::isStandIn);
    }

    @Test
    void an_id_of_more_than_1024_characters_is_refused() {
        assertThat(JobId.problem("x".repeat(1024))).isEmpty();
        assertThat(JobId.problem("x".repeat(1025))).contains("is longer than 1024 characters");
        assertThat(JobId.problem("漢".repeat(682))).isEmpty();
        assertThat(JobId.problem("漢".repeat(683))).contains("is longer than 2048 bytes");
    }

    @Test
    void an_id_that_repeats_a_secret_is_refused_and_its_stand_in_does_not_hold_it() {
        UnaryOperator<String> redact = text -> text.replace("our-key", "***");

        assertThat(JobId.problem("e-our-key-1", redact)).contains("repeats a secret");
        assertThat(JobId.problem("", redact)).contains("is empty");
        assertThat(JobId.problem("e-1", redact)).isEmpty();
        assertThat(JobId.shown("e-our-key-1", redact))
                .startsWith("unsafe-e-___-1-")
                .matches(JobIdTest::isStandIn)
                .isNotEqualTo(JobId.shown("e-***-1", text -> "e-***-1 "));
        assertThat(JobId.shown("our-key\n", redact)).startsWith("unsafe-____-");
        assertThat(List.of(JobId.shown("e-1", redact), JobId.shown("a\nb", redact)))
                .containsExactly("e-1", JobId.shown("a\nb"));
    }

    @Test
    void no_two_ids_share_a_name_or_a_stand_in_whatever_their_case() {
        List<String> ids = List.of("a b", "A b", "a_b", "_a_b", "a/b", "Aa:", "BB:", "x".repeat(200), "x".repeat(201));
        List<String> refused = List.of("Aa\n", "BB\n", "a\u0001", "a\u0002", "\ud800", "\ud801");

        assertThat(distinct(ids.stream().map(JobId::fileName).toList())).hasSize(ids.size());
        assertThat(distinct(refused.stream().map(JobId::shown).toList())).hasSize(refused.size());
    }

    @Test
    void a_made_up_name_is_never_a_plain_ids() {
        Generated.check(any -> {
            String one = any.text();
            String other = any.oneOf(List.of(any.text(), one.toLowerCase(Locale.ROOT), JobId.fileName(one)));

            assertThat(JobId.fileName(one).equals(JobId.fileName(other))).isEqualTo(one.equals(other));
            assertThat(JobId.fileName(one)).matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");
        });
    }

    @Test
    void a_uuid_of_people_is_in_small_letters_and_the_same_in_capitals() {
        String small = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
        String capital = small.toUpperCase(Locale.ROOT);

        assertThat(JobId.canonical(capital)).isEqualTo(small);
        assertThat(JobId.isSame(capital, small)).isTrue();
        assertThat(JobId.canonical("E-17")).isEqualTo("E-17");
        assertThat(JobId.isSame("E-17", "e-17")).isFalse();
        assertThat(JobId.canonical("X" + capital)).isEqualTo("X" + capital);
    }

    private static Set<String> distinct(List<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    private static boolean isStandIn(String id) {
        return JobId.isStandIn(id) && JobId.isSafe(id);
    }
}
