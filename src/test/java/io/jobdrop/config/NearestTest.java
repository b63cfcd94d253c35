package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.Installation;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    @ParameterizedTest
    @CsvSource({
        "jobdrop.drop.dri,jobdrop.drop.dir",
        "jobdrop.drop.uir,jobdrop.drop.uri",
        "jobdrop.dorp.dir,jobdrop.drop.dir",
        "convertyl.token,convertly.token",
        "jobdrop.retry.attepmts,jobdrop.retry.attempts"
    })
    void of_names_as_near_the_one_with_two_letters_swapped_is_meant(String wrong, String meant) {
        assertThat(Nearest.suggestion(wrong, DefaultSettings.ALL.keySet()))
                .isEqualTo("; did you mean '" + meant + "'?");
    }

    @Test
    void a_name_that_is_far_from_all_is_not_guessed_at() {
        assertThat(Nearest.suggestion("entirely-else", List.of("page", "offset")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "JOBDRPO_DROP_DIR,JOBDROP_DROP_DIR",
        "CONEVRTLY_TOKEN,CONVERTLY_TOKEN",
        "CONVERTLY_JOSB_DROP,CONVERTLY_JOBS_DROP",
        "CONVERTLY_JOBS_SCHEDUEL,CONVERTLY_JOBS_SCHEDULE"
    })
    void a_variable_with_two_letters_swapped_is_found_wherever_they_are(
            String wrong, String meant, @TempDir Path home) {
        assertThat(new Installation(home)
                        .set("CONVERTLY_TOKEN", "key")
                        .set(wrong, "x")
                        .read()
                        .problems())
                .extracting(Problem::toString)
                .containsExactly("environment " + wrong + ": unknown setting; did you mean '" + meant + "'?");
    }

    @Test
    void a_variable_of_somebody_else_is_none_of_ours(@TempDir Path home) {
        assertThat(new Installation(home)
                        .set("CONVERTLY_TOKEN", "key")
                        .set("CONVERTLZ_TOKEN", "x")
                        .set("JOBDROP_SERVICE_HOST", "x")
                        .read()
                        .problems())
                .isEmpty();
    }
}
