package io.jobdrop.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.stage.Disk;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Refresh tokens that a vendor replaces: the new one survives whatever ends the process. */
class RefreshTokenTest {
    private static final String ROTATING = "\"expires_in\":3600,\"refresh_token\":\"refresh-N\"";

    @TempDir
    Path home;

    private AccountScene scene;
    private TokenHost host;
    private Path file;

    @BeforeEach
    void start() throws IOException {
        scene = new AccountScene(home);
        host = new TokenHost(scene.vendor).answering(ROTATING);
        file = home.resolve("refresh");
        scene.set("REFRESH_TOKEN_FILE", "refresh").with("oauth2-refresh-token");
    }

    @AfterEach
    void stop() throws IOException {
        scene.close();
    }

    @Test
    void a_new_token_is_shown_the_next_time_and_by_the_next_process() throws Exception {
        scene.get("/jobs");
        host.revoke();
        scene.get("/jobs");
        scene.restart();
        scene.get("/jobs");

        assertThat(shown()).containsExactly("refresh-0", "refresh-1", "refresh-2");
        assertThat(file).hasContent("refresh-3");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(home)) {
            assertThat(files.filter(each -> each.toString().contains("refresh")))
                    .containsExactly(file);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"refresh_token\":null", "\"refresh_token\":\"\"", "\"refresh_token\":\"refresh-0\""})
    void a_token_that_stays_is_written_nowhere(String fields) throws Exception {
        host.answering(fields);

        scene.get("/jobs");

        assertThat(file).doesNotExist();
    }

    @Test
    void the_file_wins_over_the_setting_unless_it_is_empty() throws Exception {
        Files.writeString(file, "refresh-file\n");
        scene.get("/jobs");
        Files.writeString(file, "\n");
        scene.restart();
        scene.get("/jobs");

        assertThat(shown()).containsExactly("refresh-file", "refresh-0");
    }

    @Test
    void a_file_suffices_without_the_setting() throws Exception {
        Files.writeString(file, "refresh-file\n");
        scene.set("REFRESH_TOKEN", "").restart();

        assertThat(scene.get("/jobs")).isEqualTo("[1]");
    }

    @Test
    void the_access_token_is_not_used_before_the_refresh_token_is_on_the_disk() throws Exception {
        scene.vendor.on("/jobs", request -> {
            assertThat(file).hasContent("refresh-1");
            return Answer.json("[1]");
        });

        assertThat(scene.get("/jobs")).isEqualTo("[1]");
    }

    @Test
    void a_token_that_cannot_be_written_is_kept_and_written_before_the_next_request() throws Exception {
        scene.set("REFRESH_TOKEN_FILE", "later/refresh").restart();

        assertThatThrownBy(() -> scene.get("/jobs"))
                .isInstanceOf(NoAccessToken.class)
                .hasMessageContaining(
                        "cannot be written to convertly.refresh-token-file (" + home.resolve("later/refresh"))
                .hasMessageEndingWith("; it is kept in memory, and the next request writes it first");
        assertThatThrownBy(() -> scene.get("/jobs")).isInstanceOf(NoAccessToken.class);
        assertThat(shown()).containsExactly("refresh-0");
        assertThat(scene.vendor.requests("/jobs")).isEmpty();

        Files.createDirectory(home.resolve("later"));
        assertThat(scene.get("/jobs")).isEqualTo("[1]");

        assertThat(shown()).containsExactly("refresh-0", "refresh-1");
        assertThat(home.resolve("later/refresh")).hasContent("refresh-2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "open", "write", "flush", "replace"})
    void a_crash_while_writing_leaves_the_old_token_or_the_new_one(String step) throws Exception {
        Files.writeString(file, "refresh-old\n");
        Disk broken = new Disk() {
            @Override
            protected void before(String taken, Path path) throws IOException {
                if (taken.equals(step)) {
                    throw new IOException("no power");
                }
            }
        };

        assertThatThrownBy(() -> new RefreshToken("convertly", scene.settings, broken).replaceBy("refresh-new"))
                .isInstanceOf(NoAccessToken.class);

        assertThat(new RefreshToken("convertly", scene.settings, new Disk()).current())
                .isEqualTo("refresh-old");
    }

    @Test
    void a_token_that_another_process_has_replaced_meanwhile_is_tried_before_giving_up() throws Exception {
        Files.writeString(file, "refresh-old\n");
        scene.vendor.on("/token", request -> {
            if (request.body().contains("refresh-old")) {
                write("refresh-other\n");
                return Answer.status(400, "{\"error\":\"invalid_grant\"}");
            }
            return host.issue();
        });

        assertThat(scene.get("/jobs")).isEqualTo("[1]");

        assertThat(shown()).containsExactly("refresh-old", "refresh-other");
    }

    @Test
    void without_a_file_a_new_token_serves_until_the_end_and_that_is_reported_once() throws Exception {
        scene.set("REFRESH_TOKEN_FILE", "").restart();
        try (LogLines log = new LogLines(Level.WARN)) {
            scene.get("/jobs");
            host.revoke();
            scene.get("/jobs");

            assertThat(log.all())
                    .containsExactly("convertly replaced the refresh token, and the new one is lost when jobdrop ends;"
                            + " set convertly.refresh-token-file to a file in a folder that exists");
        }
        assertThat(shown()).containsExactly("refresh-0", "refresh-1");
    }

    @Test
    void a_mounted_token_that_changes_wins_over_the_one_in_memory() throws Exception {
        Path mounted = Files.writeString(home.resolve("mounted"), "refresh-a\n");
        scene.set("REFRESH_TOKEN_FILE", "").set("REFRESH_TOKEN", "{{file:" + mounted + "}}");
        scene.restart();
        scene.get("/jobs");
        Files.writeString(mounted, "refresh-b\n");
        host.revoke();

        scene.get("/jobs");

        assertThat(shown()).containsExactly("refresh-a", "refresh-b");
    }

    private void write(String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<String> shown() {
        return scene.vendor.requests("/token").stream()
                .map(request -> request.body().replaceFirst(".*refresh_token=(refresh-\\w+).*", "$1"))
                .toList();
    }
}
