package io.jobdrop.job;

import java.util.Locale;

/**
 * What one entry of a vendor's list says of a job, in so few words that the ledger can keep it. It holds no URL.
 *
 * @param rank how far the job has got, by the feed's status words
 * @param word the vendor's own word, for people; empty when there is none
 * @param completedAt when the vendor completed it, in ISO 8601 where that can be read; empty when the entry does not say
 * @param results a hash of the results that the entry shows; empty when it shows none
 * @param revision a hash of the job's revision; empty when the entry shows none
 */
public record Statement(Rank rank, String word, String completedAt, String results, String revision) {
    /** What an entry without a revision says. */
    public Statement(Rank rank, String word, String completedAt, String results) {
        this(rank, word, completedAt, results, "");
    }

    /** How far a job has got. Of several statements the one with the highest rank counts. */
    public enum Rank {
        /** No status, or a word that the feed does not declare. */
        UNKNOWN,
        OPEN,
        /** Failed, or completed without a file. */
        OVER,
        COMPLETED,
        COMPLETED_WITH_RESULTS
    }

    /** Whether the vendor says that there should be results. */
    public boolean isCompleted() {
        return rank.compareTo(Rank.COMPLETED) >= 0;
    }

    /** The form in which the ledger keeps it: equal for equal statements. */
    public String text() {
        String text = rank.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return text + " " + word + " " + completedAt + " " + results + (revision.isEmpty() ? "" : " " + revision);
    }
}
