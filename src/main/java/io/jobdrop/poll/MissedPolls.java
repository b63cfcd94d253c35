package io.jobdrop.poll;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.CronSchedule;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Finds feeds that were not polled well for three intervals of their schedules, such as when a poll never begins. */
public final class MissedPolls {
    /** No feed has a schedule. */
    static final MissedPolls NONE = new MissedPolls(Clock.systemUTC());

    private static final int INTERVALS = 3;

    private final Map<String, CronSchedule> schedules = new HashMap<>();
    private final Clock clock;
    private final Instant began;

    /** Without any schedule; what is before now counts for none that is added. */
    MissedPolls(Clock clock) {
        this.clock = clock;
        this.began = clock.instant();
    }

    /** With the schedules of the active feeds. */
    public static MissedPolls of(Configuration configuration, Clock clock) {
        MissedPolls missed = new MissedPolls(clock);
        configuration.feeds().forEach(feed -> missed.add(feed.name(), configuration.cron(feed)));
        return missed;
    }

    void add(String feed, CronSchedule schedule) {
        schedules.put(feed, schedule);
    }

    /** Since when a feed misses its polls, in words; empty as long as it does not. */
    Optional<String> of(String feed, Optional<Instant> lastWell) {
        CronSchedule schedule = schedules.get(feed);
        if (schedule == null) {
            return Optional.empty();
        }
        Instant since = lastWell.orElse(began);
        Optional<Instant> due = Optional.of(since);
        for (int i = 0; i < INTERVALS; i++) {
            due = due.flatMap(schedule::after);
        }
        return due.filter(third -> third.isBefore(clock.instant()))
                .map(third -> "no poll went well since " + since + ", for three intervals of " + feed + ".schedule");
    }
}
