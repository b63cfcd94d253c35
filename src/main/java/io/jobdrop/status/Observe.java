package io.jobdrop.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;

/** Health and metrics for machines: {@code /observe/health}, {@code /live} and {@code /ready} below it, {@code /observe/metrics}. */
final class Observe {
    private static final String OPEN_METRICS = "application/openmetrics-text";

    private final Supplier<Optional<CamelContext>> context;

    Observe(Supplier<Optional<CamelContext>> context) {
        this.context = context;
    }

    private interface Checks {
        Collection<HealthCheck.Result> of(CamelContext context);
    }

    Response answer(Request request) {
        return switch (request.path()) {
            case "/observe/health" -> health(HealthCheckHelper::invoke);
            case "/observe/health/live" -> health(HealthCheckHelper::invokeLiveness);
            case "/observe/health/ready" -> health(HealthCheckHelper::invokeReadiness);
            case "/observe/metrics" -> metrics(request.header("accept"));
            default -> Response.text(404, "There is no page " + request.path());
        };
    }

    /** What is wrong, in words; empty when all is well. */
    List<String> problems() {
        if (context.get().isEmpty()) {
            return List.of("nothing runs yet");
        }
        return down(HealthCheckHelper::invoke).stream()
                .map(result -> result.getMessage().orElse(result.getCheck().getId() + " is down"))
                .toList();
    }

    private List<HealthCheck.Result> down(Checks checks) {
        return context.get().map(checks::of).orElse(List.of()).stream()
                .filter(result -> result.getState() == HealthCheck.State.DOWN)
                .toList();
    }

    private Response health(Checks checks) {
        List<HealthCheck.Result> down = down(checks);
        boolean up = context.get().isPresent() && down.isEmpty();
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("status", up ? "UP" : "DOWN");
        if (!down.isEmpty()) {
            ArrayNode array = answer.putArray("checks");
            for (HealthCheck.Result result : down) {
                ObjectNode check = array.addObject()
                        .put("name", result.getCheck().getId())
                        .put("status", result.getState().name());
                result.getMessage().ifPresent(message -> check.put("message", message));
            }
        }
        return Response.of(up ? 200 : 503, "application/json; charset=utf-8", answer.toString());
    }

    private Response metrics(String accepted) {
        PrometheusMeterRegistry registry = context.get()
                .map(running -> running.getRegistry().findSingleByType(PrometheusMeterRegistry.class))
                .orElse(null);
        if (registry == null) {
            return Response.text(503, "There are no metrics yet.");
        }
        String type = accepted.contains(OPEN_METRICS)
                ? OPEN_METRICS + "; version=1.0.0; charset=utf-8"
                : "text/plain; version=0.0.4; charset=utf-8";
        return Response.of(200, type, registry.scrape(type));
    }
}
