package io.jobdrop.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.runtime.Service;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;

/**
 * Health and metrics on the application server's own port, with the paths and answers of the standalone's: {@code
 * observe/health}, {@code observe/health/live}, {@code observe/health/ready}, {@code observe/metrics}.
 */
public final class ObserveServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Service service = (Service) getServletContext().getAttribute(ContextListener.SERVICE);
        Optional<CamelContext> context = service.context();
        switch (String.valueOf(request.getPathInfo())) {
            case "/health" -> health(response, context, HealthCheckHelper::invoke);
            case "/health/live" -> health(response, context, HealthCheckHelper::invokeLiveness);
            case "/health/ready" -> health(response, context, HealthCheckHelper::invokeReadiness);
            case "/metrics" -> metrics(response, context);
            default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private interface Checks {
        Collection<HealthCheck.Result> of(CamelContext context);
    }

    private static void health(HttpServletResponse response, Optional<CamelContext> context, Checks checks)
            throws IOException {
        List<HealthCheck.Result> down = context.map(checks::of).orElse(List.of()).stream()
                .filter(result -> result.getState() == HealthCheck.State.DOWN)
                .toList();
        boolean up = context.isPresent() && down.isEmpty();
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
        response.setStatus(up ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setContentType("application/json");
        response.setCharacterEncoding("UTF-8");
        response.getWriter().print(answer);
    }

    private static void metrics(HttpServletResponse response, Optional<CamelContext> context) throws IOException {
        PrometheusMeterRegistry registry = context.map(
                        running -> running.getRegistry().findSingleByType(PrometheusMeterRegistry.class))
                .orElse(null);
        if (registry == null) {
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        response.setContentType("text/plain; version=0.0.4; charset=utf-8");
        response.getWriter().print(registry.scrape());
    }
}
