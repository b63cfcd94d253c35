package io.jobdrop.page;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
     * @param promised whether the vendor promises more
     * @throws PageException when going on would lead nowhere
     */
    void advance(List<String> ids, int items, boolean promised) {
        if (promised && items == 0) {
            throw broken("it is empty, and yet the answer promises more");
        }
        boolean anyNew = false;
        for (String id : ids) {
            anyNew |= seen.add(id);
        }
        if (!ids.isEmpty() && !anyNew) {
            throw broken("all its " + ids.size() + " ids were on earlier pages, the first one is "
                    + io.jobdrop.job.JobId.shown(ids.get(0)));
        }
        page++;
        offset += items;
        more = promised;
    }

    /** An error that names the feed and the page. */
    PageException broken(String what) {
        return new PageException("page " + page + " of " + feed + ": " + what);
    }
}
