package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.config.Configuration;
import io.jobdrop.config.RuntimeSettings;
import io.jobdrop.sandbox.Sandbox;
import io.jobdrop.support.KubernetesTypes;
import io.jobdrop.support.Kustomization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests of {@code ops/kubernetes}, against the types of Kubernetes' API, one another, and Jobdrop's own settings. */
class KubernetesTest {
    private static final Path FOLDER = Path.of("ops/kubernetes");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode LABELS = JSON.valueToTree(Map.of("app.kubernetes.io/name", "jobdrop"));

    private static final String CLAIM = "/persistentVolumeClaim/claimName";

    @TempDir
    Path home;

    @ParameterizedTest
    @CsvSource({"base,7", "sandbox,7", "cluster,8"})
    void every_manifest_is_one_of_the_api(String overlay, int manifests) throws IOException {
        var rendered = Kustomization.render(FOLDER.resolve(overlay));

        assertThat(rendered).hasSize(manifests);
        for (Object manifest : rendered.values()) {
            assertThat(KubernetesTypes.decode(manifest)).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"serviceName", "fsGroupChangePolicy", "drop", "httpGet", "subPath", "accessModes"})
    void a_misspelt_field_is_refused(String field) throws IOException {
        String right = JSON.writeValueAsString(manifest("base", "StatefulSet/jobdrop"));
        String wrong = right.replaceFirst("\"" + field + "\":", "\"" + field + "s\":");

        assertThat(wrong).isNotEqualTo(right);
        assertThatThrownBy(() -> KubernetesTypes.decode(JSON.readTree(wrong))).hasStackTraceContaining(field + "s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "sandbox", "cluster"})
    void names_lead_to_what_is_there(String overlay) throws IOException {
        JsonNode all = JSON.valueToTree(Kustomization.render(FOLDER.resolve(overlay)));
        JsonNode set = all.path("StatefulSet/jobdrop").path("spec");
        JsonNode pod = set.at("/template/spec");
        JsonNode container = pod.at("/containers/0");

        for (JsonNode labels : List.of(
                set.at("/selector/matchLabels"),
                set.at("/template/metadata/labels"),
                all.path("Service/jobdrop").at("/spec/selector"),
                all.path("PodDisruptionBudget/jobdrop").at("/spec/selector/matchLabels"),
                all.path("NetworkPolicy/jobdrop").at("/spec/podSelector/matchLabels"))) {
            assertThat(labels).isEqualTo(LABELS);
        }
        String account = pod.path("serviceAccountName").asText();
        assertThat(all.has("ServiceAccount/" + account)).isTrue();
        assertThat(all.has("Service/" + set.path("serviceName").asText())).isTrue();
        assertThat(texts(pod.path("volumes"), "/configMap/name"))
                .isNotEmpty()
                .allMatch(name -> all.has("ConfigMap/" + name));
        assertThat(texts(pod.path("volumes"), "/secret/secretName")).containsExactly("jobdrop");
        assertThat(texts(container.path("volumeMounts"), "/name"))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                texts(pod.path("volumes"), "/name").stream(),
                                texts(set.path("volumeClaimTemplates"), "/metadata/name").stream())
                        .toList());
        assertThat(texts(container.path("ports"), "/name")).containsExactly("http");
        String port = container.at("/ports/0/containerPort").asText();
        assertThat(environment(overlay)).containsEntry("JOBDROP_HTTP_PORT", port);
        assertThat(Stream.of("startupProbe", "livenessProbe", "readinessProbe")
                        .map(probe -> container.path(probe).at("/httpGet/port").asText()))
                .containsOnly("http");
        assertThat(texts(all.path("Service/jobdrop").at("/spec/ports"), "/targetPort"))
                .containsExactly("http");
    }

    @Test
    void the_optional_monitor_and_the_reader_fit_the_base() throws IOException {
        JsonNode monitor = JSON.valueToTree(
                Kustomization.render(FOLDER.resolve("monitoring")).get("ServiceMonitor/jobdrop"));
        JsonNode reader = single("reader.yaml", "Pod/jobdrop-reader").path("spec");

        assertThat(monitor.at("/apiVersion").asText()).isEqualTo("monitoring.coreos.com/v1");
        assertThat(monitor.at("/spec/selector/matchLabels")).isEqualTo(LABELS);
        assertThat(monitor.at("/spec/endpoints/0").toString())
                .isEqualTo("{\"port\":\"http\",\"path\":\"/observe/metrics\",\"interval\":\"30s\"}");
        assertThat(texts(reader.path("volumes"), CLAIM)).containsExactly("data-jobdrop-0");
    }

