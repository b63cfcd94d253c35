package io.jobdrop.status;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.Settings;
import io.jobdrop.poll.Hooks;
import io.jobdrop.poll.Polls;
import io.jobdrop.record.JobLedger;
import io.jobdrop.record.Nodes;
import io.jobdrop.stage.Transfers;
import io.jobdrop.vendor.Throttles;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The status page, its JSON, health and metrics: from a request to a response, whatever server carries them. It changes
 * something only for a POST that {@link Access} admits, and holds no secret.
 */
public final class StatusSite {
    private static final Logger LOG = LoggerFactory.getLogger(StatusSite.class);
    private static final Map<String, String> SAFE = Map.of(
            "Content-Security-Policy",
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cache-Control",
            "no-store");

    private final Access access;
    private final Observe observe;
    private final Text text;
    private final Layout layout;
    private final @Nullable JobSite jobs;
    private final @Nullable Hooks hooks;

    /**
     * What is going on: polls, transfers, pauses that vendors want.
     *
     * @param nodes those that share the ledger; empty when this process has it alone
     */
    public record Work(Polls polls, Transfers transfers, Throttles throttles, Optional<Nodes> nodes) {}

    /**
     * What runs.
     *
     * @param process the name under which it claims jobs
     * @param away why the ledger cannot be read for now; empty when it can
     * @param hooks what vendors may call
     * @param actions what people may do to jobs
     */
    public record Running(
            Configuration configuration,
            String process,
            JobLedger ledger,
            Supplier<Optional<String>> away,
            Work work,
            Hooks hooks,
            Map<JobAction, JobAction.Work> actions) {}

    /** A site about what runs; with {@code running} null, about what could not start. */
    public StatusSite(
            Settings settings, Supplier<Optional<CamelContext>> context, @Nullable Running running, Clock clock) {
        access = new Access(settings);
        observe = new Observe(context);
        text = new Text(clock, settings::redact);
        layout = new Layout(running == null ? "" : who(running), clock.instant(), text, observe);
        hooks = running == null ? null : running.hooks();
        jobs = running == null ? null : new JobSite(running, observe, layout, text, access.token(), clock);
    }

    private static String who(Running running) {
        return running.process()
                + (running.work().nodes().isPresent()
                        ? " shares this ledger with other nodes"
                        : " works on this ledger alone");
    }

    /** The response while there is no site yet: a process that starts lives, and is not ready. */
    public static Response starting(Request request) {
        return request.path().equals("/observe/health/live")
                ? Response.of(200, "application/json", "{\"status\":\"UP\"}\n")
                : Response.text(503, "Jobdrop starts. Ask again in some seconds.");
    }

    /** The response to any request; it never throws. */
    public Response answer(Request request) {
        Response response;
        try {
            response = hooks != null && request.path().startsWith("/hooks/")
                    ? hint(hooks, request)
                    : access.refusal(request).orElseGet(() -> admitted(request));
        } catch (IllegalArgumentException e) {
            response = Response.text(400, "The address is not understood: " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.warn("the page {} failed", request.path(), e);
            response = Response.text(500, "The page failed. The log says why.");
        }
        for (Map.Entry<String, String> header : SAFE.entrySet()) {
            response = response.with(header.getKey(), header.getValue());
        }
        return response;
    }

    private Response admitted(Request request) {
        if (!request.reads() && !request.method().equals("POST")) {
            return Response.text(405, "There is only GET, HEAD and POST.").with("Allow", "GET, HEAD, POST");
        }
        if (request.body().length() > Request.MOST_FORM) {
            return Response.text(413, "The form is too long.");
        }
        if (request.path().startsWith("/observe/")) {
            return request.reads()
                    ? observe.answer(request)
                    : Response.text(405, "Use GET.").with("Allow", "GET, HEAD");
        }
        if (request.path().startsWith("/assets/")) {
            return Asset.of(request.path().substring("/assets/".length())).orElseGet(() -> nothing(request));
        }
        if (jobs != null) {
            return jobs.answer(request).orElseGet(() -> nothing(request));
        }
        Html reasons = Html.each(observe.problems(), problem -> Html.of("<li>{}</li>", text.safe(problem)));
        return layout.page(
                request,
                503,
                "Nothing runs",
                Html.of("<section class=\"verdict trouble\"><h1>Nothing runs</h1><ul>{}</ul></section>", reasons));
    }

    // Vendors have no user here: each hook has its own secret.
    private static Response hint(Hooks hooks, Request request) {
        byte[] body = request.body().getBytes(StandardCharsets.ISO_8859_1);
        int status = hooks.receive(request.method(), request.path(), request.headers(), body);
        return Response.text(status, status == 202 ? "The feed is polled." : "Nothing was done.");
    }

    private Response nothing(Request request) {
        return layout.page(request, 404, "Not found", Html.of("<h1>There is nothing here</h1>"));
    }
}
