package io.jobdrop;

import io.jobdrop.config.Settings;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Camel without a route, for whoever asks for the health of what could not start. */
final class Idle implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Idle.class);

    private final Main main = new ManyRoutes();

    private Idle(Settings settings) {
        main.setOverrideProperties(CamelProperties.idle(settings));
        main.setDefaultPropertyPlaceholderLocation("false");
        main.start();
    }

    /** Serves the health where the settings say, or nowhere when that is what is wrong with them. */
    static Idle start(Settings settings) {
        try {
            return new Idle(settings);
        } catch (RuntimeException e) {
            LOG.warn("the health is not served: {}", Run.reason(e));
            return new Idle(settings.with(java.util.Map.of("jobdrop.http.port", ""), "a start that failed"));
        }
    }

    CamelContext context() {
        return main.getCamelContext();
    }

    @Override
    public void close() {
        main.stop();
    }
}
