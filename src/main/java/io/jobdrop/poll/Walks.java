package io.jobdrop.poll;

import io.jobdrop.config.Settings;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobId;
import io.jobdrop.page.PageWalk;
import io.jobdrop.record.ListedJobs;
import io.jobdrop.record.ListedJobs.FullWalk;
import io.jobdrop.record.ListedJobs.Wanted;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/**
 * How far the walk over a list goes. It ends where the rest is proven to hold nothing to do: the list is newest first,
 * and nothing is left to do for any job of a page, so that all that follows is older and was known before. Unfinished
 * jobs that lie beyond are asked for one by one, where the vendor has a detail answer, or on the page that showed them.
 *
 * <p>The proof may be wrong, since it is the vendor's word. A walk to the list's end from time to time, at the first
 * poll of a service, and after a poll that failed makes that a delay and never a loss.
 */
public final class Walks {
    private static final Duration FULL_WALK = Duration.ofHours(24);

    private final ListedJobs ledger;
    private final Settings settings;
    private final Set<String> detailed;
    private final Clock clock;
    private final Set<String> trusted = ConcurrentHashMap.newKeySet();

    /** With the feeds whose vendor has a detail answer; the first poll of the feeds in {@code trusted} may be cut short. */
    public Walks(ListedJobs ledger, Settings settings, Set<String> detailed, Set<String> trusted, Clock clock) {
        this.ledger = ledger;
        this.settings = settings;
        this.detailed = Set.copyOf(detailed);
        this.clock = clock;
        this.trusted.addAll(trusted);
    }

    /** A walk over a feed's list. */
    PageWalk begin(String feed) {
        return new PageWalk(feed, clock.instant(), !trusted.contains(feed) || isFullWalkDue(feed));
    }

    private boolean isFullWalkDue(String feed) {
        Optional<FullWalk> last = ledger.fullWalk(feed);
        if (last.isEmpty() || !last.get().newestFirst()) {
            return true;
        }
        String set = settings.get(feed + ".full-walk");
        Duration every = set.isEmpty() ? FULL_WALK : settings.duration(feed + ".full-walk");
        Instant now = clock.instant();
        Instant at = last.get().beganAt();
        return at.isAfter(now) || !at.plus(every).isAfter(now);
    }

    /**
     * The jobs that a page leads to: those of its own that should be looked at, and when the walk ends with it, those
     * beyond it too.
     */
    public List<Job> offerable(
            @ExchangeProperty("walk") PageWalk walk, @ExchangeProperty("vendor") String vendor, @Body List<Job> jobs) {
        ListedJobs.Page page = ledger.page(jobs, walk.page() - 1);
        walk.grown(page.unknown());
        List<Job> offered = new ArrayList<>(page.offerable());
        if (walk.isVisiting()) {
            walk.goOnVisiting();
        } else if (walk.isMore() && walk.mayBeCut() && page.finished()) {
            List<Wanted> beyond = ledger.wanted(walk.feed(), id -> !walk.hasSeen(id) && !JobId.isStandIn(id));
            if (beyond.isEmpty()) {
                walk.end();
            } else if (detailed.contains(walk.feed())) {
                walk.end();
                beyond.forEach(job -> offered.add(Job.known(walk.feed(), vendor, job.id())));
            } else {
                visit(walk, beyond);
            }
        }
        return offered;
    }

    // What nobody has seen on the list yet has to be looked for; what the last full walk did not find is not waited
    // for.
    private void visit(PageWalk walk, List<Wanted> beyond) {
        Instant searched = ledger.fullWalk(walk.feed()).map(FullWalk::beganAt).orElse(Instant.MIN);
        boolean unsearched = beyond.stream()
                .anyMatch(job -> job.page().isEmpty() && job.firstSeenAt().isAfter(searched));
        Map<String, Integer> places = beyond.stream()
                .filter(job -> job.page().isPresent())
                .collect(Collectors.toMap(Wanted::id, job -> job.page().getAsInt()));
        if (!unsearched) {
            walk.visit(places);
        }
    }

    /** Takes note of a walk whose poll went well. */
    void ended(PageWalk walk) {
        if (walk.isFull()) {
            ledger.walked(walk.feed(), new FullWalk(walk.beganAt(), walk.isNewestFirst()), walk::hasSeen);
            trusted.add(walk.feed());
        }
    }

    /** Makes the next walk a full one. */
    void failed(String feed) {
        trusted.remove(feed);
    }
}
