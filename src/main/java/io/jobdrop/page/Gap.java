package io.jobdrop.page;

import java.util.OptionalLong;

/**
 * The first place of a list that a scan by offsets stepped over without knowing whether entries lie there: the vendor
 * named no limit, and showed fewer entries than were asked for.
 */
final class Gap {
    private long begin = -1;
    private boolean looking;
    private boolean smallLimit;

    /** How many entries to go on after a page that is not full. */
    long step(long offset, int items, int asked, long longest) {
        boolean first = items == 0 && longest == 0;
        if (smallLimit || first) {
            return items;
        }
        if (longest < asked && begin < 0) {
            begin = offset + items;
        }
        return asked;
    }

    /** Where to look once the list has ended; empty when nothing was stepped over, or somebody looked already. */
    OptionalLong take() {
        boolean due = begin >= 0 && !looking;
        looking |= due;
        return due ? OptionalLong.of(begin) : OptionalLong.empty();
    }

    /** Whether the page was the first look into the gap, and showed nothing but what is known. */
    boolean isNothingIn(boolean fresh) {
        if (!looking || smallLimit) {
            return false;
        }
        smallLimit = fresh;
        return !fresh;
    }
}
