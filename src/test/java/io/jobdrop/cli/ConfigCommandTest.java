package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.config.TestFeed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command config: the settings in force, and never a secret. */
class ConfigCommandTest {
    @AutoClose
    private final JobdropHome scene;

    ConfigCommandTest(@TempDir Path home) throws IOException {
        scene = new JobdropHome(home);
    }

    @Test
    void what_differs_from_the_defaults_is_printed_with_its_origin() throws IOException {
        Path file = Files.writeString(
                scene.home.resolve("my.properties"), "# mine\njobdrop.http.port =\nuserpilot-jobs.max-pages = 7\n");

        assertThat(scene.run("config", "--config", file.toString())).isZero();

        assertThat(scene.out())
                .containsPattern("jobdrop.retry.attempts +2 +environment JOBDROP_RETRY_ATTEMPTS")
                .containsPattern("userpilot-jobs.max-pages +7 +" + file + ":3")
                .containsPattern("jobdrop.http.port +" + file + ":2")
                .containsPattern("convertly.token +\\*\\*\\* +environment CONVERTLY_TOKEN")
                .contains("Relative paths start at " + scene.home)
                .doesNotContain("jobdrop.drop.dir");
        assertThat(scene.home.toFile().list()).containsExactly("my.properties");
    }

    @Test
    void all_prints_every_key_and_json_has_the_same() throws Exception {
        assertThat(scene.run("config", "--all", "--json")).isZero();
        JsonNode all = new ObjectMapper().readTree(scene.out());
        // The key of a setting is no key of a vendor.
        scene.run("config");

        assertThat(all.get(0).fieldNames()).toIterable().containsExactly("key", "value", "origin", "isDefault");
        assertThat(StreamSupport.stream(all.spliterator(), false)
                        .map(setting -> setting.path("key").asText()))
                .contains("jobdrop.drop.dir", "convertly-jobs.drop.uri", "userpilot.tls.trust-store")
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(StreamSupport.stream(all.spliterator(), false)
                        .filter(setting -> setting.path("key").asText().equals("userpilot-jobs.schedule")))
                .singleElement()
                .satisfies(schedule -> {
                    assertThat(schedule.path("value").asText()).isNotEmpty();
                    assertThat(schedule.path("isDefault").asBoolean()).isTrue();
                });
    }

    @Test
    void no_secret_is_printed_in_any_form_wherever_it_was_written() throws IOException {
        Path feeds = Files.createDirectory(scene.home.resolve("feeds"));
        Files.writeString(feeds.resolve("acme-jobs.camel.yaml"), TestFeed.yaml("acme-jobs", """
                vendor: acme
                list: {path: "/jobs", query: {account: "{{acme.account}}"}}
                job: {completed: done}
                results: {urls: $.url}
                """));
        Path secret = Files.writeString(scene.home.resolve("secret"), "TOPSECRET-file");
        Map<String, String> hostile = Map.ofEntries(
                Map.entry("ACME_TOKEN", "{{file:" + secret + "}}"),
                Map.entry("ACME_URL", "https://user:TOPSECRET1@acme.example/x?api_key=TOPSECRET2#TOPSECRET3"),
                Map.entry("ACME_ACCOUNT", "a-TOPSECRET-file-b"),
                Map.entry("ACME_TOKEN_URL", "https://acme.example/token?refresh_token=TOPSECRET4&x=TOPSECRET5"),
                Map.entry("ACME_CLIENT_SECRET", "TOPSECRET6"),
                Map.entry("ACME_REFRESH_TOKEN", "TOPSECRET7"),
                Map.entry("ACME_PROXY_URL", "http://me:TOPSECRET8@proxy:3128"),
                Map.entry("ACME_PROXY_PASSWORD", "TOPSECRET9"),
                Map.entry(
                        "JOBDROP_DROP_URI",
                        "sftp://me:TOPSECRET10@host/in?password=RAW(TOPSECRET11&x=1)&k=TOPSECRET12"),
                Map.entry("ACME_JOBS_DROP_URI", "TOPSECRET13"),
                Map.entry("HTTPS_PROXY", "http://me:TOPSECRET14@proxy:3128"),
                Map.entry("JOBDROP_TLS_KEY_STORE_PASSWORD", "TOPSECRET15"),
                Map.entry("JOBDROP_CLUSTER_KEY", "TOPSECRET19"),
                Map.entry("JOBDROP_DROP_S3_ACCESS_KEY", "TOPSECRET17"));
        scene.environment.putAll(hostile);
        Path file = Files.writeString(
                scene.home.resolve("my.properties"),
                "acme.tokne = TOPSECRET18\nuserpilot.url = https://h/{{env:ACME_CLIENT_SECRET}}\n");
        for (List<String> options : List.of(List.of("--all"), List.of("--all", "--json"), List.<String>of())) {
            List<String> line =
                    new ArrayList<>(List.of("config", "--feeds", feeds.toString(), "--config", file.toString()));
            line.addAll(options);

            assertThat(scene.run(line.toArray(String[]::new))).isZero();

            assertThat(scene.out() + scene.err()).doesNotContain("TOPSECRET");
            assertThat(scene.out()).contains("sftp://host/in?***", "acme.tokne", "a-***-b");
            assertThat(scene.err()).contains("problems; jobdrop check prints them");
        }
    }
}
