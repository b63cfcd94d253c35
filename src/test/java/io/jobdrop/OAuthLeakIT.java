package io.jobdrop;

import static io.jobdrop.support.Faults.answer;
import static io.jobdrop.support.Faults.first;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.Distribution;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.Faults;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that the product writes about an account with OAuth2, searched for its secrets. */
class OAuthLeakIT {
    private static final String TOKEN = "k3y-Zq81xW";

    @TempDir
    Path folder;

    @Test
    void no_credential_of_oauth2_is_written_anywhere() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home"));
        Path printed = Files.createFile(folder.resolve("printed"));
        String kept = "cl1ent-" + TOKEN + " first-" + TOKEN + " fr3sh-" + TOKEN;
        String repeated = kept + " acc3ss-" + TOKEN;
        try (FakeVendor vendor = new FakeVendor()) {
            vendor.on(
                    "/token",
                    request -> FakeVendor.Answer.json("{\"access_token\":\"acc3ss-" + TOKEN
                            + "\",\"token_type\":\"bearer\",\"refresh_token\":\"fr3sh-" + TOKEN + "\"}"));
            vendor.on(
                    "/api/jobs",
                    first(
                            2,
                            answer(500, "{\"error\":\"" + repeated + "\"}"),
                            Faults.json("{\"jobs\":[" + "{\"id\":\"failed\",\"status\":\"failed\",\"error_message\":\""
                                    + repeated + "\"}" + "],\"pagination\":{\"hasMore\":false}}")));
            Distribution jobdrop = new Distribution(home)
                    .printingTo(printed)
                    .set("JOBDROP_JAVA_OPTS", "-XX:TieredStopAtLevel=1")
                    .set("CONVERTLY_URL", vendor.url())
                    .set("CONVERTLY_AUTH", "oauth2-refresh-token")
                    .set("CONVERTLY_TOKEN_URL", "/token?api_key=qu3ry-" + TOKEN)
                    .set("CONVERTLY_CLIENT_ID", "app-1")
                    .set("CONVERTLY_CLIENT_SECRET", "cl1ent-" + TOKEN)
                    .set("CONVERTLY_CLIENT_AUTH", "query")
                    .set("CONVERTLY_REFRESH_TOKEN", "first-" + TOKEN)
                    .set(
                            "CONVERTLY_REFRESH_TOKEN_FILE",
                            folder.resolve("refresh").toString())
                    .set("JOBDROP_RETRY_BACKOFF", "1ms")
                    .set("JOBDROP_LOG_LEVEL", "trace");

            assertThat(jobdrop.run("check")).isZero();
            assertThat(jobdrop.run("plan")).isZero();
            assertThat(jobdrop.run("run", "--once")).isZero();
            vendor.on("/token", answer(400, "{\"error\":\"invalid_grant\",\"error_description\":\"" + kept + "\"}"));
            assertThat(jobdrop.run("run", "--once")).isEqualTo(1);

            assertThat(folder.resolve("refresh")).hasContent("fr3sh-" + TOKEN);
            List<String> said = written(home);
            said.add(Files.readString(printed));
            assertThat(said).anyMatch(text -> text.contains("check convertly.refresh-token"));
            assertThat(said).noneMatch(text -> text.contains(TOKEN));
        }
    }

    private static List<String> written(Path home) throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.add(file + "\n" + new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return texts;
    }
}
