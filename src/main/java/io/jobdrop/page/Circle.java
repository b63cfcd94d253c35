package io.jobdrop.page;

import io.jobdrop.job.JobId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether pages that follow one another lead nowhere. */
final class Circle {
    /** So many pages in a row may show no job at all: a vendor may hide what it counts. */
    private static final int FRUITLESS = 100;

    private final Set<String> seen = new HashSet<>();
    private int fruitless;

    /** What is wrong with going on after a page with these ids. */
    Optional<String> problem(List<String> ids) {
        boolean anyNew = false;
        for (String id : ids) {
            anyNew |= seen.add(id);
        }
        if (!ids.isEmpty() && !anyNew) {
            return Optional.of("all its " + ids.size() + " ids were on earlier pages, the first one is "
                    + JobId.shown(ids.get(0)));
        }
        fruitless = anyNew ? 0 : fruitless + 1;
        return fruitless > FRUITLESS
                ? Optional.of("the last " + FRUITLESS + " pages showed no job, and yet the answers promise more")
                : Optional.empty();
    }

    /** Lets the next page show again what earlier ones did. */
    void goBack() {
        seen.clear();
    }
}
