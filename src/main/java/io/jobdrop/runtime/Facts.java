package io.jobdrop.runtime;

import io.jobdrop.Feed;
import io.jobdrop.download.Download;
import io.jobdrop.job.Job;
import io.jobdrop.job.Verdict;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExpressionAdapter;

/**
 * What routes ask about what an exchange carries, for expressions of the language {@code ref}. Camel's simple language
 * copies the exchange, with all its properties, at each step of a path such as {@code ${exchangeProperty.download.url}}.
 */
final class Facts {
    private Facts() {}

    /** Gives each by its name. */
    static void bindTo(BiConsumer<String, Object> registry) {
        bind(
                registry,
                "jobIsCompleted",
                exchange -> body(exchange, Verdict.class).isCompleted());
        bind(registry, "hasResults", exchange -> !body(exchange, List.class).isEmpty());
        bind(registry, "hasNoResults", exchange -> body(exchange, List.class).isEmpty());
        bind(
                registry,
                "claimKey",
                exchange -> feed(exchange).name() + "/"
                        + property(exchange, "job", Job.class).id());
        bind(
                registry,
                "jobFields",
                exchange -> property(exchange, "job", Job.class).fields());
        bind(registry, "resultsAreChanged", exchange -> feed(exchange).isChanging());
        bind(
                registry,
                "partsAreJoined",
                exchange -> feed(exchange).download().parts().joined());
        bind(registry, "downloadIsPending", exchange -> download(exchange).isPending());
        bind(registry, "downloadPause", exchange -> download(exchange).getPauseMillis());
        bind(registry, "urlIsRefused", exchange -> download(exchange).isRefused());
        bind(registry, "downloadUrl", exchange -> download(exchange).getUrl());
    }

    private static void bind(BiConsumer<String, Object> registry, String name, Function<Exchange, Object> fact) {
        registry.accept(name, new ExpressionAdapter() {
            @Override
            public Object evaluate(Exchange exchange) {
                return fact.apply(exchange);
            }

            @Override
            public String toString() {
                return name;
            }
        });
    }

    private static <T> T body(Exchange exchange, Class<T> type) {
        return type.cast(exchange.getMessage().getBody());
    }

    private static <T> T property(Exchange exchange, String name, Class<T> type) {
        return type.cast(exchange.getProperty(name));
    }

    private static Feed feed(Exchange exchange) {
        return property(exchange, "feed", Feed.class);
    }

    private static Download download(Exchange exchange) {
        return property(exchange, "download", Download.class);
    }
}
