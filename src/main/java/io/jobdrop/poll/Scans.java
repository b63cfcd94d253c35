package io.jobdrop.poll;

import io.jobdrop.Feed;
import io.jobdrop.config.Settings;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobId;
import io.jobdrop.job.JobState;
import io.jobdrop.job.Verdict;
import io.jobdrop.page.PageScan;
import io.jobdrop.record.JobLedger;
import io.jobdrop.record.ListedJobs;
import io.jobdrop.record.ListedJobs.FullScan;
import io.jobdrop.record.ListedJobs.Wanted;
import io.jobdrop.resolve.StatementReader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the scan over a list goes. It ends where the rest is proven to hold nothing to do: the list is newest first,
 * and nothing is left to do for any job of a page, so that all that follows is older and was known before. Unfinished
 * jobs that lie beyond are asked for one by one, where the vendor has a detail answer, or on the page that showed them.
 *
 * <p>The proof may be wrong, since it is the vendor's word. A scan to the list's end from time to time, at the first
 * poll of a service, and after a poll that failed makes that a delay and never a loss.
 */
public final class Scans {
    private static final Logger LOG = LoggerFactory.getLogger(Scans.class);
    private static final Duration FULL_WALK = Duration.ofHours(24);
    /** So often the whole list is looked through for a job that it did not show; it may have been wrong. */
    private static final Duration SEARCH = Duration.ofHours(1);

    private final ListedJobs ledger;
    private final JobLedger jobs;
    private final Settings settings;
    private final Clock clock;
    private final InFlightJobs inFlight;
    private final Set<String> trusted = ConcurrentHashMap.newKeySet();
    private final Map<String, Feed> listOnly = new ConcurrentHashMap<>();

    /** The first poll of the feeds in {@code trusted} may be cut short. */
    public Scans(
            ListedJobs ledger,
            JobLedger jobs,
            Settings settings,
            Clock clock,
            InFlightJobs inFlight,
            Set<String> trusted) {
        this.ledger = ledger;
        this.jobs = jobs;
        this.settings = settings;
        this.clock = clock;
        this.inFlight = inFlight;
        this.trusted.addAll(trusted);
    }

    /** A scan over a feed's list. */
    PageScan begin(String feed) {
        return new PageScan(
                feed,
                clock.instant(),
                !trusted.contains(feed) || isFullWalkDue(feed),
                settings::redact,
                settings::redactId);
    }

