package io.jobdrop.page;

import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a list, as a scan meets it: a page that cannot be followed, wrong things that the scan passes over,
 * and entries whose ids cannot be used. Each text names the feed and the page.
 */
public final class ListProblems {
    private final String feed;
    private final IntSupplier page;
    private final UnaryOperator<String> redact;
    private final UnaryOperator<String> redactId;
    private final Map<Job, Held> refused = new LinkedHashMap<>();
    private @Nullable PageException broken;
    private @Nullable String reported;

    /**
     * With the page that the scan is at; texts repeat the vendor's words, and {@code redact} takes secrets out. So does
     * {@code redactId} from ids, which may be URLs with a query.
     */
    ListProblems(String feed, IntSupplier page, UnaryOperator<String> redact, UnaryOperator<String> redactId) {
        this.feed = feed;
        this.page = page;
        this.redact = redact;
        this.redactId = redactId;
    }

    /** Whether every page so far could be read from end to end. */
    boolean isEmpty() {
        return broken == null && reported == null;
    }

    /** An error on this page. */
    PageException broken(String what) {
        return new PageException(redact.apply("page " + page.getAsInt() + " of " + feed + ": " + what));
    }

    /** Remembers an error until the jobs of its page are taken. */
    void defer(PageException error) {
        broken = error;
    }

    /** Fails when the last page cannot be followed. */
    void failIfBroken() {
        PageException cause = broken;
        if (cause != null) {
            throw cause;
        }
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

    /** Why an id cannot be used, to follow "the id"; empty when it can. */
    Optional<String> ofId(String id) {
        return JobId.problem(id, redactId);
    }

    /** What stands in the ledger for an id that cannot be used. */
    String standIn(String id) {
        return JobId.shown(id, redactId);
    }

    /** Takes note of an entry whose id cannot be used; {@code standIn} shows it under another one. */
    void refuse(Job standIn, Held why) {
        refused.put(standIn, why);
    }

    /** The jobs of the last page that cannot be worked on, with the reason. */
    public Map<Job, Held> takeRefused() {
        Map<Job, Held> taken = new LinkedHashMap<>(refused);
        refused.clear();
        return taken;
    }
}
