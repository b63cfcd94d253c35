package io.jobdrop.job;

import java.util.regex.Pattern;

/**
 * Reasons as people compare them: what differs at each request, such as its time, its id or
 * the file that is being written, makes no new reason.
 */
public final class Reason {
    // Addresses that a name leads to are in brackets, and come in another order each time.
    private static final Pattern FLEETING = Pattern.compile(
            "\\[[^\\]]*]|(?<![\\w:/.])/[^\\s:,;()]+|(?=[\\w.:+-]*\\d)[\\w.:+-]{8,}(?:Z|\\b)|\\d{1,2}:\\d{2}(?::\\d{2})?");

    private Reason() {}

    /** Whether two texts give the same reason. */
    public static boolean isSame(String one, String other) {
        return one.equals(other) || lasting(one).equals(lasting(other));
    }

    private static String lasting(String reason) {
        return FLEETING.matcher(reason).replaceAll("*");
    }
}
