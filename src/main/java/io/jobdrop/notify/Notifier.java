package io.jobdrop.notify;

import io.jobdrop.Feed;
import io.jobdrop.config.Notifications;
import io.jobdrop.config.Settings;
import io.jobdrop.metrics.Meters;
import io.jobdrop.record.Notice;
import io.jobdrop.record.WaitingNotices;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Sends the notices of the outbox, in the order of {@code notify.camel.yaml}: at least once each, those of one job in their
 * order. A receiver that fails holds back nothing but its own feed's notices.
 */
public final class Notifier {
    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
    private static final String IN_HAND = "notice";
    private static final Duration TIDINESS = Duration.ofSeconds(10);

    /** So many notices may wait; the oldest are dropped then. */
    static final int MOST = 100_000;

    private final Settings settings;
    private final WaitingNotices waiting;
    private final Clock clock;
    private final BooleanSupplier stopping;
    private final Meters meters;
    private final Map<String, Receiver> receivers = new LinkedHashMap<>();
    private final Set<String> dropping = ConcurrentHashMap.newKeySet();
    private Instant dropAt = Instant.MIN;

    /** Sends those of the feeds that somebody is told of, until it is {@code stopping}. */
    public Notifier(
            Settings settings,
            Collection<Feed> feeds,
            WaitingNotices waiting,
            Clock clock,
            BooleanSupplier stopping,
            Meters meters) {
        this.settings = settings;
        this.waiting = waiting;
        this.clock = clock;
        this.stopping = stopping;
        this.meters = meters;
        for (Feed feed : feeds) {
            String name = feed.name();
            Notifications.of(settings, name).ifPresent(told -> receivers.put(name, new Receiver(name, told)));
        }
    }

    /** Whether somebody is told of any feed. */
    public boolean isNeeded() {
        return !receivers.isEmpty();
    }

    /** Tries everything again that earlier processes could not send. To be called before the first notice is sent. */
    public void recover() {
        if (isNeeded()) {
            waiting.makeDue(clock.instant());
        }
    }

    /** The feeds with notices to be sent now; for each of them {@link #hasNext} is to be asked until it says no. */
    public List<String> due() {
        if (stopping.getAsBoolean()) {
            return List.of();
        }
        try {
            return found();
        } catch (RuntimeException e) {
            // The ledger's server may be away by now.
            if (stopping.getAsBoolean()) {
                return List.of();
            }
            throw e;
        }
    }

    private List<String> found() {
        drop();
        if (waiting.isEmpty()) {
            return List.of();
        }
        Instant now = clock.instant();
        return receivers.entrySet().stream()
                .filter(receiver -> receiver.getValue().isReady(now))
                .filter(receiver -> waiting.isDue(receiver.getKey(), now))
                .filter(receiver -> receiver.getValue().take())
                .map(Map.Entry::getKey)
                .toList();
    }

    private synchronized void drop() {
        Instant now = clock.instant();
        if (now.isBefore(dropAt)) {
            return;
        }
        dropAt = now.plus(TIDINESS);
        waiting.drop(now.minus(settings.duration("jobdrop.notify.keep")), MOST).forEach((feed, dropped) -> {
            meters.notified(feed, "dropped", dropped);
            // A receiver that is down for long has some dropped each time.
            Level level = dropping.add(feed) ? Level.WARN : Level.DEBUG;
            LOG.atLevel(level)
                    .log(
                            "{}: {} notifications were dropped. They were older than jobdrop.notify.keep ({}), or more"
                                    + " than {} waited. No other warning follows until the receiver takes one;"
                                    + " jobdrop_notifications_total counts them",
                            feed,
                            dropped,
                            settings.get("jobdrop.notify.keep"),
                            MOST);
        });
    }

    /** Whether another notice of a feed is to be sent now; it is then in the exchange. */
    public boolean hasNext(@ExchangeProperty("feed") Feed of, Exchange exchange) {
        Receiver receiver = receiver(of);
        Optional<Notice> next = Optional.empty();
        try {
            Instant now = clock.instant();
            if (!stopping.getAsBoolean() && receiver.isReady(now)) {
                next = waiting.take(of.name(), now);
            }
        } catch (RuntimeException e) {
            LOG.warn("{}: the waiting notifications could not be read: {}; they are read again", of, e.getMessage());
        }
        next.ifPresentOrElse(notice -> exchange.setProperty(IN_HAND, notice), receiver::release);
        return next.isPresent();
    }

    /** Fills the message. */
    public void message(
            @ExchangeProperty("feed") Feed of, @ExchangeProperty(IN_HAND) Notice notice, Exchange exchange) {
        Notifications notifications = receiver(of).notifications();
        String body = CloudEvent.json(notice, settings.get("jobdrop.name"));
        Message message = exchange.getMessage();
        message.setBody(body);
        message.setHeader(Exchange.CONTENT_TYPE, CloudEvent.CONTENT_TYPE);
        // Those of one job go into one partition of Kafka, where they keep their order.
        message.setHeader("CamelKafkaKey", notice.feed() + "/" + notice.jobId());
        if (notifications.isHttp() && !notifications.secret().isEmpty()) {
            new WebhookSignature(notifications.secret())
                    .of(notice.id(), clock.instant().getEpochSecond(), body)
                    .forEach(message::setHeader);
        }
    }

    /** The receiver has taken the notice. */
    public void sent(@ExchangeProperty("feed") Feed of, @ExchangeProperty(IN_HAND) Notice notice) {
        waiting.sent(notice);
        receiver(of).took();
        dropping.remove(of.name());
        meters.notified(of.name(), "sent", 1);
    }

    /** The notice could not be sent, or nobody knows: it is sent again. */
    public void failed(
            @ExchangeProperty("feed") Feed of,
            @ExchangeProperty(IN_HAND) Notice notice,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable failure) {
        String error = SendError.of(failure, settings::redact);
        Instant next = receiver(of).failed(notice, error, clock.instant());
        meters.notified(of.name(), "failed", 1);
        try {
            waiting.failed(notice, error, next);
        } catch (RuntimeException e) {
            LOG.warn("{}: a failed notification could not be noted: {}; it is sent again", of, e.getMessage());
        }
    }

    /** Waits until nothing is being sent any more, and says whether that came in time. */
    public boolean awaitIdle(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (Receiver receiver : receivers.values()) {
            if (!receiver.awaitIdle(deadline - System.nanoTime())) {
                return false;
            }
        }
        return true;
    }

    private Receiver receiver(Feed of) {
        return Objects.requireNonNull(receivers.get(of.name()));
    }
}
