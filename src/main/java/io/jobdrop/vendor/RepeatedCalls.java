package io.jobdrop.vendor;

import io.jobdrop.job.Reason;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log that a call failed and is repeated, once for each feed and reason. It is for commands that somebody waits
 * for: a vendor that never answers costs minutes before the poll has failed.
 */
public final class RepeatedCalls implements VendorRetry.Report {
    private static final Logger LOG = LoggerFactory.getLogger(RepeatedCalls.class);

    private final Map<String, String> told = new ConcurrentHashMap<>();

    @Override
    public void repeats(String feed, String reason) {
        String before = told.put(feed, reason);
        if (before == null || !Reason.isSame(before, reason)) {
            LOG.info("{}: {}; the request is repeated up to three times", feed, reason);
        }
    }
}
