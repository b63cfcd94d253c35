package io.jobdrop.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.job.Places;
import io.jobdrop.job.RequestTemplate;
import io.jobdrop.job.RequestText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/** Finds what the requests of a feed lack, and what does nothing in them; each of their texts is right by itself. */
final class RequestConsistency {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Map<String, List<String>> FILLED = Map.of(
            "page", List.of("page", "size"),
            "offset", List.of("offset", "size"),
            "cursor", List.of("cursor", "size"),
            "link", List.of("size"));

    private final FeedValues values;
    private final BiConsumer<String, String> report;

    /** With what takes a property and what is wrong with it. */
    RequestConsistency(FeedValues values, BiConsumer<String, String> report) {
        this.values = values;
        this.report = report;
    }

    void run() {
        Map<String, FeedValues> requests = new LinkedHashMap<>();
        List.of("list", "detail").forEach(name -> values.group(name).ifPresent(group -> requests.put(name, group)));
        List<FeedValues> steps = values.groupOrDefaults("results").groups("steps");
        for (int i = 0; i < steps.size(); i++) {
            requests.put("results.steps[" + (i + 1) + "]", steps.get(i));
        }
        requests.forEach((name, request) -> body(name, request.request(values.texts("headers"))));
        detail();
        paging();
        download();
    }

    private void body(String name, RequestTemplate request) {
        if (request.body() == null) {
            return;
        }
        if (!request.method().equals("POST")) {
            report.accept(place(name, "body"), name + ".body needs method: POST");
        }
        if (!isJson(request)) {
            return;
        }
        try {
            JSON.readTree(request.with(Places.NONE).body(secret -> ""));
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            report.accept(
                    place(name, "body"),
                    name + ".body is no JSON at its line " + line + ": "
                            + e.getOriginalMessage().replaceAll("\\s+", " ")
                            + "; a form needs the header Content-Type: application/x-www-form-urlencoded");
        }
    }

    private static boolean isJson(RequestTemplate request) {
        return request.headers().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase("Content-Type"))
                .allMatch(header ->
                        header.getValue().declared().toLowerCase(Locale.ROOT).contains("json"));
    }

    // A list of steps has no properties by name: the line is that of the list.
    private static String place(String request, String property) {
        return request.startsWith("results.steps") ? "results.steps" : request + "." + property;
    }

    private void detail() {
        values.group("detail")
                .filter(detail -> !holds(detail, "jobId"))
                .ifPresent(detail -> report.accept(
                        "detail.path",
                        "detail.path: '" + detail.node().text("path")
                                + "' has no {jobId}, and neither has a query or a body:"
                                + " nothing says which job is meant; "
                                + new Placeholders(List.of("jobId", "$")).allowed()));
    }

    private void paging() {
        values.group("list").ifPresent(list -> {
            FeedValues paging = list.groupOrDefaults("paging");
            String type = paging.node().text("type");
            List<String> filled = FILLED.getOrDefault(type, List.of());
            RequestTemplate request = list.request(Map.of());
            request.texts()
                    .flatMap(text -> text.places().stream())
                    .distinct()
                    .filter(place -> !filled.contains(place))
                    .forEach(place -> report.accept(
                            "list",
                            "list: nothing fills {" + place + "}, since list.paging.type is "
                                    + (type.isEmpty() ? "none" : type)));
            if (request.isPaged()) {
                List.of("parameter", "sizeParameter", "alone").stream()
                        .filter(name -> paging.node().field(name).isPresent())
                        .forEach(name -> report.accept(
                                "list.paging." + name,
                                "list.paging." + name
                                        + " does nothing, since the request has places for its page; use {size}"
                                        + " for the number of entries"));
            }
        });
    }

    private void download() {
        FeedValues download = values.groupOrDefaults("download");
        boolean path = download.node().field("path").isPresent();
        boolean urls = values.groupOrDefaults("results").node().field("urls").isPresent();
        boolean result = holds(download, "result");
        if (path && urls && !result) {
            report.accept(
                    "download.path", "download.path needs {result} beside results.urls, or leave results.urls out");
        }
        if (path && !urls && result) {
            report.accept("download.path", "download.path has {result}, and there is no results.urls to take it from");
        }
        if (!path && !urls) {
            report.accept("vendor", "a feed needs results.urls, or download.path: nothing says where the results are");
        }
        String auth = download.text("auth");
        if (auth.isEmpty() ? !path : auth.equals("none")) {
            download.texts("headers").forEach((name, header) -> unsent(name, header));
        }
    }

    private void unsent(String name, RequestText header) {
        if (header.isSecret()) {
            report.accept(
                    "download.headers",
                    "download.headers." + name + " is never sent: a secret needs download.auth: same-origin");
        }
    }

    private static boolean holds(FeedValues group, String place) {
        return group.request(Map.of()).holds(place);
    }
}
