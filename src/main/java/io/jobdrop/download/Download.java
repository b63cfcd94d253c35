package io.jobdrop.download;

import io.jobdrop.deliver.JobNames;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.RetryLater;
import io.jobdrop.job.RetryThenHold;
import io.jobdrop.resolve.Result;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One result on its way into the staging folder, request by request: redirects, the rest of a cut body, a new URL. */
public final class Download {
    private static final int MAX_HOPS = 5;
    private static final int MAX_RENEWALS = 3;
    private static final int MAX_RESUMES = 3;
    private static final int MAX_REPEATS = 3;
    private static final long GREAT_ADVANCE = 16L << 20;
    private static final String FORBIDDEN = " \"<>\\^`{|}";

    private final AddressGuard guard;
    private final Job job;
    private final JobNames names;
    private final Result result;
    private final Instant startedAt;
    private @Nullable URI url;
    private String given = "";
    private String asked = "";
    private int hops;
    private int renewals;
    private int resumes;
    private int repeats;
    private Duration pause = Duration.ZERO;
    private boolean refused;
    private String refusal = "";
    private @Nullable Checkpoint kept;
    private String unproven = "";
    private int proofs;
    private @Nullable StagedResult staged;

    Download(AddressGuard guard, Job job, JobNames names, Result result, Instant startedAt) {
        this.guard = guard;
        this.job = job;
        this.names = names;
        this.result = result;
        this.startedAt = startedAt;
    }

    /** Whether there is something to ask for. */
    public boolean isPending() {
        return staged == null;
    }

    /** Whether the vendor is to be asked for a new URL first. */
    public boolean isRefused() {
        return refused;
    }

    /** What to ask for: a secret, since it may be signed. */
    public String getUrl() {
        return String.valueOf(url);
    }

    /** Where the next request goes, for messages. */
    public String host() {
        URI current = url;
        return current == null ? "data:" : current.getHost();
    }

    /** The path of the next request, without its query. */
    String path() {
        URI current = url;
        return current == null || current.getRawPath() == null ? "" : current.getRawPath();
    }

    /** Host and path of the URL that the vendor gave. */
    String asked() {
        return asked;
    }

    Job job() {
        return job;
    }

    Result result() {
        return result;
    }

    Instant startedAt() {
        return startedAt;
    }

    /** The name that the result is to have, when the host describes it so. */
    String target(@Nullable String contentType, @Nullable String contentEncoding) {
        return names.path(result, contentType, contentEncoding, path());
    }

    /** Whether what is staged is still to have the same name. */
    boolean isFor(Checkpoint left) {
        return names.path(result, left.contentType(), left.contentEncoding(), left.path())
                .equals(left.target());
    }

    /** The finished download. */
    StagedResult staged() {
        StagedResult done = staged;
        if (done == null) {
            throw new IllegalStateException(job + ": nothing is staged yet");
        }
        return done;
    }

    void finish(StagedResult done) {
        staged = done;
        url = null;
    }

    /** What is staged and can be gone on from; empty when the next request is for the whole. */
    Optional<Checkpoint> kept() {
        return Optional.ofNullable(kept);
    }

    void keep(@Nullable Checkpoint checkpoint) {
        kept = checkpoint;
    }

    /** How often the host failed in passing since it last got us further. */
    int repeats() {
        return repeats;
    }

    /** How long to wait before the next request, in milliseconds. */
    public long getPauseMillis() {
        long millis = pause.toMillis();
        pause = Duration.ZERO;
        return millis;
    }

    /**
     * Takes note that the host failed in passing, so that it is asked once more.
     *
     * @throws RetryLater after a few times
     */
    void repeatAfter(Duration time, RetryLater failure) {
        if (++repeats > MAX_REPEATS) {
            throw failure;
        }
        pause = time;
    }

    /**
     * Whether a body that was cut is gone on from at once: a few times, and again after each great advance. A host
     * that cuts more often is given a pause.
     */
    boolean resume(Checkpoint cut) {
        long advance = cut.flushed() - kept().map(Checkpoint::flushed).orElse(0L);
        resumes = advance >= GREAT_ADVANCE ? 1 : resumes + 1;
        repeats = advance > 0 ? 0 : repeats;
        kept = cut.isResumable() ? cut : null;
        return cut.isResumable() && advance > 0 && resumes <= MAX_RESUMES;
    }

    /**
     * Whether a body whose end nobody announced is the same as the one before. One alone may have been cut short.
     *
     * @return false when it is to be asked for again
     */
    boolean isProven(String fingerprint) {
        boolean same = unproven.equals(fingerprint);
        unproven = fingerprint;
        proofs++;
        return same;
    }

    /** Whether such a body was asked for often enough. */
    boolean isTired() {
        return proofs > MAX_RESUMES;
    }

    /**
     * Takes note that the host refused the URL, so that the vendor is asked for another.
     *
     * @throws RetryThenHold after too many
     */
    void refuse(String reason) {
        if (++renewals > MAX_RENEWALS) {
            throw new RetryThenHold(reason + ", and " + MAX_RENEWALS + " newer ones");
        }
        refused = true;
        refusal = reason;
    }

    /**
     * Goes on with the URL that the vendor gave instead of a refused one.
     *
     * @throws RetryThenHold when it is the same
     * @throws Held when it is not acceptable
     */
    void renew(String target) {
        if (target.equals(given)) {
            throw new RetryThenHold(refusal + ", and the vendor gives no other");
        }
        refused = false;
        begin(target);
    }

    /** Goes to the URL that the vendor gave. */
    void begin(String target) {
        goTo(target);
        given = target;
        asked = host() + path();
        hops = 0;
    }

    /**
     * Follows a redirect.
     *
     * @throws Held after too many, or when the target is refused
     */
    void redirect(String location) {
        URI current = url;
        if (++hops > MAX_HOPS) {
            throw new Held("the result host redirected more than " + MAX_HOPS + " times; it is looked at again");
        }
        try {
            String target = escaped(location);
            goTo(current == null ? target : current.resolve(new URI(target)).toString());
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new Held("the result host redirected to something that is no URL; it is looked at again");
        }
    }

    // Signed URLs occur with characters that RFC 3986 forbids and every browser escapes.
    private static String escaped(String url) {
        StringBuilder text = new StringBuilder();
        url.chars()
                .forEach(c ->
                        text.append(FORBIDDEN.indexOf(c) < 0 ? Character.toString(c) : String.format("%%%02X", c)));
        return text.toString();
    }

    /**
     * Judges a URL by its form, before anything is resolved: https, or http to a host that the settings name; no user
     * in it.
     *
     * @throws Held when it is refused; the URL itself is not repeated in the message
     */
    private void goTo(String target) {
        URI uri;
        try {
            uri = new URI(escaped(target));
        } catch (URISyntaxException e) {
            throw new Held("the result URL is no URL; it is looked at again");
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        boolean web = scheme.equals("https") || scheme.equals("http");
        if (!web || uri.getHost() == null || uri.getRawUserInfo() != null) {
            throw new Held("the result URL is no https URL of a host; it is looked at again");
        }
        int port = uri.getPort() > 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        if (scheme.equals("http") && !guard.isNamed(uri.getHost(), port)) {
            throw new Held("the result URL on " + uri.getHost() + " is plain http; nothing was requested. If it is"
                    + " meant, name the host in jobdrop.download.allow-hosts");
        }
        url = uri;
    }
}
