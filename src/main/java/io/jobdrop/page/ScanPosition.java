package io.jobdrop.page;

import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a scan is in a list. One page follows the other. A gap that was stepped over is looked into when the list has
 * ended, and pages out of turn are visited in ascending order.
 */
final class ScanPosition {
    private final Gap gap = new Gap();
    private int page = 1;
    private long offset;
    private long pageLength;
    private int grown;
    private boolean more = true;
    private final Set<String> followed = new HashSet<>();
    private @Nullable String next;
    private @Nullable Visits visits;

    /** The page that comes next, from 1. */
    int page() {
        return page;
    }

    /** How many entries of the list lie before the page that comes next. */
    long offset() {
        return offset;
    }

    /** What leads to the page that comes next, a cursor or a path; null where the vendor has not said so. */
    @Nullable
    String next() {
        return next;
    }

    /** Takes note of what leads to the next page; returns false when it was followed before. */
    boolean follow(String cursor) {
        next = cursor;
        return followed.add(cursor);
    }

    /** Whether there is a page to ask for. */
    boolean isMore() {
        return more;
    }

    void end() {
        more = false;
    }

    /**
     * Goes behind a page.
     *
     * @param items how many entries it has
     * @param covered how many entries of the list it covers
     * @param promised whether another page follows
     */
    void advance(int items, long covered, boolean promised) {
        more = promised;
        page++;
        offset += covered;
        pageLength = Math.max(pageLength, Math.max(items, promised ? covered : 0));
    }

    /**
     * How many entries to advance after a page that is not full, where the vendor names no limit: as many as were asked
     * for, since some may be hidden. As long as no page was full, it may have applied a smaller limit. The entries between
     * are looked at when the list has ended; if they show jobs, the scan resumes there by what it sees.
     */
    long stepOverGap(int items, int asked) {
        return gap.step(offset, items, asked, pageLength);
    }

    /** Whether the page was the first look into a gap, and showed nothing but what is known. */
    boolean isGapEmpty(boolean fresh) {
        return gap.isNothingIn(fresh);
    }

    /** Goes back to a gap that nobody has looked into; false when there is none. */
    boolean lookIntoGap() {
        OptionalLong begin = gap.take();
        begin.ifPresent(first -> goTo(page, first));
        return begin.isPresent();
    }

    /** Takes note that the list has grown at its beginning by some jobs. */
    void grown(int jobs) {
        grown += jobs;
    }

    /** Leaves the list for the pages that showed some jobs last, as far as these have moved since. */
    void visit(Map<String, Integer> places) {
        visits = new Visits(page, offset, places, (int) (grown / Math.max(1, pageLength)));
    }

    boolean isVisiting() {
        return visits != null;
    }

    /** Goes to the next page out of turn that is needed, or to the list's end; false when it is where it left the list. */
    boolean goOnVisiting(Set<String> seen) {
        Visits planned = Objects.requireNonNull(visits);
        if (planned.allIn(seen)) {
            more = false;
            return true;
        }
        OptionalInt next = planned.next(seen);
        if (next.isPresent()) {
            goTo(next.getAsInt(), (next.getAsInt() - 1) * pageLength);
            return true;
        }
        visits = null;
        goTo(planned.page(), planned.offset());
        return false;
    }

    private void goTo(int nextPage, long nextOffset) {
        page = nextPage;
        offset = nextOffset;
        more = true;
    }
}
