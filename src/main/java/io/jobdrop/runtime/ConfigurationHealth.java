package io.jobdrop.runtime;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.jspecify.annotations.Nullable;

/** Down while the newest configuration cannot run, whether or not the one before still does. */
final class ConfigurationHealth extends AbstractHealthCheck {
    private volatile @Nullable String refusal;

    ConfigurationHealth() {
        super("jobdrop", "configuration");
    }

    void accept() {
        refusal = null;
    }

    /** Returns whether that is news. */
    boolean reject(String why) {
        boolean news = !why.equals(refusal);
        refusal = why;
        return news;
    }

    // A restart does not mend a configuration.
    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        String why = refusal;
        if (why == null) {
            builder.up();
        } else {
            builder.message(why).down();
        }
    }
}
