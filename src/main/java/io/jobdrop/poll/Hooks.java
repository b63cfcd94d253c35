package io.jobdrop.poll;

import io.jobdrop.config.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Requests by which vendors say that a feed has something new: POST {@code /hooks/FEED}. They are hints to poll now and
 * nothing more: nothing in them is believed, and nothing of them is logged.
 *
 * <p>A feed is polled by them once in {@link #PAUSE} at most. A hint that comes earlier is not lost: the feed is polled
 * once more when the time is over ({@link #pollDue}).
 */
public final class Hooks {
    /** The longest body that is read, in bytes. */
    public static final int MOST_BODY = 64 << 10;

    /** The time between two polls of a feed that hints lead to. */
    static final Duration PAUSE = Duration.ofSeconds(5);

    private static final String FOLDER = "/hooks/";
    private static final int ACCEPTED = 202;
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final int TOO_LARGE = 413;

    private final Map<String, Hook> hooks = new HashMap<>();
    private final Map<String, Instant> polled = new HashMap<>();
    private final Set<String> hinted = new LinkedHashSet<>();
    private final Clock clock;
    private final Consumer<String> poll;

    /**
     * The hooks of these feeds, as their settings say.
     *
     * @param poll polls a feed out of its turn
     */
    public Hooks(Settings settings, Collection<String> feeds, Clock clock, Consumer<String> poll) {
        this.clock = clock;
        this.poll = poll;
        for (String feed : feeds) {
            String secret = settings.get(feed + ".hook.secret");
            if (!secret.isEmpty()) {
                boolean signed = settings.get(feed + ".hook.type").equals("convertly");
                hooks.put(feed, signed ? new SignedHook(secret, clock) : new PathHook(secret));
            }
        }
    }

    /**
     * Takes a request.
     *
     * @param path as it was sent, below the path of the application, without the query
     * @param headers by their names in any case
     * @param body of a longer one, so many bytes that it is longer than {@link #MOST_BODY}
     * @return the status of the response: 202, 401, 404 or 413
     */
    public int receive(String method, String path, Map<String, String> headers, byte[] body) {
        String[] parts =
                path.startsWith(FOLDER) ? path.substring(FOLDER.length()).split("/", 2) : new String[] {""};
        Hook hook = hooks.get(parts[0]);
        if (hook == null || !method.equals("POST")) {
            return NOT_FOUND;
        }
        if (body.length > MOST_BODY) {
            return TOO_LARGE;
        }
        Map<String, String> lower = new HashMap<>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        Hook.Verdict verdict = hook.judge(parts.length > 1 ? parts[1] : "", lower, body);
        if (verdict == Hook.Verdict.NEW) {
            hint(parts[0]);
        }
        return verdict == Hook.Verdict.WRONG ? UNAUTHORIZED : ACCEPTED;
    }

    /** Polls the feeds that were hinted at, as soon as their last poll by a hint is long enough ago. */
    public synchronized void pollDue() {
        Instant now = clock.instant();
        hinted.removeIf(feed -> {
            Instant before = polled.getOrDefault(feed, Instant.MIN);
            // A clock that was set back does not stop the polls.
            boolean due = now.isBefore(before) || !now.isBefore(before.plus(PAUSE));
            if (due) {
                polled.put(feed, now);
                poll.accept(feed);
            }
            return due;
        });
    }

    private synchronized void hint(String feed) {
        hinted.add(feed);
        pollDue();
    }
}
