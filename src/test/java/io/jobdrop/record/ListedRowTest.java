package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.Job;
import io.jobdrop.job.Statement;
import io.jobdrop.job.Statement.Rank;
import io.jobdrop.record.ListedRow.Standing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ListedRowTest {
    private static final Statement DONE = new Statement(Rank.COMPLETED, "done", "2026-01-02T03:04:05Z", "");

    @Test
    void a_job_seen_for_the_first_time_is_to_be_looked_at() {
        ListedRow row = ListedRow.unseen("a");

        assertThat(row.id()).isEqualTo("a");
        assertThat(row.isKnown()).isFalse();
        assertThat(row.isOfferable()).isTrue();
        assertThat(row.isFinished()).isFalse();
        assertThat(row.isPlacedOn(1)).isFalse();
        assertThat(row.isToldAnew(saying(DONE))).isFalse();
        assertThat(row.completedAnew(saying(DONE))).isEmpty();
    }

    @Test
    void a_job_that_is_over_is_told_anew_when_the_list_says_for_the_first_time_that_it_is_completed() {
        assertThat(over(null).isToldAnew(saying(DONE))).isTrue();
        assertThat(over("over failed  ").isToldAnew(saying(DONE))).isTrue();
        assertThat(over(DONE.text()).isToldAnew(saying(DONE))).isFalse();
    }

    @Test
    void a_delivered_job_and_an_unfinished_one_are_never_told_anew() {
        assertThat(delivered(null).isToldAnew(saying(DONE))).isFalse();
        assertThat(new ListedRow("a", Standing.OFFERABLE, 1, null, null, null).isToldAnew(saying(DONE)))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN", "OPEN", "OVER"})
    void a_statement_that_there_are_no_results_tells_nothing_anew(Rank rank) {
        assertThat(over(null).isToldAnew(saying(new Statement(rank, "x", "", ""))))
                .isFalse();
    }

    @Test
    void an_entry_without_a_statement_and_no_entry_tell_nothing_anew() {
        assertThat(over(null).isToldAnew(Job.known("f", "v", "a"))).isFalse();
        assertThat(over(null).isToldAnew(null)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"3, true", "2, false", ", false"})
    void the_page_that_shows_it_is_known(@Nullable Integer page, boolean known) {
        assertThat(new ListedRow("a", Standing.OFFERABLE, page, null, null, null).isPlacedOn(3))
                .isEqualTo(known);
    }

    @Test
    void a_delivered_job_is_completed_anew_at_a_later_time_than_was_heard() {
        assertThat(delivered(null).completedAnew(saying(DONE))).hasValue("2026-01-02T03:04:05Z");
        assertThat(delivered("2026-01-01T00:00:00Z").completedAnew(saying(DONE)))
                .hasValue("2026-01-02T03:04:05Z");
        assertThat(delivered("2026-01-02T03:04:05Z").completedAnew(saying(DONE)))
                .isEmpty();
        assertThat(delivered("2026-01-02T03:04:05.5Z").completedAnew(saying(DONE)))
                .isEmpty();
        assertThat(delivered("soon").completedAnew(saying(DONE))).isPresent();
    }

    @Test
    void without_a_time_or_a_statement_or_a_delivery_nothing_is_completed_anew() {
        assertThat(delivered(null).completedAnew(saying(new Statement(Rank.COMPLETED, "done", "", ""))))
                .isEmpty();
        assertThat(delivered(null).completedAnew(Job.known("f", "v", "a"))).isEmpty();
        assertThat(delivered(null).completedAnew(null)).isEmpty();
        assertThat(over(null).completedAnew(saying(DONE))).isEmpty();
    }

    @Test
    void another_revision_of_a_delivered_job_counts_once_it_is_completed() {
        ListedRow first = new ListedRow("a", Standing.DELIVERED, 1, null, null, "1");

        assertThat(first.isRevised(saying(revision(Rank.COMPLETED, "1")))).isFalse();
        assertThat(first.isRevised(saying(revision(Rank.COMPLETED, "")))).isFalse();
        assertThat(first.isRevised(saying(revision(Rank.OPEN, "2")))).isFalse();
        assertThat(first.isRevised(saying(revision(Rank.COMPLETED, "2")))).isTrue();
        assertThat(first.revised().standing()).isEqualTo(Standing.OFFERABLE);
        assertThat(delivered(null).isRevised(saying(revision(Rank.OPEN, "2")))).isTrue();
        assertThat(delivered(null).revised().standing()).isEqualTo(Standing.DELIVERED);
    }

    private static Statement revision(Rank rank, String revision) {
        return new Statement(rank, "x", "", "", revision);
    }

    private static Job saying(Statement statement) {
        return Job.known("f", "v", "a").saying(statement);
    }

    private static ListedRow over(@Nullable String said) {
        return new ListedRow("a", Standing.OVER, 1, said, null, null);
    }

    private static ListedRow delivered(@Nullable String completedAt) {
        return new ListedRow("a", Standing.DELIVERED, 1, null, completedAt, null);
    }
}
