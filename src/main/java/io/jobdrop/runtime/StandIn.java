package io.jobdrop.runtime;

import io.jobdrop.download.AnnouncedResults;
import io.jobdrop.download.CsvJoin;
import io.jobdrop.download.Downloads;
import java.util.function.BiConsumer;
import org.apache.camel.component.http.HttpClientConfigurer;

/**
 * Something between the clients of vendors and results and the network, or in its place. Everything above it is the real
 * thing; of a result, its head is all that is taken.
 */
record StandIn(HttpClientConfigurer network) {
    /** Leaves the network as it is. */
    static final HttpClientConfigurer NONE = builder -> {};

    /** A registry whose clients reach the network through this alone. */
    BiConsumer<String, Object> before(BiConsumer<String, Object> registry) {
        return (name, bean) -> registry.accept(name, above(bean));
    }

    private Object above(Object bean) {
        if (bean instanceof HttpClientConfigurer client) {
            return (HttpClientConfigurer) builder -> {
                client.configureHttpClient(builder);
                network.configureHttpClient(builder);
            };
        }
        if (bean instanceof CsvJoin join) {
            return join.headsOnly();
        }
        if (bean instanceof AnnouncedResults announced && !network.equals(NONE)) {
            return announced.anywhere();
        }
        return bean instanceof Downloads downloads ? downloads.headsOnly() : bean;
    }
}
