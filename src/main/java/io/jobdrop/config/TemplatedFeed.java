package io.jobdrop.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** The former form of a feed, route templates with parameters, and what to write in its place. */
final class TemplatedFeed {
    private static final List<String> TEMPLATES = List.of("job-poll", "job-delivery", "id-poll", "job-inbox");
    // In the order in which they are written.
    private static final List<Map.Entry<String, String>> PROPERTIES = List.of(
            Map.entry("vendor", "vendor"),
            Map.entry("authScheme", "authScheme"),
            Map.entry("schedule", "schedule"),
            Map.entry("step", "step"),
            Map.entry("listPath", "list.path"),
            Map.entry("itemsPath", "list.items"),
            Map.entry("paging", "list.paging.type"),
            Map.entry("pageParameter", "list.paging.parameter"),
            Map.entry("offsetParameter", "list.paging.parameter"),
            Map.entry("sizeParameter", "list.paging.sizeParameter"),
            Map.entry("pageSize", "list.paging.size"),
            Map.entry("firstPage", "list.paging.first"),
            Map.entry("totalPagesPath", "list.paging.totalPages"),
            Map.entry("hasMorePath", "list.paging.hasMore"),
            Map.entry("limitPath", "list.paging.limit"),
            Map.entry("totalPath", "list.paging.total"),
            Map.entry("detailPath", "detail.path"),
            Map.entry("idPath", "job.id"),
            Map.entry("idPattern", "job.idPattern"),
            Map.entry("statusPath", "job.status"),
            Map.entry("completedWords", "job.completed"),
            Map.entry("openWords", "job.open"),
            Map.entry("failedWords", "job.failed"),
            Map.entry("errorPath", "job.error"),
            Map.entry("typePath", "job.type"),
            Map.entry("typesWithoutFile", "job.typesWithoutFile"),
            Map.entry("createdAtPath", "job.createdAt"),
            Map.entry("completedAtPath", "job.completedAt"),
            Map.entry("resultsPath", "results.urls"),
            Map.entry("urlFields", "results.urlFields"),
            Map.entry("nameFields", "results.nameFields"),
            Map.entry("sizeFields", "results.sizeFields"),
            Map.entry("namePath", "results.name"),
            Map.entry("sizePath", "results.size"),
            Map.entry("countPath", "results.count"));
    private static final Map<String, List<String>> OF_PAGING = Map.of(
            "page", List.of("type", "parameter", "sizeParameter", "size", "first", "totalPages"),
            "offset", List.of("type", "parameter", "sizeParameter", "size", "hasMore", "limit", "total"));

    private TemplatedFeed() {}

    /** Whether a file is in the former form. */
    static boolean isOne(YamlNode root) {
        return root.items().stream()
                .flatMap(entry -> entry.field("templatedRoute").stream())
                .anyMatch(use -> TEMPLATES.contains(use.text("routeTemplateRef")));
    }

    /** What to do about it, with the whole file in the new form. */
    static String explanation(YamlNode root) {
        Map<String, Object> bean = new LinkedHashMap<>();
        bean.put("name", parameters(root).getOrDefault("feed", ""));
        bean.put("type", "io.jobdrop.Feed");
        bean.put("properties", properties(root));
        DumpSettings block = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setIndentWithIndicator(true)
                .setIndicatorIndent(2)
                .build();
        String text = new Dump(block).dumpToString(List.of(Map.of("beans", List.of(bean))));
        return "a feed is one bean now, and templatedRoute is not read any more. Write in place of the whole file:\n"
                + "# yaml-language-server: $schema=../feed.schema.json\n" + text.stripTrailing();
    }

    /** The properties of the new form that name the vendor, so that its settings are known. */
    static YamlNode vendorOf(YamlNode root) {
        return root.items().stream()
                .flatMap(entry -> entry.field("templatedRoute").stream())
                .flatMap(use -> use.field("parameters").stream())
                .flatMap(parameters -> parameters.items().stream())
                .filter(parameter -> parameter.text("name").equals("vendor"))
                .findFirst()
                .map(parameter -> YamlNode.map("vendor", parameter.text("value")))
                .orElseGet(YamlNode::empty);
    }

    private static Map<String, String> parameters(YamlNode root) {
        Map<String, String> parameters = new TreeMap<>();
        root.items().stream()
                .flatMap(entry -> entry.field("templatedRoute").stream())
                .flatMap(use -> use.field("parameters").stream())
                .flatMap(list -> list.items().stream())
                .forEach(parameter -> parameters.putIfAbsent(parameter.text("name"), parameter.text("value")));
        return parameters;
    }

    private static Map<String, Object> properties(YamlNode root) {
        Map<String, String> parameters = parameters(root);
        String paging = parameters.getOrDefault("paging", "none");
        parameters.remove(paging.equals("page") ? "offsetParameter" : "pageParameter");
        Map<String, Object> properties = new LinkedHashMap<>();
        PROPERTIES.forEach(entry -> {
            String value = parameters.getOrDefault(entry.getKey(), "");
            boolean same =
                    value.equals("kamelet:no-step-action") || (entry.getKey().equals("paging") && value.equals("none"));
            if (!value.isEmpty() && !same && isUsed(entry.getValue(), paging)) {
                put(properties, entry.getValue(), value);
            }
        });
        return properties;
    }

    private static boolean isUsed(String property, String paging) {
        String group = "list.paging.";
        return !property.startsWith(group)
                || OF_PAGING.getOrDefault(paging, List.of()).contains(property.substring(group.length()));
    }

    @SuppressWarnings("unchecked")
    private static void put(Map<String, Object> properties, String path, String value) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            properties.put(path, value.matches("\\d{1,9}") ? (Object) Integer.valueOf(value) : value);
        } else {
            Object group =
                    properties.computeIfAbsent(path.substring(0, dot), key -> new LinkedHashMap<String, Object>());
            put((Map<String, Object>) group, path.substring(dot + 1), value);
        }
    }
}
