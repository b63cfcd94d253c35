package io.jobdrop.page;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.ListPlace;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One scan over a vendor's list, from the first page on. It knows where it is, and it ends: by the vendor's word, by
 * {@link #end} or {@link #visit} when the rest is known to hold nothing new, or by a {@link PageException} when the
 * vendor would lead it in a circle.
 *
 * <p>It remembers the ids it has seen, and nothing else of earlier pages.
 */
public final class PageScan {
    private final String feed;
    private final Instant beganAt;
    private final boolean full;
    private final UnaryOperator<String> redact;
    private final Set<String> seen = new HashSet<>();
    private final Circle circle = new Circle();
    private final PageNumbers numbers = new PageNumbers();
    private final NewestFirst order = new NewestFirst();
    private final Heard heard = new Heard();
    private final Gap gap = new Gap();
    private final Map<Job, Held> refused = new LinkedHashMap<>();
    private int page = 1;
    private long offset;
    private long pageLength;
    private boolean more = true;
    private boolean cut;
    private boolean givenUp;
    private int grown;
    private long entries;
    private @Nullable String promise;
    private @Nullable ListPlace place;
    private @Nullable Visits visits;
    private @Nullable PageException broken;
    private @Nullable String reported;

    /** A scan that begins now; a {@code full} one goes to the list's end. */
    public PageScan(String feed, Instant beganAt, boolean full) {
        this(feed, beganAt, full, UnaryOperator.identity());
    }

    /** A scan whose errors are written in the form that {@code redact} gives them, since they repeat the vendor's words. */
    public PageScan(String feed, Instant beganAt, boolean full, UnaryOperator<String> redact) {
        this.feed = feed;
        this.beganAt = beganAt;
        this.full = full;
        this.redact = redact;
    }

    /** When it began. */
    public Instant beganAt() {
        return beganAt;
    }

    /** Whether there is a page to ask for. */
    public boolean isMore() {
        return more;
    }

    /** The feed whose list it is. */
    public String feed() {
        return feed;
    }

    /** The page that comes next, from 1. */
    public int page() {
        return page;
    }

    /** How many entries of the list lie before the page that comes next. */
    long offset() {
        return offset;
    }

    /** How many entries the pages so far showed. */
    long entries() {
        return entries;
    }

    /** Takes note of a page that shows all the entries it covers. */
    void advance(List<String> ids, int items, BooleanSupplier promised) {
        advance(ids, items, promised, () -> items);
    }

    /**
     * Takes note of a page.
     *
     * @param ids the ids on it
     * @param items how many entries it has, those without an id among them
     * @param promised whether the vendor promises more; it may find that the page contradicts itself
     * @param step how many entries of the list it covers; asked for when there is more
     * @throws PageException when going on would lead nowhere, and the page gave no job
     */
    void advance(List<String> ids, int items, BooleanSupplier promised, LongSupplier step) {
        try {
            boolean fresh = seen.addAll(ids);
            entries += items;
            boolean promises = isGoingOn(ids, fresh, promised);
            long covered = promises ? step.getAsLong() : items;
            if (promises && covered == 0) {
                throw broken("it is empty, and yet the answer promises more");
            }
            more = promises;
            page++;
            offset += covered;
            pageLength = Math.max(pageLength, Math.max(items, promises ? covered : 0));
            if (!more) {
                lookIntoGap();
            }
        } catch (PageException e) {
            if (ids.isEmpty()) {
                throw e;
            }
            broken = e;
        }
    }

    private boolean isGoingOn(List<String> ids, boolean fresh, BooleanSupplier promised) {
        Optional<String> problem = circle.problem(ids);
        if (gap.isNothingIn(fresh)) {
            return false;
        }
        problem.ifPresent(what -> {
            throw broken(what);
        });
        return promised.getAsBoolean();
    }

    /**
     * How many entries to go on after a page that is not full, where the vendor names no limit: as many as were asked
     * for, since some may be hidden. As long as no page was full, it may have applied a smaller limit: what lies between
     * is looked at when the list has ended, and if it shows jobs, the scan goes on there by what it sees.
     */
    long stepOverGap(int items, int asked) {
        return gap.step(offset, items, asked, pageLength);
    }

    private void lookIntoGap() {
        gap.take().ifPresent(begin -> {
            order.goBack();
            goTo(page, begin);
        });
    }

    /** Whether the vendor may call the page that was asked for by this number. */
    boolean isNumbered(long asked, long shown) {
        return numbers.fit(page, asked, shown);
    }

    /** Takes note of what the last answer promised beyond it, in words. */
    void promised(@Nullable String what) {
        promise = what;
    }

    /** What the last answer promised beyond it. */
    Optional<String> promise() {
        return Optional.ofNullable(promise);
    }

    /** Ends it since the vendor has no such page: the one before was the last. A page out of turn is just skipped. */
    void endedBefore() {
        if (!isVisiting()) {
            more = false;
            lookIntoGap();
        }
    }

    /** Takes note of where the last page was, and of where its ids are. */
    void isAt(ListPlace lastPage) {
        place = lastPage;
    }

    /** A job that the list does not show, under an id as the list gives them. */
    public Job unlisted(String vendor, String id) {
        return new Job(feed, vendor, id, JsonNodeFactory.instance.objectNode(), false, place);
    }

    /** What it has heard of each job. */
    public Heard heard() {
        return heard;
    }

    /** Takes note of when the entries of a page were created, in their order. */
    void dated(List<Optional<Instant>> createdAt) {
        createdAt.forEach(order::add);
    }

    /** Whether all entries so far show that the list is in the order newest first. */
    public boolean isNewestFirst() {
        return order.isShown();
    }

    /** Takes note that a page held jobs that nobody has seen before. */
    public void grown(int unknown) {
        grown += unknown;
    }

    /** Whether it may leave out what is older than all entries so far. */
    public boolean mayBeCut() {
        return !full && !givenUp && isSound() && isNewestFirst();
    }

    /** Whether a page showed the job. */
    public boolean hasSeen(String id) {
        return seen.contains(id);
    }

    // Whether every page so far could be read from end to end.
    private boolean isSound() {
        return broken == null && reported == null;
    }

    /** Whether it went to the end of the list, and left out no page. */
    public boolean isFull() {
        return !more && !cut && isSound();
    }

    /** Ends it here, since the rest holds nothing to do. */
    public void end() {
        more = false;
        cut = true;
    }

    /**
     * Leaves out all pages but those that are likely to show some jobs. When one of these is not found there, the scan
     * goes on here after all.
     *
     * @param places the jobs by the page that showed each of them last
     */
    public void visit(Map<String, Integer> places) {
        int pages = (int) (grown / Math.max(1, pageLength));
        visits = new Visits(page, offset, places, pages);
        cut = true;
        goOnVisiting();
    }

    /** Whether it is at pages out of turn. */
    public boolean isVisiting() {
        return visits != null;
    }

    /** Goes to the next page out of turn that is needed; back to where it left the list, or to its end. */
    public void goOnVisiting() {
        Visits planned = Objects.requireNonNull(visits);
        if (planned.allIn(seen)) {
            more = false;
            return;
        }
        OptionalInt next = planned.next(seen);
        if (next.isPresent()) {
            goTo(next.getAsInt(), (next.getAsInt() - 1) * pageLength);
        } else {
            visits = null;
            cut = false;
            givenUp = true;
            order.goBack();
            goTo(planned.page(), planned.offset());
        }
    }

    private void goTo(int nextPage, long nextOffset) {
        page = nextPage;
        offset = nextOffset;
        more = true;
        circle.goBack();
    }

    /** Ends a scan that its last page broke, after that page's jobs were taken. */
    void failIfBroken() {
        PageException cause = broken;
        if (cause != null) {
            throw cause;
        }
    }

    /** Takes note of an entry whose id cannot be used; {@code standIn} shows it under another one. */
    void refused(Job standIn, Held why) {
        refused.put(standIn, why);
    }

    /** The jobs of the last page that cannot be worked on, with the reason. */
    public Map<Job, Held> takeRefused() {
        Map<Job, Held> taken = new LinkedHashMap<>(refused);
        refused.clear();
        return taken;
    }

    /** Remembers something wrong on this page that does not keep the scan from going on. */
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
        return new PageException(redact.apply("page " + page + " of " + feed + ": " + what));
    }
}
