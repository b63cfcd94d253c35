package io.jobdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdPatternTest {
    private static final String UUID = "3fa85f64-5717-4562-b3fc-2c963f66afa6";

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                ".*/statements/([0-9a-f-]+)      ; https://h/api/v2/statements/01b-7 ; 01b-7",
                "(?:.*/)?([0-9]{3})(?:[?].*)?    ; https://h/jobs/123?x=1            ; 123",
                "(?:.*/)?([0-9]{3})(?:[?].*)?    ; 123                               ; 123",
                "gid://shop/(?<kind>[a-z]+)      ; gid://shop/bulk                   ; bulk",
                "[(](x+)[)]                      ; (xx)                              ; xx",
                "\\((x+)\\)                      ; (xx)                              ; xx",
                "\\Q(a)*\\E(x+)                  ; (a)*xx                            ; xx",
                "job-((?:a|b)+)                  ; job-abba                          ; abba",
                "(a+)|b                          ; b                                 ; b",
                "[a-z]+                          ; abc                               ; abc",
                "(?:ab)+                         ; abab                              ; abab"
            })
    void the_first_group_is_the_id_or_the_whole_text(String regex, String text, String id) {
        assertThat(new IdPattern(regex).idIn(text)).contains(id);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12} | " + UUID,
                "(ab)+c                                    | ababc",
                "(ab)*c                                    | c",
                "(x-)?[0-9]+                               | x-17",
                "((a)b){2}                                 | abab"
            })
    void a_group_with_a_quantifier_is_a_part_of_the_id(String regex, String text) {
        assertThat(new IdPattern(regex).idIn(text)).contains(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {".*/statements/([0-9a-f-]+) | https://h/statements/", "[a-z]+ | abc1", "(a)b | a"})
    void a_text_that_does_not_match_has_none(String regex, String text) {
        assertThat(new IdPattern(regex).idIn(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "([0-9a-f]{8}-[0-9a-f-]+)"})
    void a_uuid_in_capitals_is_taken_where_its_small_letters_match(String regex) {
        assertThat(new IdPattern(regex).idIn(UUID.toUpperCase(java.util.Locale.ROOT)))
                .map(JobId::canonical)
                .contains(UUID);
    }
}