    private boolean isFullWalkDue(String feed) {
        Optional<FullScan> last = ledger.fullWalk(feed);
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
     * The jobs that a page leads to: those on it that should be looked at. When the scan ends with it, those beyond it
     * and those that left the list follow. Jobs that come from no list are looked at as they are.
     */
    public List<Job> offerable(
            @ExchangeProperty("feed") Feed feed, @ExchangeProperty("scan") PageScan scan, @Body List<Job> entries) {
        if (feed.list().isEmpty()) {
            return entries;
        }
        if (feed.detail().isEmpty()) {
            listOnly.put(feed.name(), feed);
        }
        scan.problems().takeRefused().forEach(this::refused);
        List<Job> offered = new ArrayList<>(late(scan));
        ListedJobs.Page page = page(new StatementReader(feed), scan, entries);
        scan.grown(page.unknown());
        offered.addAll(page.offerable());
        if (scan.isVisiting()) {
            scan.goOnVisiting();
        } else if (scan.isFull() && feed.detail().isPresent()) {
            offered.addAll(beyond(scan, feed.vendor()));
        } else if (scan.isMore() && scan.mayBeCut() && !entries.isEmpty() && page.finished()) {
            cut(feed, scan, offered);
        }
        return offered;
    }

    private void refused(Job job, Held why) {
        String before = jobs.queries().heldFor(job);
        jobs.failed(job, why, 0);
        if (before.isEmpty()) {
            String reason = settings.redact(why.reason());
            LogContext.about(job.feed(), job.id(), () -> LOG.warn("{}: {}. It is held now", job, reason));
        }
    }

    // What the list said of jobs that were on their way then: it counts before entries that say less.
    private List<Job> late(PageScan scan) {
        List<Job> late = inFlight.late(scan.feed());
        late.forEach(scan.heard()::isMore);
        return ledger.offerable(late);
    }

    // Of each job the entry that says most, unless an earlier page said as much.
    private ListedJobs.Page page(StatementReader reader, PageScan scan, List<Job> entries) {
        Map<String, Job> advanced = new LinkedHashMap<>();
        Map<Job, String> contradicted = new LinkedHashMap<>();
        for (Job entry : entries) {
            Job job = reader.read(entry);
            scan.heard().contradiction(job).ifPresent(remark -> contradicted.put(job, remark));
            if (scan.heard().isMore(job)) {
                advanced.put(job.id(), job);
            }
        }
        ListedJobs.Page page = ledger.page(List.copyOf(advanced.values()), scan.page() - 1);
        contradicted.forEach(ledger::contradicted);
        return page;
    }

    private List<Job> beyond(PageScan scan, String vendor) {
        return wanted(scan).stream().map(job -> scan.unlisted(vendor, job.id())).toList();
    }

    private List<Wanted> wanted(PageScan scan) {
        return ledger.wanted(scan.feed(), id -> !scan.hasSeen(id) && !JobId.isStandIn(id));
    }

    private void cut(Feed feed, PageScan scan, List<Job> offered) {
        List<Wanted> wanted = wanted(scan);
        if (wanted.isEmpty()) {
            scan.end();
        } else if (feed.detail().isPresent()) {
            scan.end();
            offered.addAll(beyond(scan, feed.vendor()));
        } else if (feed.list().filter(list -> list.paging().isAddressable()).isPresent()) {
            visit(scan, wanted);
        }
    }

    // What nobody has seen on the list yet has to be looked for; what the last full scan did not find is looked for
    // from
    // time to time.
    private void visit(PageScan scan, List<Wanted> beyond) {
        Instant searched = ledger.fullWalk(scan.feed()).map(FullScan::beganAt).orElse(Instant.MIN);
        boolean searchAgain = searched.isBefore(clock.instant().minus(SEARCH));
        boolean unsearched = beyond.stream()
                .anyMatch(job -> job.page().isEmpty()
                        && (searchAgain || job.firstSeenAt().isAfter(searched)));
        Map<String, Integer> places = beyond.stream()
                .filter(job -> job.page().isPresent())
                .collect(Collectors.toMap(
                        job -> JobId.canonical(job.id()), job -> job.page().getAsInt(), Math::min));
        if (!unsearched) {
            scan.visit(places);
        }
    }

    /** Takes note of a scan whose poll went well. */
    void ended(PageScan scan) {
        if (scan.isFull()) {
            ledger.walked(
                    scan.feed(),
                    new FullScan(scan.beganAt(), scan.isNewestFirst()),
                    scan::hasSeen,
                    scan.heard()::isContradicted);
            trusted.add(scan.feed());
        }
        Feed asked = listOnly.get(scan.feed());
        if (asked != null) {
            ledger.missing(scan.feed()).stream()
                    .map(id -> Job.known(scan.feed(), asked.vendor(), id))
                    .filter(job -> !inFlight.has(job))
                    .forEach(this::missing);
        }
    }

    // Nothing else would ever be said of it: there is no request for it, and no page that shows it.
    private void missing(Job job) {
        String reason = "the vendor's list does not show it any more, and feed " + job.feed()
                + " has no request for one job; it continues when the list shows it again, or use jobdrop dismiss";
        LogContext.about(job.feed(), job.id(), () -> jobs.recordStatus(job, new Verdict(JobState.HELD, "", reason)));
    }

    /** Whether the next scan may be cut short. */
    boolean isTrusted(String feed) {
        return trusted.contains(feed);
    }

    /** The next scan may be cut short, as another node has found. */
    void trust(String feed) {
        trusted.add(feed);
    }

    /** Makes the next scan a full one. */
    void failed(String feed) {
        trusted.remove(feed);
    }
}
