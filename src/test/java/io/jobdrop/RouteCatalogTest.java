package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The rules for YAML files: valid against the schemas of Camel and Kubernetes, every parameter described, declared, used. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteCatalogTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([A-Za-z]+)}}");
    private static final int MAX_FEED_LINES = 60;

    // Large, and slow to read: once for all tests, and for no longer than they run.
    private final JsonSchema camel = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
            .getSchema(RouteCatalogTest.class.getResourceAsStream("/schema/camelYamlDsl.json"));

    private final JsonSchema kubernetes =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(kameletDefinition());

    static List<Path> routes() throws IOException {
        return files(".camel.yaml", 7);
    }

    static List<Path> kamelets() throws IOException {
        return files(".kamelet.yaml", 8);
    }

    @ParameterizedTest
    @MethodSource("routes")
    void every_route_file_is_valid_against_camels_schema(Path file) throws IOException {
        assertThat(schemaProblems(yaml(file))).isEmpty();
    }

    @Test
    void the_schema_bites() throws IOException {
        JsonNode bad = JSON.readTree("[{\"route\":{\"from\":{\"uri\":\"timer:x\",\"stepz\":[]}}}]");

        assertThat(schemaProblems(bad)).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void every_kamelet_is_valid_against_the_definition_of_kubernetes(Path file) throws IOException {
        assertThat(kubernetes.validate(yaml(file))).isEmpty();
    }

    @Test
    void the_definition_of_kubernetes_bites() throws IOException {
        JsonNode bad = JSON.readTree("""
                {"kind":"Kamelet","spec":{"definition":{"titel":"T","properties":{"a":{"minimum":1,"secret":true}}}}}""");

        assertThat(kubernetes.validate(bad).stream()
                        .map(problem -> problem.getInstanceLocation() + " " + problem.getType()))
                .containsExactlyInAnyOrder(
                        "$.spec.definition additionalProperties",
                        "$.spec.definition.properties.a additionalProperties",
                        "$.spec.definition.properties.a.minimum type");
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void every_kamelet_keeps_its_contract(Path file) throws IOException {
        assertThat(kameletProblems(file.getFileName().toString(), yaml(file))).isEmpty();
    }

    @Test
    void the_kamelet_rules_bite() throws IOException {
        JsonNode bad = JSON.readTree("""
                {"metadata":{"name":"other"},
                 "spec":{"definition":{"title":"T","description":"D","required":["gone"],
                   "properties":{"a":{"title":"A","type":"string"},"token":{"title":"T","description":"d","type":"string"}}},
                  "template":{"from":{"uri":"kamelet:source","steps":[{"to":"log:{{b}}"}]}}}}""");

        assertThat(kameletProblems("bad-action.kamelet.yaml", bad))
                .containsExactlyInAnyOrder(
                        "the name is not the file's",
                        "no type label",
                        "a has no description",
                        "a is declared but never used",
                        "token is a secret and no password",
                        "token is declared but never used",
                        "b is used but not declared",
                        "gone is required but not declared");
    }

    @Test
    void every_template_parameter_is_used_and_every_used_one_declared() throws IOException {
        for (Path file : routes()) {
            for (JsonNode entry : yaml(file)) {
                JsonNode template = entry.path("routeTemplate");
                if (!template.isMissingNode()) {
                    Set<String> declared = new TreeSet<>();
                    template.path("parameters")
                            .forEach(p -> declared.add(p.path("name").asText()));
                    assertThat(used(template.path("route")))
                            .as(template.path("id").asText())
                            .isEqualTo(declared);
                }
            }
        }
    }

    @Test
    void a_feed_file_is_short_and_holds_no_secret_and_no_address() throws IOException {
        for (Path file : files(".camel.yaml", 7)) {
            if (file.getParent().endsWith("feeds")) {
                String text = Files.readString(file);
                assertThat(text.lines().count()).as(file.toString()).isLessThanOrEqualTo(MAX_FEED_LINES);
                assertThat(text).as(file.toString()).doesNotContain("http://", "https://", "token", "steps");
            }
        }
    }

    private static List<String> kameletProblems(String fileName, JsonNode kamelet) {
        List<String> problems = new ArrayList<>();
        JsonNode definition = kamelet.at("/spec/definition");
        if (!fileName.equals(kamelet.at("/metadata/name").asText() + ".kamelet.yaml")) {
            problems.add("the name is not the file's");
        }
        String type =
                kamelet.at("/metadata/labels/camel.apache.org~1kamelet.type").asText();
        if (type.isEmpty() || !fileName.contains("-" + type + ".")) {
            problems.add("no type label");
        }
        if (definition.path("title").asText().isEmpty()
                || definition.path("description").asText().isEmpty()) {
            problems.add("no title or description");
        }
        Set<String> used = used(kamelet.at("/spec/template"));
        Set<String> beans = new TreeSet<>();
        kamelet.at("/spec/template/beans")
                .forEach(bean -> beans.add(bean.path("name").asText()));
        Set<String> declared = new TreeSet<>();
        definition.path("properties").properties().forEach(property -> {
            String name = property.getKey();
            declared.add(name);
            for (String field : List.of("title", "description", "type")) {
                if (property.getValue().path(field).asText().isEmpty()) {
                    problems.add(name + " has no " + field);
                }
            }
            boolean secret = name.toLowerCase(java.util.Locale.ROOT).matches(".*(token|password|secret).*");
            if (secret && !property.getValue().path("format").asText().equals("password")) {
                problems.add(name + " is a secret and no password");
            }
            if (!used.contains(name)) {
                problems.add(name + " is declared but never used");
            }
        });
        used.stream()
                .filter(name -> !declared.contains(name) && !beans.contains(name))
                .forEach(name -> problems.add(name + " is used but not declared"));
        definition.path("required").forEach(name -> {
            if (!declared.contains(name.asText())) {
                problems.add(name.asText() + " is required but not declared");
            }
        });
        return problems;
    }

    private static Set<String> used(JsonNode node) {
        Set<String> used = new TreeSet<>();
        Matcher matcher = PLACEHOLDER.matcher(node.toString());
        while (matcher.find()) {
            used.add(matcher.group(1));
        }
        return used;
    }

    private List<String> schemaProblems(JsonNode routes) {
        return camel.validate(routes).stream().map(Object::toString).toList();
    }

    private static JsonNode yaml(Path file) throws IOException {
        return yaml(Files.readString(file));
    }

    private static JsonNode yaml(String text) {
        return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(text));
    }

    private static JsonNode kameletDefinition() {
        try (InputStream in = RouteCatalogTest.class.getResourceAsStream("/camel.apache.org_kamelets.yaml")) {
            JsonNode versions =
                    yaml(new String(in.readAllBytes(), StandardCharsets.UTF_8)).at("/spec/versions");
            for (JsonNode version : versions) {
                if (version.path("name").asText().equals("v1")) {
                    return strict(version.at("/schema/openAPIV3Schema"));
                }
            }
            throw new IllegalStateException("there is no version v1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // As kubectl does, which refuses a field that is not in the definition.
    private static JsonNode strict(JsonNode schema) {
        boolean isClosed = schema.has("properties")
                && !schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
        schema.path("properties").forEach(RouteCatalogTest::strict);
        Stream.of("items", "additionalProperties")
                .map(schema::path)
                .filter(JsonNode::isObject)
                .forEach(RouteCatalogTest::strict);
        if (isClosed && schema instanceof ObjectNode object) {
            object.put("additionalProperties", false);
        }
        return schema;
    }

    private static List<Path> files(String suffix, int expected) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            List<Path> found = files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
            assertThat(found).as("files that end with " + suffix).hasSizeGreaterThanOrEqualTo(expected);
            return found;
        }
    }
}
