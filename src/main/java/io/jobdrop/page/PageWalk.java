package io.jobdrop.page;

import io.jobdrop.job.JobId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One walk over a vendor's list, from the first page on. It knows where it is, and it ends: by the vendor's word, or
 * by a {@link PageException} when the vendor would lead it in a circle.
 *
 * <p>It remembers the ids it has seen, and nothing else of earlier pages.
 */
public final class PageWalk {
    private final String feed;
    private final Set<String> seen = new HashSet<>();
    private int page = 1;
    private long offset;
    private boolean more = true;
    private @Nullable PageException broken;
    private @Nullable String reported;

    public PageWalk(String feed) {
        this.feed = feed;
    }

    /** Whether there is a page to ask for. */
    public boolean isMore() {
        return more;
    }

    /** The page that comes next, from 1. */
    int page() {
        return page;
    }

    /** How many entries the pages so far had. */
    long offset() {
        return offset;
    }

    /**
     * Takes note of a page.
     *
     * @param ids the ids on it
     * @param items how many entries it has, those without an id among them
     * @param promised whether the vendor promises more; it may find that the page contradicts itself
     * @throws PageException when going on would lead nowhere, and the page gave no job
     */
    void advance(List<String> ids, int items, BooleanSupplier promised) {
        try {
            more = isGoingOn(ids, items, promised);
            page++;
            offset += items;
        } catch (PageException e) {
            if (ids.isEmpty()) {
                throw e;
            }
            broken = e;
        }
    }

    private boolean isGoingOn(List<String> ids, int items, BooleanSupplier promised) {
        boolean anyNew = false;
        for (String id : ids) {
            anyNew |= seen.add(id);
        }
        if (!ids.isEmpty() && !anyNew) {
            throw broken("all its " + ids.size() + " ids were on earlier pages, the first one is "
                    + JobId.shown(ids.get(0)));
        }
        boolean promises = promised.getAsBoolean();
        if (promises && items == 0) {
            throw broken("it is empty, and yet the answer promises more");
        }
        return promises;
    }

    /** Ends a walk that its last page broke, after that page's jobs were taken. */
    void failIfBroken() {
        PageException cause = broken;
        if (cause != null) {
            throw cause;
        }
    }

    /** Remembers something wrong on this page that does not keep the walk from going on. */
    void report(String what) {
        if (reported == null) {
            reported = String.valueOf(broken(what).getMessage());
        }
    }

    /** The first wrong thing that was met on the way; the poll counts as failed for it. */
    public Optional<String> reported() {
        return Optional.ofNullable(reported);
    }

    /** An error that names the feed and the page. */
    PageException broken(String what) {
        return new PageException("page " + page + " of " + feed + ": " + what);
    }
}
