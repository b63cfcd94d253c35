package io.jobdrop.runtime;

import io.jobdrop.Feed;
import io.jobdrop.config.Auth;
import io.jobdrop.config.Configuration;
import io.jobdrop.config.LedgerAddress;
import io.jobdrop.config.Problem;
import io.jobdrop.config.Settings;
import io.jobdrop.record.RunLock;
import io.jobdrop.sign.RequestSignature;
import io.jobdrop.stage.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteDefinitionHelper;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Builds the engineer's own routes, kamelets and steps as a start does, and says what Camel refuses, with file and line.
 *
 * <p>Camel resolves steps, endpoints, expressions and beans. It starts none of them, so nothing polls and nothing
 * connects. The constructors of the engineer's own beans run. The home is neither read nor written.
 */
public final class OwnRoutesTrial {
    private static final List<String> INSTALLED =
            List.of("failures", "job-delivery", "feed", "retry-due", "notify", "notify-due");
    private static final List<String> OF_FEED = List.of("", "-poll", "-inbox", "-notify");

    private final Configuration configuration;
    private final DefaultCamelContext context;
    private final Refusal refusal;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<RouteDefinition, Path> files = new LinkedHashMap<>();

    private OwnRoutesTrial(Configuration configuration, DefaultCamelContext context) {
        this.configuration = configuration;
        this.context = context;
        refusal = new Refusal(configuration.settings()::redact);
    }

    /** Whether there is anything of the engineer's own to try. */
    public static boolean isDue(Configuration configuration) {
        return !configuration.folders().routes().isEmpty()
                || !configuration.folders().kamelets().isEmpty()
                || configuration.feeds().stream().anyMatch(feed -> feed.step() != null);
    }

    /**
     * All that Camel refuses of a configuration without obstacles.
     *
     * @param ledger a ledger for this trial only, for the beans that routes may name; its file is created
     */
    public static List<Problem> of(Configuration configuration, Path ledger) throws IOException {
        JobdropContext.Mode mode = JobdropContext.Mode.PLAN;
        try (RunLock lock = RunLock.take(ledger).orElseThrow();
                RouteBeans beans = new RouteBeans(
                        configuration,
                        new LedgerAddress.InFile(ledger),
                        lock,
                        false,
                        Progress.NONE,
                        Clock.systemUTC(),
                        StandIn.NONE)) {
            Main main = new ManyRoutes();
            beans.bindTo(main::bind, name -> null);
            main.setOverrideProperties(CamelProperties.of(configuration, mode));
            main.setDefaultPropertyPlaceholderLocation("false");
            main.addMainListener(new OwnEnvironment(configuration));
            try {
                main.init();
                DefaultCamelContext context = (DefaultCamelContext) main.getCamelContext();
                context.init();
                context.setSourceLocationEnabled(true);
                return new OwnRoutesTrial(configuration, context).run();
            } finally {
                main.stop();
            }
        }
    }

    private List<Problem> run() {
        INSTALLED.forEach(name -> load(configuration.routes().resolve(name + ".camel.yaml")));
        configuration.folders().kamelets().forEach(this::load);
        configuration.folders().routes().forEach(this::load);
        Set<String> reserved = feedRoutes();
        files.forEach((route, file) -> {
            if (configuration.folders().routes().contains(file)) {
                build(route, file, reserved);
            }
        });
        if (problems.isEmpty()) {
            configuration.feeds().forEach(this::resolve);
            configuration.feeds().stream().map(Feed::vendor).distinct().forEach(this::signature);
        }
        return problems;
    }

    private Set<String> feedRoutes() {
        Set<String> ids = new HashSet<>();
        configuration.feeds().forEach(feed -> OF_FEED.forEach(suffix -> ids.add(feed.name() + suffix)));
        return ids;
    }

    // Camel drops an earlier route when a later one has its id, and says nothing.
    private void load(Path file) {
        try {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(PluginHelper.getResourceLoader(context).resolveResource("file:" + file));
        } catch (Exception e) {
            problems.add(new Problem(file + ":" + Refusal.line(e), refusal.reason(e)));
        }
        List<RouteDefinition> now = context.getRouteDefinitions();
        List<RouteDefinition> replaced =
                files.keySet().stream().filter(route -> !now.contains(route)).toList();
        now.forEach(route -> files.putIfAbsent(route, file));
        for (RouteDefinition route : replaced) {
            Path first = files.remove(route);
            int line = now.stream()
                    .filter(other -> route.getRouteId().equals(other.getRouteId()))
                    .mapToInt(OwnRoutesTrial::line)
                    .findFirst()
                    .orElse(1);
            problems.add(new Problem(
                    file + ":" + line,
                    "the route id '" + route.getRouteId() + "' is already in " + first + "; choose another id"));
        }
    }

    private void build(RouteDefinition route, Path file, Set<String> reserved) {
        try {
            String id = RouteDefinitionHelper.validateUniqueIds(route, context.getRouteDefinitions());
            if (id != null || reserved.contains(route.getRouteId())) {
                problems.add(new Problem(
                        file + ":" + line(route),
                        "the id '" + (id == null ? route.getRouteId() : id)
                                + "' belongs to another route or step; choose another id"));
                return;
            }
            context.startRouteDefinitions(List.of(route));
        } catch (Exception e) {
            problems.add(new Problem(file + ":" + line(route, file, e), refusal.reason(e)));
        }
    }

    private void resolve(Feed feed) {
        String step = feed.step();
        if (step != null && !step.contains("${")) {
            resolve(feed, step, "step");
        }
        String sink = configuration.drop(feed) + "-drop-sink";
        if (configuration.folders().kamelets().stream().anyMatch(file -> file.endsWith(sink + ".kamelet.yaml"))) {
            resolve(feed, "kamelet:" + sink, "drop");
        }
    }

    private void signature(String vendor) {
        Settings settings = configuration.settings();
        if (Auth.of(settings, vendor) == Auth.SIGNATURE) {
            String name = Auth.bean(settings, vendor);
            Object bean = context.getRegistry().lookupByName(name);
            if (!(bean instanceof RequestSignature)) {
                problems.add(new Problem(
                        settings.origin(vendor + ".auth"),
                        vendor + ".auth: the bean '" + name + "' is no " + RequestSignature.class.getName()));
            }
        }
    }

    private void resolve(Feed feed, String uri, String what) {
        try {
            ServiceHelper.initService(context.getEndpoint(uri));
        } catch (Exception e) {
            String where = configuration
                    .feed(feed.name())
                    .map(file -> file.path() + ":" + file.line(what))
                    .orElse(feed.name());
            problems.add(new Problem(where, what + ": " + refusal.reason(e)));
        }
    }

    // Camel names the step that it could not build by its text.
    private static int line(RouteDefinition route, Path file, Exception failure) {
        String message = String.valueOf(failure.getMessage());
        return ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessorDefinition.class).stream()
                .filter(step -> step.getLineNumber() > 0 && message.contains(">>> " + step + " <<<"))
                .mapToInt(step -> line(step, file))
                .findFirst()
                .orElse(line(route));
    }

    // Camel counts one line too few for a step whose options follow in braces.
    private static int line(ProcessorDefinition<?> step, Path file) {
        int line = step.getLineNumber();
        try {
            List<String> lines = Files.readAllLines(file);
            boolean braces = line < lines.size() && lines.get(line).contains(step.getShortName() + ": {");
            return braces ? line + 1 : line;
        } catch (IOException e) {
            return line;
        }
    }

    private static int line(RouteDefinition route) {
        return Math.max(1, route.getLineNumber());
    }
}
