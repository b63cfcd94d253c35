package io.jobdrop.runtime;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.Settings;
import io.jobdrop.status.StatusServer;
import io.jobdrop.status.StatusSite;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Camel without a route, for whoever asks for the health of what could not start. */
final class Idle implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Idle.class);

    private final Main main = new ManyRoutes();
    private final StatusSite site;
    private @Nullable StatusServer server;

    private Idle(Settings settings) {
        main.setOverrideProperties(CamelProperties.idle(settings));
        main.setDefaultPropertyPlaceholderLocation("false");
        main.start();
        site = new StatusSite(settings, () -> Optional.of(context()), null, Clock.systemUTC());
        try {
            server = Run.serve(settings, site).orElse(null);
        } catch (IOException e) {
            LOG.warn("the health is not served: {}", e.getMessage());
        }
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

    StatusSite site() {
        return site;
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
        main.stop();
    }
}
