package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CamelSettingsTest {
    @TempDir
    Path home;

    @Test
    void they_pass_with_their_secrets_and_only_a_service_opens_ports() throws Exception {
        Settings settings = read(
                Map.of("JMS_PASSWORD", "pa55word", "CAMEL_SERVER_MAX_BODY_SIZE", "7"),
                "camel.component.jms.password = {{env:JMS_PASSWORD}}",
                "camel.component.jms.url = tcp://broker:61616",
                "camel.vault.hashicorp.token = t0p",
                "camel.server.enabled = true",
                "camel.server.port =");

        Properties service = CamelSettings.of(settings, true);
        assertThat(service)
                .containsOnly(
                        Map.entry("camel.component.jms.password", "pa55word"),
                        Map.entry("camel.component.jms.url", "tcp://broker:61616"),
                        Map.entry("camel.vault.hashicorp.token", "t0p"),
                        Map.entry("camel.server.enabled", "true"),
                        Map.entry("camel.server.max-body-size", "7"));
        assertThat(CamelSettings.of(settings, false).stringPropertyNames())
                .containsExactlyInAnyOrder(
                        "camel.component.jms.password", "camel.component.jms.url", "camel.vault.hashicorp.token");
        assertThat(settings.forRoutes().stringPropertyNames()).noneMatch(key -> key.startsWith("camel."));
        assertThat(settings.redact("the broker refuses pa55word")).isEqualTo("the broker refuses ***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "camel.component.jms.password",
                "camel.component.kafka.sasl-jaas-config",
                "camel.component.ftp.secretKey",
                "camel.vault.aws.access-key",
                "camel.vault.hashicorp.token",
                "camel.server.basicPassword"
            })
    void a_secret_is_known_by_its_key(String key) {
        assertThat(Setting.isSecret(key)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"camel.vault.aws.useDefaultCredentialsProvider", "camel.server.port", "camel.main.x-secrets"})
    void what_is_none_is_not_hidden(String key) {
        assertThat(Setting.isSecret(key)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "camel.component.http.followRedirects, would change the component that Jobdrop's own routes use",
        "camel.component.aws2-s3.auto-create-bucket, would change the component that Jobdrop's own routes use",
        "camel.component.seda.queueSize, would change the component that Jobdrop's own routes use",
        "camel.metrics.enabled, is decided by Jobdrop; delete it",
        "camel.management.health-check-enabled, is decided by jobdrop.http.host and jobdrop.http.port",
        "camel.management.port, is decided by jobdrop.http.host and jobdrop.http.port",
        "camel.server.port, and jobdrop.http.port are both 8080",
        "camel.main.name, unknown setting",
        "camel.component.jms, unknown setting",
        "camel.health.enabled, unknown setting",
        "camle.server.port, unknown setting"
    })
    void what_a_guarantee_depends_on_and_what_is_unknown_is_refused(String key, String why) throws Exception {
        Path file = write(key + " = 8080");

        assertThat(problems(file, Map.of()))
                .singleElement()
                .asString()
                .startsWith(file + ":1: ")
                .contains(key, why);
    }

    @Test
    void a_variable_is_refused_in_the_same_way_and_one_of_a_platform_is_none() throws Exception {
        Path file = write("");

        assertThat(problems(file, Map.of("CAMEL_MANAGEMENT_PORT", "9000")))
                .singleElement()
                .asString()
                .startsWith("environment CAMEL_MANAGEMENT_PORT: camel.management.port is decided by");
        assertThat(problems(
                        file,
                        Map.of(
                                "CAMEL_SERVER_PORT", "tcp://10.0.0.7:80",
                                "CAMEL_SERVER_SERVICE_HOST", "10.0.0.7",
                                "CAMEL_SERVER_PORT_80_TCP_ADDR", "10.0.0.7")))
                .isEmpty();
    }

    @Test
    void the_management_server_is_the_engineers_where_jobdrop_has_none() throws Exception {
        Path file = write("camel.management.port = 9000", "jobdrop.http.port =");

        assertThat(problems(file, Map.of())).isEmpty();
    }

    private Settings read(Map<String, String> environment, String... lines) throws IOException {
        Path file = write(lines);
        assertThat(problems(file, environment)).isEmpty();
        return configuration(file, environment).settings();
    }

    private Path write(String... lines) throws IOException {
        return Files.write(home.resolve("my.properties"), List.of(lines));
    }

    private List<Problem> problems(Path file, Map<String, String> environment) {
        return configuration(file, environment).problems();
    }

    private Configuration configuration(Path file, Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("CONVERTLY_TOKEN", "k");
        return Configuration.read(
                new Configuration.Sources(
                        Path.of("").toAbsolutePath(), home, List.of(file), List.of(), RuntimeSettings.NONE, all),
                Map.of());
    }
}
