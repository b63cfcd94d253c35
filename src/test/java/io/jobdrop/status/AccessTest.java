package io.jobdrop.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.status.Request.Reach;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.apache.commons.codec.digest.Crypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"/", "/jobs", "/api/jobs", "/assets/status.css", "/nothing"})
    void others_get_no_page_where_no_users_are_named_but_health_as_ever(String page) throws IOException {
        try (SiteScene scene = new SiteScene(folder, Map.of("JOBDROP_HTTP_HOST", "0.0.0.0"))) {
            scene.reach = Reach.NETWORK;
            scene.headers.put("host", "10.0.0.7:8080");

            assertThat(scene.get(page).status()).isEqualTo(403);
            assertThat(scene.page(page)).contains("jobdrop.http.auth-file").doesNotContain("token");
            assertThat(scene.post("/feeds/convertly-jobs/poll").status()).isEqualTo(403);
            assertThat(scene.get("/observe/health").status()).isEqualTo(200);
            assertThat(scene.get("/observe/metrics").status()).isEqualTo(503);
            assertThat(scene.polled).isEmpty();
        }
    }

    @Test
    void a_hook_has_a_secret_of_its_own_and_nothing_else_lets_anybody_in() throws IOException {
        String secret = "0123456789abcdef0123456789";
        try (SiteScene scene =
                new SiteScene(folder, Map.of("JOBDROP_HTTP_HOST", "0.0.0.0", "CONVERTLY_JOBS_HOOK_SECRET", secret))) {
            scene.reach = Reach.NETWORK;
            scene.headers.put("host", "hooks.example.com");

            assertThat(scene.send("POST", "/hooks/convertly-jobs/wrong", "").status())
                    .isEqualTo(401);
            assertThat(scene.send("POST", "/hooks/other/" + secret, "").status())
                    .isEqualTo(404);
            assertThat(scene.send("GET", "/hooks/convertly-jobs/" + secret, "").status())
                    .isEqualTo(404);
            String huge = "x".repeat(Request.MOST_READ + 1);
            assertThat(scene.send("POST", "/hooks/convertly-jobs/" + secret, huge)
                            .status())
                    .isEqualTo(413);
            assertThat(scene.polled).isEmpty();

            for (int i = 0; i < 100; i++) {
                Response taken = scene.send("POST", "/hooks/convertly-jobs/" + secret, "{}");
                assertThat(taken.status()).isEqualTo(202);
                assertThat(taken.body()).doesNotContain(secret);
            }
            assertThat(scene.polled).containsExactly("convertly-jobs");
            assertThat(scene.get("/").status()).isEqualTo(403);
        }
    }

    @Test
    void with_users_only_probes_need_none() throws IOException {
        Path users = Files.writeString(
                folder.resolve("users"), "# on call\nann:" + Crypt.crypt("pässword:1", "$6$saltsalt") + "\n");
        try (SiteScene scene = new SiteScene(
                folder, Map.of("JOBDROP_HTTP_HOST", "0.0.0.0", "JOBDROP_HTTP_AUTH_FILE", users.toString()))) {
            scene.reach = Reach.NETWORK;
            for (String page : new String[] {"/", "/jobs", "/api/feeds", "/observe/metrics", "/observe/health"}) {
                assertThat(scene.get(page).status()).isEqualTo(401);
                assertThat(scene.get(page).headers().get("WWW-Authenticate")).startsWith("Basic realm=");
            }
            assertThat(scene.get("/observe/health/live").status()).isEqualTo(200);
            assertThat(scene.get("/observe/health/ready").status()).isEqualTo(200);

            for (String wrong : new String[] {"ann:", "ann:pässword:2", "bob:pässword:1", "ann", "nobody:nobody"}) {
                scene.headers.put("authorization", basic(wrong));
                assertThat(scene.get("/").status()).isEqualTo(401);
                assertThat(scene.post("/feeds/convertly-jobs/poll").status()).isEqualTo(401);
            }
            for (String broken : new String[] {"Basic", "Basic ***", "Bearer x", "Basic " + "A".repeat(7000)}) {
                scene.headers.put("authorization", broken);
                assertThat(scene.get("/").status()).isEqualTo(401);
            }
            scene.headers.put("authorization", basic("ann:pässword:1"));
            assertThat(scene.get("/").status()).isEqualTo(200);
            assertThat(scene.get("/observe/health").status()).isEqualTo(200);
            assertThat(scene.post("/feeds/convertly-jobs/poll").status()).isEqualTo(303);
        }
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8080,200",
        "localhost,200",
        "LocalHost:99,200",
        "[::1]:8080,200",
        "jobs.example,200",
        "evil.example:8080,403",
        "127.0.0.1.evil.example,403",
        "'',403"
    })
    void a_name_that_is_not_ours_gets_nothing(String host, int status) throws IOException {
        try (SiteScene scene = new SiteScene(folder, Map.of("JOBDROP_HTTP_NAMES", "jobs.example, other.example"))) {
            scene.headers.put("host", host);

            assertThat(scene.get("/").status()).isEqualTo(status);
            assertThat(scene.get("/api/jobs").status()).isEqualTo(status);
            scene.headers.put("host", "localhost");
            scene.page("/");
            assertThat(scene.get("/observe/health/live").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "same-origin,http://127.0.0.1:8080,303",
        "same-origin,null,303",
        "'',http://127.0.0.1:8080,303",
        "'','',303",
        "cross-site,http://127.0.0.1:8080,403",
        "same-site,http://127.0.0.1:8080,403",
        "none,'',403",
        "'',http://evil.example,403",
        "'',http://127.0.0.1:9999,403",
        "same-origin,https://evil.example,403"
    })
    void only_our_own_page_may_change_something(String site, String origin, int status) throws IOException {
        try (SiteScene scene = new SiteScene(folder)) {
            scene.headers.put("sec-fetch-site", site);
            scene.headers.put("origin", origin);

            assertThat(scene.post("/feeds/convertly-jobs/poll").status()).isEqualTo(status);
            assertThat(scene.polled).hasSize(status == 303 ? 1 : 0);
        }
    }

    @Test
    void without_the_token_of_this_process_or_by_get_nothing_changes() throws IOException {
        try (SiteScene scene = new SiteScene(folder)) {
            scene.job("e-1", "held", "why");

            assertThat(scene.send("POST", "/feeds/convertly-jobs/poll", "").status())
                    .isEqualTo(403);
            assertThat(scene.send("POST", "/feeds/convertly-jobs/poll", "token=x")
                            .status())
                    .isEqualTo(403);
            assertThat(scene.send("POST", "/feeds/convertly-jobs/poll", "a=" + "x".repeat(20_000))
                            .status())
                    .isEqualTo(403);
            assertThat(scene.get("/feeds/convertly-jobs/poll").status()).isEqualTo(404);
            assertThat(scene.get("/jobs/convertly-jobs/e-1/retry").status()).isEqualTo(404);
            assertThat(scene.send("PUT", "/", "").status()).isIn(403, 405);
            assertThat(scene.send("TRACE", "/observe/health", "").status()).isEqualTo(405);
            assertThat(scene.polled).isEmpty();
        }
    }

    @Test
    void each_response_is_safe_to_show() throws IOException {
        try (SiteScene scene = new SiteScene(folder)) {
            for (String target : new String[] {"/", "/nothing", "/api/jobs", "/assets/status.js", "/jobs?state=x"}) {
                assertThat(scene.get(target).headers())
                        .containsEntry("X-Content-Type-Options", "nosniff")
                        .containsEntry("Referrer-Policy", "no-referrer")
                        .containsEntry("Cache-Control", "no-store")
                        .hasEntrySatisfying(
                                "Content-Security-Policy",
                                policy -> assertThat(policy).startsWith("default-src 'self';"));
            }
            assertThat(scene.page("/")).doesNotContain("style=", "onclick", "javascript:", "http://", "https://");
        }
    }
}
