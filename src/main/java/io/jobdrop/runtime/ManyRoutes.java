package io.jobdrop.runtime;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.LoggingLevel;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;

/**
 * Camel Main for hundreds of routes: each use of a kamelet is one, and each feed adds two.
 *
 * <p>Camel removes a route before it adds it, and for that gathers the endpoints of all others, also when there is
 * nothing to remove: an eighth or more of a start with a hundred feeds. And where several threads ask for an endpoint
 * that does not exist yet, as the first polls do, each makes one, and all but one are thrown away: an HTTP client reads
 * every certificate that the system trusts.
 */
final class ManyRoutes extends Main {
    // Camel's own strategy leaves a shutdown hook in the JVM, for ever; stopping is the launchers' business.
    ManyRoutes() {
        setShutdownStrategy(new SimpleMainShutdownStrategy());
    }

    @Override
    protected CamelContext createCamelContext() {
        DefaultCamelContext context = new DefaultCamelContext(registry) {
            private final Object clients = new Object();

            @Override
            protected Endpoint doGetEndpoint(
                    String uri, Map<String, Object> parameters, boolean normalized, boolean prototype) {
                if (!uri.startsWith("http")) {
                    return super.doGetEndpoint(uri, parameters, normalized, prototype);
                }
                synchronized (clients) {
                    return super.doGetEndpoint(uri, parameters, normalized, prototype);
                }
            }

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
