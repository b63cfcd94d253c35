package io.jobdrop.download;

import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.resolve.Result;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One result on its way into the staging folder, hop by hop. */
public final class Download {
    private static final int MAX_HOPS = 5;
    private static final String FORBIDDEN = " \"<>\\^`{|}";

    private final AddressGuard guard;
    private final Job job;
    private final Result result;
    private final Instant startedAt;
    private @Nullable URI url;
    private int hops;
    private @Nullable StagedResult staged;

    Download(AddressGuard guard, Job job, Result result, Instant startedAt) {
        this.guard = guard;
        this.job = job;
        this.result = result;
        this.startedAt = startedAt;
    }

    /** Whether there is something to ask for. */
    public boolean isPending() {
        return staged == null;
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

    Job job() {
        return job;
    }

    Result result() {
        return result;
    }

    Instant startedAt() {
        return startedAt;
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
        } catch (URISyntaxException e) {
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
    void goTo(String target) {
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
