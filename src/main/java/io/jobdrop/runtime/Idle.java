package io.jobdrop.runtime;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.Settings;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;

/** Camel without a route, for whoever asks for the health of what could not start. */
final class Idle implements AutoCloseable {
    private final Main main = new ManyRoutes();

    private Idle(Settings settings) {
        main.setOverrideProperties(CamelProperties.idle(settings));
        main.setDefaultPropertyPlaceholderLocation("false");
        main.start();
    }

    /** Serves the health where the settings say, or nowhere when that is what is wrong with them. */
    static Idle start(Configuration configuration) {
        Settings settings = configuration.settings();
        return new Idle(
                configuration.canServe()
                        ? settings
                        : settings.with(Map.of("jobdrop.http.port", ""), "a port that cannot be opened"));
    }

    CamelContext context() {
        return main.getCamelContext();
    }

    @Override
    public void close() {
        main.stop();
    }
}
