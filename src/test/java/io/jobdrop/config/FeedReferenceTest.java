package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.jobdrop.support.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Holds the schema of feeds, the page that describes them and the check of feed files against one another. The page is
 * written anew by {@code ./mvnw test -Dtest=FeedReferenceTest -Djobdrop.reference=write}.
 */
class FeedReferenceTest {
    private static final Path PAGE = Path.of("docs/feed-reference.md");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path home;

    static List<Path> feeds() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes/feeds"))) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .toList();
            assertThat(found).hasSizeGreaterThanOrEqualTo(4);
            return found;
        }
    }

    @Test
    void the_page_is_what_the_schema_says() throws IOException {
        String page = page(schema());
        if ("write".equals(System.getProperty("jobdrop.reference"))) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    @Test
    void the_schema_is_a_schema_and_everything_in_it_is_described() throws IOException {
        JsonSchema meta = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(java.net.URI.create("https://json-schema.org/draft/2020-12/schema"));

        assertThat(meta.validate(schema())).isEmpty();
        rows(schema()).forEach(row -> assertThat(row.get(1)).as(row.get(0)).isNotBlank());
    }

    @ParameterizedTest
    @MethodSource("feeds")
    void a_feed_of_ours_is_short_valid_and_names_the_schema(Path file) throws IOException {
        assertThat(validator().validate(yaml(Files.readString(file)))).isEmpty();
        assertThat(Files.readAllLines(file))
                .hasSizeLessThanOrEqualTo(25)
                .first()
                .isEqualTo("# yaml-language-server: $schema=../feed.schema.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vendor: convertly\nlist: {path: /jobs}\njob: {completed: [a, 1, true]}\nresults: {urls: $.u}\n",
                "vendor: convertly\nlist: {path: jobs}\njob: {completed: a}\nresults: {urls: $.u}\n",
                "vendor: convertly\nlist: {path: /jobs, paging: {type: page, size: 0}}\njob: {completed: a}\nresults: {urls: $.u}\n",
                "vendor: convertly\nlist: {path: /jobs, paging: {type: page, first: 0}}\njob: {completed: a}\nresults: {urls: $.u}\n",
                "vendor: convertly\nlist: {path: /jobs, paging: {type: page, total: $.t}}\njob: {completed: a}\nresults: {urls: $.u}\n",
                "vendor: convertly\nlist: {path: /jobs, paging: {type: cursor}}\njob: {completed: a}\nresults: {urls: $.u}\n",
                "vendor: convertly\nlist: {path: /jobs, paging: {size: 3}}\njob: {completed: a}\nresults: {urls: $.u}\n",
                "vendor: convertly\nlist: {path: /jobs, more: 1}\njob: {completed: a}\nresults: {urls: $.u}\n",
                "vendor: Convertly\nlist: {path: /jobs}\njob: {completed: a}\nresults: {urls: $.u}\n",
                "vendor: convertly\nlist: {path: /jobs}\njob: {open: a}\nresults: {urls: $.u}\n",
                "vendor: convertly\nlist: {path: /jobs}\ndetail: {path: /jobs}\njob: {completed: a}\nresults: {urls: $.u}\n",
                "vendor: convertly\nauthScheme: a b\nlist: {path: /jobs}\njob: {completed: a}\nresults: {urls: $.u}\n",
                "vendor: convertly\nlist: /jobs\njob: {completed: a}\nresults: {urls: $.u}\n",
                "vendor: convertly\nlist: {path: [/jobs]}\njob: {completed: a}\nresults: {urls: $.u}\n",
                "vendor: convertly\nlist: {path: /jobs}\njob: {completed: {a: b}}\nresults: {urls: $.u}\n",
                "vendor: convertly\nlist: {path: /jobs}\njob: {completed: a}\nresults: {urls: $.u, urlFields: [a b]}\n",
                "vendor: convertly\nlist: {path: /jobs, method: PUT}\njob: {completed: a}\nresults: {urls: $.u}\n",
                "vendor: convertly\nlist: {path: /jobs, query: {a: [1]}}\njob: {completed: a}\nresults: {urls: $.u}\n",
                "vendor: convertly\nlist: {path: /jobs, query: {a: 1}, headers: {A: b}}\njob: {completed: a}\nresults: {urls: $.u}\n",
                "vendor: convertly\nlist: {path: /jobs, headers: {}}\njob: {completed: a}\nresults: {urls: $.u}\n",
                "vendor: convertly\nlist: {path: /jobs, headers: {'a b': c}}\njob: {completed: a}\nresults: {urls: $.u}\n",
                "vendor: convertly\nlist: {path: /jobs}\ndetail: {path: /job, query: {id: '{jobId}'}}\njob: {completed: a}\nresults: {urls: $.u}\n",
                "vendor: convertly\nlist: {path: /jobs}\njob: {completed: a}\nresults: {urls: $.u, steps: []}\n",
                "vendor: convertly\nlist: {path: /jobs}\njob: {completed: a}\nresults: {urls: $.u, steps: {path: /x}}\n",
                "vendor: convertly\nlist: {path: /jobs}\njob: {completed: a}\nresults: {urls: $.u, steps: [{path: /x}]}\n",
                "vendor: convertly\nlist: {path: /jobs}\njob: {completed: a}\nresults: {urls: $.u}\ndownload: {}\n",
                "vendor: convertly\nlist: {path: /jobs}\njob: {completed: a}\nresults: {urls: $.u}\ndownload: {auth: always}\n",
                "vendor: convertly\nlist: {path: /jobs}\njob: {completed: a}\nresults: {urls: $.u}\ndownload: {notReady: [404, '425']}\n",
                "vendor: convertly\nlist: {path: /jobs}\njob: {completed: a}\nresults: {urls: $.u}\ndownload: {notReady: 404}\n",
                "vendor: convertly\nlist: {path: /jobs}\njob: {completed: a}\nresults: {urls: $.u}\ndownload: {notReady: '99'}\n",
                "vendor: convertly\nlist: {path: /jobs}\njob: {completed: a}\ndownload: {path: '/f/{jobId}'}\n"
            })
    void the_check_and_a_validator_agree_on_a_file(String properties) throws IOException {
        String text = TestFeed.yaml("acme", properties);

        boolean valid = validator().validate(yaml(text)).isEmpty();
        List<Problem> problems = new Installation(home)
                .set("CONVERTLY_TOKEN", "key")
                .feed("acme", text)
                .read()
                .problems();

        assertThat(problems.isEmpty()).as("%s, and %s", valid, problems).isEqualTo(valid);
    }

    private static JsonSchema validator() throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema());
    }

    private static JsonNode schema() throws IOException {
        return JSON.readTree(Path.of("routes/feed.schema.json").toFile());
    }

    private static JsonNode yaml(String text) {
        return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(text));
    }

    private static String page(JsonNode schema) {
        StringBuilder page = new StringBuilder("""
                # Properties of a feed

                A feed is a file `NAME.camel.yaml` with one bean of type `io.jobdrop.Feed`; [feeds.md](feeds.md) shows how to write one.
                This page is generated from [routes/feed.schema.json](../routes/feed.schema.json), which gives completion in editors
                that know YAML schemas (`# yaml-language-server: $schema=../feed.schema.json` in the first line).

                Properties in **bold** are required. A value that starts with `$` is a JSONPath. In `list`, `$` is the whole response.
                In `job` and `results`, `$` is one job: its entry in the list. Once Jobdrop has asked for the detail, the fields of the
                detail are added, and win. Several words are separated by commas, or form a YAML list.

                Jobdrop replaces these places in a path, a query, a header or a body, and no other braces:

                | place | becomes | where |
                | --- | --- | --- |
                | `{jobId}` | the job's id | `detail`, `results.steps`, `download` |
                | `{$.field}` | a field of the response before; in `detail`, a field of the job's entry in the list | `detail`, `results.steps`, `download` |
                | `{result}` | a value at `results.urls` | `download.path` |
                | `{cursor}`, `{page}`, `{offset}`, `{size}` | where the next page begins, and the number of entries per page | `list` |
                | `{{KEY}}` | the value of a setting; `{{VENDOR.token}}` is refused in a path | everywhere |

                In paths, queries and forms a value is percent-encoded. In JSON bodies it is JSON. A place is empty if it has no value, such
                as `{cursor}` on the first page.
                """);
        String group = null;
        for (List<String> row : rows(schema)) {
            if (!row.get(3).equals(group)) {
                group = row.get(3);
                page.append(group.isEmpty() ? "\n## The feed\n" : "\n## " + group + "\n")
                        .append("\n| property | meaning | default |\n| --- | --- | --- |\n");
            }
            page.append("| ")
                    .append(row.get(0))
                    .append(" | ")
                    .append(row.get(1).replace("|", "\\|"))
                    .append(" | ")
                    .append(row.get(2))
                    .append(" |\n");
        }
        return page.toString();
    }

    // Property, description, default, and the group that has it.
    private static List<List<String>> rows(JsonNode schema) {
        List<List<String>> rows = new ArrayList<>();
        group(schema, "", schema.at("/$defs/feed"), rows);
        return rows;
    }

    private static void group(JsonNode root, String path, JsonNode group, List<List<String>> rows) {
        Set<String> required = new TreeSet<>();
        group.path("required").forEach(name -> required.add(name.textValue()));
        List<JsonNode> children = new ArrayList<>();
        List<String> names = new ArrayList<>();
        group.path("properties").properties().forEach(property -> {
            JsonNode value = resolved(root, property.getValue());
            JsonNode item = resolved(root, value.path("items"));
            boolean isGroup = value.path("type").asText().equals("object") && value.has("properties");
            if (item.has("properties")) {
                names.add((path.isEmpty() ? "" : path + ".") + property.getKey() + "[]");
                children.add(item);
            }
            rows.add(row(property.getKey(), value, required.contains(property.getKey()), path));
            if (isGroup) {
                names.add(path.isEmpty() ? property.getKey() : path + "." + property.getKey());
                children.add(value);
            }
        });
        for (JsonNode form : group.path("oneOf")) {
            String type = form.path("properties").path("type").path("const").asText();
            String suffix = type.isEmpty() ? "" : " (" + type + ")";
            form.path("properties").properties().stream()
                    .filter(property -> !property.getKey().equals("type"))
                    .forEach(property -> rows.add(
                            row(property.getKey() + suffix, resolved(root, property.getValue()), false, path)));
        }
        for (int i = 0; i < names.size(); i++) {
            group(root, names.get(i), children.get(i), rows);
        }
    }

    private static List<String> row(String name, JsonNode value, boolean required, String group) {
        String shown = name.contains(" ") ? "`" + name.replaceFirst(" ", "` ") : "`" + name + "`";
        String examples = StreamSupport.stream(value.path("examples").spliterator(), false)
                .map(example -> "`" + example.asText() + "`")
                .collect(Collectors.joining(", "));
        String description = value.path("description").asText() + (examples.isEmpty() ? "" : " Example: " + examples);
        String byDefault = value.has("default") ? "`" + value.get("default").asText() + "`" : "";
        return List.of(required ? "**" + shown + "**" : shown, description, byDefault, group);
    }

    private static JsonNode resolved(JsonNode root, JsonNode schema) {
        if (!schema.has("$ref")) {
            return schema;
        }
        com.fasterxml.jackson.databind.node.ObjectNode whole =
                root.at(schema.get("$ref").textValue().substring(1)).deepCopy();
        schema.properties().forEach(keyword -> whole.set(keyword.getKey(), keyword.getValue()));
        return whole;
    }
}
