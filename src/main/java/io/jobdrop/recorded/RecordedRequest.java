package io.jobdrop.recorded;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that a feed must make, and what is answered to it.
 *
 * @param line where it is in its file
 * @param target a path below the vendor's address, or a URL
 * @param headers those beside the ones that every request has; null when they do not matter
 * @param body null when it does not matter
 */
record RecordedRequest(
        int line,
        String method,
        String target,
        @Nullable Map<String, String> headers,
        @Nullable String body,
        Answer answer) {
    /**
     * What is answered.
     *
     * @param body empty for a head alone
     */
    record Answer(int status, Map<String, String> headers, String body) {}

    /** The same at another address. */
    RecordedRequest at(String other) {
        return new RecordedRequest(line, method, other, headers, body, answer);
    }

    @Override
    public String toString() {
        return SentRequest.shown(method, target, body);
    }
}
