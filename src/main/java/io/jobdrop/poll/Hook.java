package io.jobdrop.poll;

import java.util.Map;

/** How a vendor shows that a request is its own. */
interface Hook {
    /** What a request is. */
    enum Verdict {
        /** Somebody knows the secret, and has not shown it with this request before. */
        NEW,
        /** The request was received before. */
        REPEATED,
        /** Nobody who knows the secret has sent it, or it was sent too long ago. */
        WRONG
    }

    /**
     * Judges a request.
     *
     * @param rest the path behind the feed's name; empty when there is nothing
     * @param headers by their names in small letters
     */
    Verdict judge(String rest, Map<String, String> headers, byte[] body);
}
