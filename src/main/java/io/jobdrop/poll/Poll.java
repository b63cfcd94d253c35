package io.jobdrop.poll;

import org.jspecify.annotations.Nullable;

/**
 * How a poll went.
 *
 * @param startedAt in milliseconds since 1970
 * @param error what failed, while it runs: what failed in the poll before; null when it went well
 * @param passing whether a failed poll may go well soon
 */
public record Poll(
        String feed,
        long startedAt,
        boolean ended,
        @Nullable String error,
        boolean passing) {}
