package io.jobdrop.runtime;

import io.jobdrop.Feed;
import io.jobdrop.config.Configuration;
import io.jobdrop.config.Notifications;
import io.jobdrop.job.EventType;
import io.jobdrop.metrics.Meters;
import io.jobdrop.notify.Notifier;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.record.Outbox;
import io.jobdrop.record.WaitingNotices;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Who writes notices, and who sends them. */
record NoticeBeans(Outbox outbox, Notifier notifier) {
    static NoticeBeans of(
            Configuration configuration,
            LedgerDatabase database,
            Clock clock,
            BooleanSupplier stopping,
            Meters meters) {
        Map<String, Set<EventType>> wanted = configuration.feeds().stream()
                .map(Feed::name)
                .collect(Collectors.toMap(
                        name -> name,
                        name -> Notifications.of(configuration.settings(), name)
                                .map(Notifications::events)
                                .orElse(Set.of())));
        return new NoticeBeans(
                new Outbox(feed -> wanted.getOrDefault(feed, Set.of()), clock),
                new Notifier(
                        configuration.settings(),
                        configuration.feeds(),
                        new WaitingNotices(database),
                        clock,
                        stopping,
                        meters));
    }
}
