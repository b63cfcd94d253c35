package io.jobdrop.runtime;

import org.apache.camel.CamelContext;
import org.apache.camel.LoggingLevel;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;

/**
 * Camel Main for hundreds of routes: each use of a kamelet is one. Camel removes a route before it adds it, and for that
 * gathers the endpoints of all others, also when there is nothing to remove: an eighth or more of a start with a hundred
 * feeds.
 */
final class ManyRoutes extends Main {
    // Camel's own strategy leaves a shutdown hook in the JVM, for ever; stopping is the launchers' business.
    ManyRoutes() {
        setShutdownStrategy(new SimpleMainShutdownStrategy());
    }

    @Override
    protected CamelContext createCamelContext() {
        DefaultCamelContext context = new DefaultCamelContext(registry) {
            @Override
            protected boolean removeRoute(String routeId, LoggingLevel level) throws Exception {
                return getRouteServices().containsKey(routeId) && super.removeRoute(routeId, level);
            }
        };
        // In a runtime with many class loaders the thread's own may be anybody's.
        context.setApplicationContextClassLoader(ManyRoutes.class.getClassLoader());
        return context;
    }
}
