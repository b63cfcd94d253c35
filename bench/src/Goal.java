package bench;

import java.util.Locale;

/** What a figure should reach: Jobdrop's own value, or its ratio to the peer's. */
record Goal(boolean ofRatio, boolean atMost, double limit) {
    static Goal ratioAtMost(double limit) {
        return new Goal(true, true, limit);
    }

    static Goal ratioAtLeast(double limit) {
        return new Goal(true, false, limit);
    }

    static Goal atMost(double limit) {
        return new Goal(false, true, limit);
    }

    boolean isMet(double value) {
        return atMost ? value <= limit : value >= limit;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s %.4g%s", atMost ? "<=" : ">=", limit, ofRatio ? " x" : "");
    }
}