    @Test
    void the_job_copies_the_ledger_of_the_base_to_that_of_the_cluster() throws IOException {
        JsonNode pod = single("ledger-copy.yaml", "Job/jobdrop-ledger-copy").at("/spec/template/spec");
        List<String> cluster = settings("cluster").lines().toList();
        String url = pod.at("/containers/0/args/2").asText();
        assertThat(cluster).contains("jobdrop.ledger.url = " + url);
        for (JsonNode variable : pod.at("/containers/0/env")) {
            String value = variable.path("value").asText();
            String name = variable.path("name").asText().toLowerCase(Locale.ROOT);
            assertThat(cluster).contains(name.replace('_', '.') + " = " + value);
        }
        for (String same : List.of("/securityContext", "/containers/0/securityContext", "/containers/0/image")) {
            assertThat(pod.at(same)).isEqualTo(pod("base").at(same));
        }
        assertThat(texts(pod.path("volumes"), CLAIM)).containsExactly("data-jobdrop-0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "sandbox", "cluster"})
    void jobdrop_accepts_the_settings_and_the_pod_suits_them(String overlay) throws IOException {
        Configuration configuration = configuration(overlay, text -> text);

        assertThat(configuration.problems()).isEmpty();
        assertThat(configuration.feeds()).isNotEmpty();
        JsonNode pod = pod(overlay);
        assertThat(pod.at("/terminationGracePeriodSeconds").asLong())
                .isGreaterThan(configuration
                        .settings()
                        .duration("jobdrop.shutdown.timeout")
                        .toSeconds());
        String version = Files.readString(Path.of("pom.xml")).split("</?version>", 3)[1];
        assertThat(pod.at("/containers/0/image").asText()).isEqualTo("jobdrop:" + version);
    }

    @Test
    void the_memory_of_a_node_suffices_for_the_uploads_of_all_built_in_feeds() throws IOException {
        var settings = configuration("cluster", text -> text).settings();
        long parts = 1 + settings.count("jobdrop.drop.s3.parallel");
        long uploads =
                4 * settings.count("jobdrop.download.parallel") * parts * settings.bytes("jobdrop.drop.s3.part-size");
        JsonNode limit = pod("cluster").at("/containers/0/resources/limits/memory");
        long heap = Long.parseLong(limit.asText().replace("Mi", "")) * 1024 * 1024 / 2;

        assertThat(uploads).isLessThan(heap * 9 / 10 * 3 / 4);
    }

    @Test
    void a_misspelt_setting_is_refused() throws IOException {
        var configuration = configuration("cluster", text -> text.replace("s3.bucket", "s3.buckett"));
        assertThat(configuration.problems().toString()).contains("jobdrop.drop.s3.buckett");
    }

    @Test
    void the_document_makes_each_secret_that_the_settings_read() throws IOException {
        String page = Files.readString(Path.of("docs/kubernetes.md"));

        for (String overlay : List.of("base", "cluster")) {
            assertThat(secrets(settings(overlay)))
                    .isNotEmpty()
                    .allSatisfy(secret -> assertThat(page).contains("--from-file=" + secret));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "sandbox", "cluster"})
    void the_pod_may_do_no_more_than_it_needs(String overlay) throws IOException {
        JsonNode pod = pod(overlay);

        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(pod.path("enableServiceLinks").asBoolean(true)).isFalse();
        assertThat(pod.path("securityContext").toString())
                .contains("\"runAsNonRoot\":true", "\"runAsUser\":10001", "\"fsGroup\":10001", "\"RuntimeDefault\"");
        assertThat(pod.at("/containers/0/securityContext").toString())
                .isEqualTo("{\"allowPrivilegeEscalation\":false,\"readOnlyRootFilesystem\":true,"
                        + "\"capabilities\":{\"drop\":[\"ALL\"]}}");
        assertThat(texts(pod.path("volumes"), "/hostPath/path")).isEmpty();
    }

    private Configuration configuration(String overlay, UnaryOperator<String> change) throws IOException {
        String text = change.apply(settings(overlay));
        Path secrets = Files.createDirectories(home.resolve("secrets"));
        for (String secret : secrets(text)) {
            Files.writeString(secrets.resolve(secret), "a-secret-of-more-than-32-characters-" + secret + "\n");
        }
        text = text.replace("/run/secrets/jobdrop", secrets.toString());
        Path file = Files.writeString(home.resolve("application.properties"), text);
        var environment = environment(overlay);
        try (Sandbox sandbox = Sandbox.start()) {
            Configuration.Sources sources = new Configuration.Sources(
                    Path.of("").toAbsolutePath(), home, List.of(file), List.of(), RuntimeSettings.NONE, environment);
            return Configuration.read(sources, overlay.equals("sandbox") ? sandbox.settings(environment) : Map.of());
        }
    }

    private static JsonNode pod(String overlay) throws IOException {
        return JSON.<JsonNode>valueToTree(manifest(overlay, "StatefulSet/jobdrop"))
                .at("/spec/template/spec");
    }

    private static Map<String, String> environment(String overlay) throws IOException {
        return StreamSupport.stream(pod(overlay).at("/containers/0/env").spliterator(), false)
                .collect(Collectors.toMap(
                        each -> each.path("name").asText(),
                        each -> each.path("value").asText("jobdrop-0")));
    }

    private static String settings(String overlay) throws IOException {
        JsonNode map = JSON.valueToTree(manifest(overlay, "ConfigMap/jobdrop-settings"));
        return map.path("data").path("application.properties").asText();
    }

    private static List<String> secrets(String settings) {
        return Pattern.compile("(?m)^[^#\n]*/run/secrets/jobdrop/([a-z0-9.-]+)")
                .matcher(settings)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static List<String> texts(JsonNode entries, String place) {
        return StreamSupport.stream(entries.spliterator(), false)
                .map(entry -> entry.at(place))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .toList();
    }

    private static JsonNode single(String file, String id) throws IOException {
        var manifests = Kustomization.documents(Files.readString(FOLDER.resolve(file)));
        assertThat(KubernetesTypes.decode(manifests.get(id))).isNotNull();
        return JSON.valueToTree(manifests.get(id));
    }

    private static Object manifest(String overlay, String id) throws IOException {
        return Kustomization.render(FOLDER.resolve(overlay)).get(id);
    }
}
