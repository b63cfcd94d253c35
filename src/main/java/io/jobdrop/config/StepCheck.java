package io.jobdrop.config;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.camel.impl.DefaultCamelContext;

/** Finds a feed's own step that does not exist. A part with <code>${…}</code> is not checked: only a run knows its value. */
final class StepCheck {
    private static final Pattern JOB_ID = Pattern.compile("(?i)(?<![${])\\{\\s*job_?id\\s*}(?!})");
    private static final Pattern DRIVE = Pattern.compile("(?<![A-Za-z])[A-Za-z]:\\\\");

    private final Settings settings;
    private final Kamelets kamelets;
    private final OwnRoutes own;
    private final List<Problem> problems;

    StepCheck(Settings settings, Kamelets kamelets, OwnRoutes own, List<Problem> problems) {
        this.settings = settings;
        this.kamelets = kamelets;
        this.own = own;
        this.problems = problems;
    }

    void run(FeedFile feed) {
        String problem = problem(uri(feed));
        if (!problem.isEmpty()) {
            problems.add(new Problem(feed.path() + ":" + feed.line("step"), "step: " + problem));
        }
    }

    private String uri(FeedFile feed) {
        try {
            return new InsertedSettings(settings)
                    .in(feed.properties().text("step"))
                    .strip();
        } catch (IllegalArgumentException e) {
            return ""; // The setting that is missing is reported with the feed's properties.
        }
    }

    private String problem(String uri) {
        String scheme = uri.replaceFirst(":.*", "");
        String name = OwnRoutes.withoutOptions(uri)
                .substring(Math.min(uri.length(), scheme.length()))
                .replaceFirst("^:", "");
        if (uri.isEmpty() || scheme.contains("${") || name.contains("${")) {
            return "";
        }
        if (JOB_ID.matcher(uri).find()) {
            return "{jobId} is replaced by nothing here; write ${exchangeProperty.job.id}";
        }
        if (DRIVE.matcher(uri).find()) {
            return "a URI has no backslash; write / in its place";
        }
        return switch (uri.contains(":") ? scheme : "") {
            case "" -> noScheme(uri);
            case "kamelet" -> kamelet(name.replaceFirst("/.*", ""));
            case "direct", "seda" -> route(scheme + ":" + name);
            case "bean" -> name.contains("#") || own.beans().contains(name) ? "" : noBean(name);
            case "class" ->
                exists(name) ? "" : "there is no class '" + name + "' on the class path; put its jar into lib/";
            default -> own.beans().contains(scheme) ? "" : component(scheme, uri);
        };
    }

    private String component(String scheme, String uri) {
        Set<String> names = Components.names();
        String known = names.isEmpty() || names.contains(scheme) ? "" : ". There is " + String.join(", ", names);
        return new EndpointCheck(settings, problems)
                .problemOfStep(uri)
                .map(problem -> problem + known)
                .orElse("");
    }

    private String noScheme(String uri) {
        return "'" + uri + "' is no endpoint; write COMPONENT:PLACE, such as kamelet:NAME"
                + Nearest.suggestion("kamelet:" + uri, all("kamelet:", kamelets.names()));
    }

    private String kamelet(String name) {
        return kamelets.has(name)
                ? ""
                : "there is no kamelet '" + name + "'" + Nearest.suggestion(name, kamelets.names());
    }

    private String route(String uri) {
        return own.begins().contains(uri)
                ? ""
                : "no route in the folders of feeds begins with " + uri + Nearest.suggestion(uri, own.begins());
    }

    private String noBean(String name) {
        return "there is no bean '" + name + "' in the folders of feeds"
                + (exists(name) ? "; write class:" + name : Nearest.suggestion(name, own.beans()));
    }

    private static boolean exists(String type) {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            return context.getClassResolver().resolveClass(type) != null;
        } catch (IOException e) {
            return true;
        }
    }

    private static Set<String> all(String prefix, Collection<String> names) {
        Set<String> all = new TreeSet<>();
        names.forEach(name -> all.add(prefix + name));
        return all;
    }
}
