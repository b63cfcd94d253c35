package io.jobdrop.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.Job;
import io.jobdrop.job.Statement;
import io.jobdrop.job.Statement.Rank;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeardTest {
    private final Heard heard = new Heard();

    @ParameterizedTest
    @CsvSource({
        "OPEN, OPEN, false",
        "COMPLETED, OPEN, false",
        "OPEN, COMPLETED, true",
        "UNKNOWN, OPEN, true",
        "COMPLETED, COMPLETED_WITH_RESULTS, true"
    })
    void of_two_entries_about_a_job_the_later_counts_only_when_the_job_has_got_further(
            Rank first, Rank second, boolean more) {
        assertThat(heard.isMore(entry("a", first, "x"))).isTrue();

        assertThat(heard.isMore(entry("a", second, "x"))).isEqualTo(more);
    }

    @Test
    void what_counts_stays_the_most_advanced_entry_however_many_follow() {
        heard.isMore(entry("a", Rank.COMPLETED, "done"));
        heard.isMore(entry("a", Rank.OPEN, "running"));

        assertThat(heard.isMore(entry("a", Rank.OVER, "failed"))).isFalse();
    }

    @Test
    void each_job_is_heard_for_itself() {
        heard.isMore(entry("a", Rank.COMPLETED, "done"));

        assertThat(heard.isMore(entry("b", Rank.OPEN, "running"))).isTrue();
        assertThat(heard.contradiction(entry("b", Rank.COMPLETED, "done"))).isPresent();
        assertThat(heard.isContradicted("a")).isFalse();
    }

    @Test
    void an_entry_that_says_nothing_is_less_than_any_that_says_something() {
        assertThat(heard.isMore(Job.known("f", "v", "a"))).isTrue();

        assertThat(heard.isMore(entry("a", Rank.OPEN, "running"))).isTrue();
        assertThat(heard.isMore(Job.known("f", "v", "a"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"OPEN, running, COMPLETED, done", "COMPLETED, done, OPEN, running"})
    void two_entries_of_different_rank_contradict_each_other_and_the_further_is_named_first(
            Rank first, String firstWord, Rank second, String secondWord) {
        heard.isMore(entry("a", first, firstWord));

        assertThat(heard.contradiction(entry("a", second, secondWord)))
                .contains("the list says both 'done' and 'running'");
        assertThat(heard.isContradicted("a")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "OPEN, running, OPEN, queued",
        "OPEN, Done, COMPLETED, done",
        "UNKNOWN, '', COMPLETED, done",
        "COMPLETED, done, UNKNOWN, ''"
    })
    void entries_of_one_rank_or_one_word_or_without_a_word_contradict_nothing(
            Rank first, String firstWord, Rank second, String secondWord) {
        heard.isMore(entry("a", first, firstWord));

        assertThat(heard.contradiction(entry("a", second, secondWord))).isEmpty();
        assertThat(heard.isContradicted("a")).isFalse();
    }

    @Test
    void the_first_entry_about_a_job_contradicts_nothing() {
        assertThat(heard.contradiction(entry("a", Rank.COMPLETED, "done"))).isEmpty();
        assertThat(heard.isContradicted("a")).isFalse();
    }

    private static Job entry(String id, Rank rank, String word) {
        return Job.known("f", "v", id).saying(new Statement(rank, word, "", ""));
    }
}
