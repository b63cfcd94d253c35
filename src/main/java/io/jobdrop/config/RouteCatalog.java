package io.jobdrop.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What the installed routes and kamelets offer to feed files: templates with their parameters, and value schemas. */
final class RouteCatalog {
    /** A template's parameter. */
    record TemplateParameter(boolean required, String defaultValue) {}

    private final Map<String, Map<String, TemplateParameter>> templates = new TreeMap<>();
    private final Map<String, ParameterSchema> schemas = new TreeMap<>();
    private final Map<String, Path> kamelets = new TreeMap<>();

    static RouteCatalog read(Path routes, List<Problem> problems) {
        RouteCatalog catalog = new RouteCatalog();
        for (Path file : files(routes, path -> path.getFileName().toString().endsWith(".camel.yaml"))) {
            catalog.addTemplates(file, problems);
        }
        Path kamelets = routes.resolve("kamelets");
        for (Path file : files(kamelets, path -> path.getFileName().toString().endsWith(".kamelet.yaml"))) {
            catalog.addKamelet(file, problems);
        }
        if (catalog.templates.isEmpty()) {
            problems.add(new Problem(routes.toString(), "no route templates found; is the installation complete?"));
        }
        return catalog;
    }

    Map<String, Map<String, TemplateParameter>> templates() {
        return templates;
    }

    /** The JSON schema that a kamelet declares for the parameter of this name. */
    java.util.Optional<ParameterSchema> schema(String parameter) {
        return java.util.Optional.ofNullable(schemas.get(parameter));
    }

    boolean hasKamelet(String name) {
        return kamelets.containsKey(name);
    }

    java.util.Set<String> kamelets() {
        return kamelets.keySet();
    }

    /** The names of all destinations: NAME of each kamelet NAME-drop-sink. */
    List<String> drops() {
        return kamelets.keySet().stream()
                .filter(name -> name.endsWith("-drop-sink"))
                .map(name -> name.replace("-drop-sink", ""))
                .toList();
    }

    static List<Path> files(Path folder, Predicate<Path> wanted) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(wanted).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void addTemplates(Path file, List<Problem> problems) {
        try {
            for (YamlNode entry : YamlNode.read(file).items()) {
                entry.field("routeTemplate")
                        .ifPresent(template -> templates.put(template.text("id"), parameters(template)));
            }
        } catch (YamlNode.Unreadable e) {
            problems.add(e.problem);
        }
    }

    private static Map<String, TemplateParameter> parameters(YamlNode template) {
        Map<String, TemplateParameter> parameters = new LinkedHashMap<>();
        for (YamlNode parameter :
                template.field("parameters").map(YamlNode::items).orElse(List.of())) {
            boolean required = parameter.text("required").equals("true");
            parameters.put(parameter.text("name"), new TemplateParameter(required, parameter.text("defaultValue")));
        }
        return parameters;
    }

    private void addKamelet(Path file, List<Problem> problems) {
        try {
            YamlNode root = YamlNode.read(file);
            String name = root.field("metadata")
                    .map(metadata -> metadata.text("name"))
                    .orElse("");
            kamelets.put(name, file);
            root.field("spec")
                    .flatMap(spec -> spec.field("definition"))
                    .flatMap(definition -> definition.field("properties"))
                    .ifPresent(properties -> properties
                            .fields()
                            .forEach((parameter, schema) ->
                                    schemas.putIfAbsent(parameter, new ParameterSchema(schema))));
        } catch (YamlNode.Unreadable e) {
            problems.add(e.problem);
        }
    }
}
