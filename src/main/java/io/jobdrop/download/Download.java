package io.jobdrop.download;

import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.Result;
import io.jobdrop.job.RetryThenHold;
import io.jobdrop.name.JobNames;
import io.jobdrop.name.ResultHead;
import io.jobdrop.stage.Checkpoint;
import io.jobdrop.stage.StagedResult;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One result on its way into the staging folder, request by request: redirects, the rest of a cut body, a new URL. */
public final class Download {
    private static final int MAX_HOPS = 5;
    private final AddressGuard guard;
    private final String api;
    private final Job job;
    private final JobNames names;
    private final ResultParts parts;
    private final Instant startedAt;
    private final RunningChecksum checksum;
    private RequestBudget budget = new RequestBudget();
    private @Nullable ResultUrl url;
    private String given = "";
    private String asked = "";
    private int hops;
    private boolean refused;
    private String refusal = "";
    private @Nullable Checkpoint checkpoint;

    /** A download of a result in one, with the address of the vendor's API, to which relative URLs belong. */
    Download(AddressGuard guard, String api, Job job, JobNames names, Result result, Instant startedAt) {
        this(guard, api, job, names, new ResultParts(ResultParts.IN_ONE, result, api, text -> text), startedAt);
    }

    /** A download of a result in its parts. */
    Download(AddressGuard guard, String api, Job job, JobNames names, ResultParts parts, Instant startedAt) {
        this.guard = guard;
        this.api = api;
        this.job = job;
        this.names = names;
        this.parts = parts;
        this.startedAt = startedAt;
        this.checksum = new RunningChecksum(parts.current());
    }

    /** Whether there is something to ask for. */
    public boolean isPending() {
        return !parts.isComplete();
    }

    /** Whether the vendor is to be asked for a new URL first. */
    public boolean isRefused() {
        return refused;
    }

    /** What to ask for: a secret, since it may be signed. */
    public String getUrl() {
        ResultUrl current = url;
        return current == null ? "" : current.text();
    }

    /** What to ask for, in its parts; null when there is nothing to ask for. */
    @Nullable
    ResultUrl nextUrl() {
        return url;
    }

    /** Where the next request goes, for messages. */
    public String host() {
        ResultUrl current = url;
        return current == null ? "data:" : current.host();
    }

    /** The path of the next request, without its query. */
    String path() {
        ResultUrl current = url;
        return current == null ? "" : current.path();
    }

    JobNames names() {
        return names;
    }

    /** Host and path of the URL that the vendor gave, without secrets. */
    String asked() {
        return asked;
    }

    Job job() {
        return job;
    }

    /** The part that is asked for, as a result. */
    Result result() {
        return parts.current();
    }

    ResultParts parts() {
        return parts;
    }

    Instant startedAt() {
        return startedAt;
    }

    RunningChecksum checksum() {
        return checksum;
    }

    /** The name that the result is to have, when the host describes it so. */
    String target(ResultHead head) {
        return names.path(parts.named(), head);
    }

    /** The name that a part is to have as far as that is known before the host is asked. */
    String announced(Result part) {
        return names.path(part, ResultHead.at(path()));
    }

    /** Whether what is staged is still to have the same name. */
    boolean isFor(Checkpoint left) {
        return left.isAt(parts.position()) && target(left.head()).equals(left.target());
    }

    /** The first part that is staged: of a result in one, the result. */
    StagedResult staged() {
        return parts.staged().stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(job + ": nothing is staged yet"));
    }

    /**
     * Ends the part, and goes to the one behind it.
     *
     * @param next its position; null when there is none
     * @throws Held when it cannot be gone to
     */
    void finish(StagedResult done, @Nullable String next) {
        parts.finish(done, next);
        url = null;
        checkpoint = null;
        if (next != null) {
            budget = new RequestBudget();
            begin(parts.current().url());
        }
    }

    /** What is staged and can be resumed; empty when the next request is for the whole. */
    Optional<Checkpoint> checkpoint() {
        return Optional.ofNullable(checkpoint);
    }

    /** Makes the next request one for the rest. */
    void resumeFrom(Checkpoint staged) {
        checkpoint = staged;
    }

    /** Makes the next request one for the whole. */
    void requestWhole() {
        checkpoint = null;
    }

    /** How many more requests it gets. */
    RequestBudget budget() {
        return budget;
    }

    /** How long to wait before the next request, in milliseconds. */
    public long getPauseMillis() {
        return budget.takePause().toMillis();
    }

    /** Whether a body that was cut is resumed at once, rather than by a later attempt. */
    boolean resume(Checkpoint cut) {
        long advance = cut.flushed() - checkpoint().map(Checkpoint::flushed).orElse(0L);
        boolean resumable = cut.isResumable();
        checkpoint = resumable ? cut : null;
        return budget.mayResume(advance) && resumable;
    }

    /**
     * Takes note that the host refused the URL, so that the vendor is asked for another.
     *
     * @throws RetryThenHold after too many
     */
    void refuse(String reason) {
        budget.renew(reason);
        refused = true;
        refusal = reason;
    }

    /**
     * Takes the URL that the vendor gave instead of a refused one. One that redirected is asked again, since its target may
     * have expired.
     *
     * @throws RetryThenHold when it is the same
     * @throws Held when it is not acceptable
     */
    void renew(String target) {
        if (target.equals(given) && hops == 0) {
            throw new RetryThenHold(refusal + ", and the vendor gives no other");
        }
        refused = false;
        begin(target);
    }

    /** Goes to the URL that the vendor gave; a relative one belongs to the vendor's API. */
    void begin(String target) {
        goTo("the result URL ", () -> ResultUrl.given(target, api));
        given = target;
        asked = names.redacted(host() + path());
        hops = 0;
    }

    /**
     * Follows a redirect.
     *
     * @throws Held after too many, or when the target is refused
     */
    void redirect(String location) {
        if (++hops > MAX_HOPS) {
            throw new Held(
                    "the result host redirected more than " + MAX_HOPS + " times; the next poll checks it again");
        }
        goTo("the result host redirected to something that ", () -> ResultUrl.parse(location, url));
    }

    /**
     * Judges a URL by its form, before anything is resolved: https, or http to a host that the settings name. A refusal
     * does not repeat it.
     */
    private void goTo(String what, Supplier<ResultUrl> given) {
        ResultUrl target;
        try {
            target = given.get();
        } catch (IllegalArgumentException e) {
            throw new Held(what + e.getMessage() + "; the next poll checks it again");
        }
        if (target.scheme().equals("http") && !guard.isNamed(target.host(), target.port())) {
            throw new Held("the result URL on " + target.host() + " is plain http; nothing was requested. If it is"
                    + " meant, name the host in jobdrop.download.allow-hosts");
        }
        url = target;
    }
}
