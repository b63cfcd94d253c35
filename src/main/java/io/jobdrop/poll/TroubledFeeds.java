package io.jobdrop.poll;

import io.jobdrop.job.Reason;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log when the polls of a feed begin to fail, when they fail for another reason, and when they go well again. */
final class TroubledFeeds {
    private static final Logger LOG = LoggerFactory.getLogger(TroubledFeeds.class);

    private final Map<String, String> reasons = new ConcurrentHashMap<>();
    private final Stop stop;

    TroubledFeeds(Stop stop) {
        this.stop = stop;
    }

    /** A poll failed. One that ends since Jobdrop stops is no trouble. */
    void failed(String feed, String reason) {
        if (stop.isRequested()) {
            LOG.debug("{} poll ended: {}", feed, reason);
            return;
        }
        String before = reasons.put(feed, reason);
        if (before == null || !Reason.isSame(before, reason)) {
            LogContext.about(
                    feed,
                    "",
                    () -> LOG.warn(
                            "{} poll failed: {}. What earlier pages gave is delivered; the next poll tries again",
                            feed,
                            reason));
        } else {
            LOG.debug("{} poll failed again: {}", feed, reason);
        }
    }

    /** A poll did not ask, since the vendor is to be left alone. That is no news when its polls failed before. */
    void throttled(String feed, String reason) {
        if (reasons.containsKey(feed)) {
            LOG.debug("{} poll failed again: {}", feed, reason);
        } else {
            failed(feed, reason);
        }
    }

    /** A poll went well. */
    void well(String feed) {
        if (!stop.isRequested() && reasons.remove(feed) != null) {
            LogContext.about(feed, "", () -> LOG.info("{} is polled well again", feed));
        }
    }
}
