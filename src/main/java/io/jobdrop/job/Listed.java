package io.jobdrop.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * What the vendor's list said of a job.
 *
 * @param place where the list showed it; null for a job whose id somebody named
 * @param fields the list's entry alone, once the detail answer is among the job's fields; null before
 * @param said what the entry says; null for a job that no list showed
 */
public record Listed(
        @Nullable ListPlace place,
        @Nullable ObjectNode fields,
        @Nullable Statement said) {
    /** How far the entry says that the job has got. */
    Statement.Rank rank() {
        return said == null ? Statement.Rank.UNKNOWN : said.rank();
    }

    Listed saying(Statement statement) {
        return new Listed(place, fields, statement);
    }

    /** The same before the detail answer is laid over the job's fields. An earlier entry remains. */
    Listed before(ObjectNode known) {
        return fields == null ? new Listed(place, known, said) : this;
    }
}
