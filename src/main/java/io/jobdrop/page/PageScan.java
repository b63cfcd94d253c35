package io.jobdrop.page;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jobdrop.job.Job;
import io.jobdrop.job.ListPlace;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final ScanPosition position = new ScanPosition();
    private final ListProblems problems;
    private final Set<String> seen = new HashSet<>();
    private final Circle circle = new Circle();
    private final PageNumbers numbers = new PageNumbers();
    private final NewestFirst order = new NewestFirst();
    private final Heard heard = new Heard();
    private boolean cut;
    private boolean givenUp;
    private long entries;
    private @Nullable String promise;
    private @Nullable ListPlace place;

    /** A scan that begins now; a {@code full} one goes to the list's end. */
    public PageScan(String feed, Instant beganAt, boolean full) {
        this(feed, beganAt, full, UnaryOperator.identity(), UnaryOperator.identity());
    }

    /** A scan whose errors are written as {@code redact} gives them. Ids that {@code redactId} changes cannot be used. */
    public PageScan(
            String feed, Instant beganAt, boolean full, UnaryOperator<String> redact, UnaryOperator<String> redactId) {
        this.feed = feed;
        this.beganAt = beganAt;
        this.full = full;
        this.problems = new ListProblems(feed, position::page, redact, redactId);
    }

    /** When it began. */
    public Instant beganAt() {
        return beganAt;
    }

    /** Whether there is a page to ask for. */
    public boolean isMore() {
        return position.isMore();
    }

    /** The feed whose list it is. */
    public String feed() {
        return feed;
    }

    /** The page that comes next, from 1. */
    public int page() {
        return position.page();
    }

    /** How many entries of the list lie before the page that comes next. */
    long offset() {
        return position.offset();
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
                throw problems.broken("it is empty, and yet the answer promises more");
            }
            position.advance(items, covered, promises);
            if (!promises) {
                lookIntoGap();
            }
        } catch (PageException e) {
            if (ids.isEmpty()) {
                throw e;
            }
            problems.defer(e);
        }
    }

    private boolean isGoingOn(List<String> ids, boolean fresh, BooleanSupplier promised) {
        Optional<String> problem = circle.problem(ids);
        if (position.isGapEmpty(fresh)) {
            return false;
        }
        problem.ifPresent(what -> {
            throw problems.broken(what);
        });
        return promised.getAsBoolean();
    }

    /** Where it is in the list. */
    ScanPosition position() {
        return position;
    }

    private void lookIntoGap() {
        if (position.lookIntoGap()) {
            circle.goBack();
            order.goBack();
        }
    }

    /** Whether the vendor may call the page that was asked for by this number. */
    boolean isNumbered(long asked, long shown) {
        return numbers.fit(position.page(), asked, shown);
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
            position.end();
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
        position.grown(unknown);
    }

    /** Whether it may leave out what is older than all entries so far. */
    public boolean mayBeCut() {
        return !full && !givenUp && problems.isEmpty() && isNewestFirst();
    }

    /** Whether a page showed the job. */
    public boolean hasSeen(String id) {
        return seen.contains(id);
    }

    /** Whether it went to the end of the list, and left out no page. */
    public boolean isFull() {
        return !isMore() && !cut && problems.isEmpty();
    }

    /** Ends it here, since the rest holds nothing to do. */
    public void end() {
        position.end();
        cut = true;
    }

    /**
     * Leaves out all pages but those that are likely to show some jobs. When one of these is not found there, the scan
     * goes on here after all.
     *
     * @param places the jobs by the page that showed each of them last
     */
    public void visit(Map<String, Integer> places) {
        position.visit(places);
        cut = true;
        goOnVisiting();
    }

    /** Whether it is at pages out of turn. */
    public boolean isVisiting() {
        return position.isVisiting();
    }

    /** Goes to the next page out of turn that is needed; back to where it left the list, or to its end. */
    public void goOnVisiting() {
        boolean planned = position.goOnVisiting(seen);
        circle.goBack();
        if (!planned) {
            cut = false;
            givenUp = true;
            order.goBack();
        }
    }

    /** What is wrong with the list so far. */
    public ListProblems problems() {
        return problems;
    }
}
