package io.jobdrop.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.Held;
import io.jobdrop.support.FakeVendor.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.HttpResponseException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One access token for all requests of an account: when it is fetched, and when anew. */
class AccessTokensTest {
    private static final int THREADS = 16;

    @AutoClose
    private final AccountScene scene = new AccountScene();

    private final TokenHost host = new TokenHost(scene.vendor);

    @TempDir
    Path folder;

    AccessTokensTest() throws IOException {
        scene.set("JOBDROP_API_TIMEOUT", "30s").with("oauth2-client-credentials");
    }

    @Test
    void many_threads_share_one_token() throws Exception {
        assertThat(inParallel(() -> scene.get("/jobs"))).containsOnly("[1]").hasSize(THREADS);
        assertThat(scene.get("/jobs")).isEqualTo("[1]");

        assertThat(host.issued).hasValue(1);
    }

    @Test
    void a_refused_token_is_renewed_once_by_one_thread_and_the_requests_are_repeated() throws Exception {
        scene.get("/jobs");
        host.revoke();

        assertThat(inParallel(() -> scene.get("/jobs"))).containsOnly("[1]").hasSize(THREADS);

        assertThat(host.issued).hasValue(2);
        assertThat(scene.authorizations("/jobs")).containsOnly("Bearer access-1", "Bearer access-2");
    }

    @Test
    void a_second_401_is_the_vendors_answer() {
        scene.vendor.on("/closed", request -> Answer.status(401, "{\"error\":\"no\"}"));

        assertThatThrownBy(() -> scene.get("/closed"))
                .isInstanceOfSatisfying(
                        HttpResponseException.class,
                        e -> assertThat(e.getStatusCode()).isEqualTo(401));

        assertThat(scene.authorizations("/closed")).containsExactly("Bearer access-1", "Bearer access-2");
    }

    @Test
    void a_renewed_token_that_another_request_has_used_up_is_renewed_again() throws IOException {
        scene.vendor.on("/late", request -> {
            String token = request.header("Authorization");
            if (token.equals("Bearer access-2")) {
                meanwhile("/jobs");
            }
            return token.equals("Bearer access-3") ? Answer.json("[3]") : Answer.status(401, "{}");
        });

        assertThat(scene.get("/late")).isEqualTo("[3]");

        assertThat(scene.authorizations("/jobs")).containsExactly("Bearer access-2");
        assertThat(scene.authorizations("/late"))
                .containsExactly("Bearer access-1", "Bearer access-2", "Bearer access-3");
    }

    private void meanwhile(String path) {
        try {
            scene.get(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_request_is_not_repeated_with_the_token_that_was_refused() {
        scene.vendor.on("/token", request -> Answer.json("{\"access_token\":\"same\",\"expires_in\":9}"));

        assertThatThrownBy(() -> scene.get("/jobs")).isInstanceOf(HttpResponseException.class);

        assertThat(scene.vendor.requests("/jobs")).hasSize(1);
        assertThat(scene.vendor.requests("/token")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"3600,3539,3541", "'\"3600\"',3539,3541", "100,89,91", "3600.5,3539,3541", "1e9,86400,315359999"})
    void a_token_is_renewed_shortly_before_it_ends(String life, long good, long ending) throws Exception {
        host.answering("\"expires_in\":" + life);
        scene.get("/jobs");

        scene.clock.tick(Duration.ofSeconds(good));
        scene.get("/jobs");
        assertThat(host.issued).hasValue(1);

        scene.clock.tick(Duration.ofSeconds(ending - good));
        scene.get("/jobs");
        assertThat(host.issued).hasValue(2);
        assertThat(scene.authorizations("/jobs"))
                .containsExactly("Bearer access-1", "Bearer access-1", "Bearer access-2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\"expires_in\":null", "\"expires_in\":0", "\"expires_in\":-1", "\"expires_in\":\"soon\""})
    void a_token_without_an_end_serves_until_it_is_refused(String fields) throws Exception {
        host.answering(fields);
        scene.get("/jobs");
        scene.clock.tick(Duration.ofDays(9000));

        scene.get("/jobs");
        assertThat(host.issued).hasValue(1);
        host.revoke();
        scene.get("/jobs");
        assertThat(host.issued).hasValue(2);
    }

    @Test
    void those_who_wait_for_a_token_share_a_refusal_too() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        scene.vendor.on("/token", (request, wire) -> {
            asked.countDown();
            wire.pause(300);
            Answer.status(401, "{\"error\":\"invalid_client\"}").send(request, wire);
        });
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<String>> all = new ArrayList<>();
            all.add(threads.submit(() -> scene.get("/jobs")));
            asked.await();
            for (int i = 1; i < THREADS; i++) {
                all.add(threads.submit(() -> scene.get("/jobs")));
            }
            for (Future<String> each : all) {
                assertThatThrownBy(each::get)
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(Held.class);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(scene.vendor.requests("/token")).hasSizeLessThan(4);
        assertThat(scene.vendor.requests("/jobs")).isEmpty();
    }

    @Test
    void a_key_in_a_mounted_file_that_changes_is_sent_after_a_401_at_once() throws Exception {
        Path key = Files.writeString(folder.resolve("key"), "access-old\n");
        scene.set("AUTH", "").set("TOKEN", "{{file:" + key + "}}").restart();
        scene.vendor.on("/jobs", (request, wire) -> {
            boolean old = "Bearer access-old".equals(request.header("Authorization"));
            Files.writeString(key, "access-new\n");
            (old ? Answer.status(401, "{}") : Answer.json("[1]")).send(request, wire);
        });

        assertThat(scene.get("/jobs")).isEqualTo("[1]");

        assertThat(scene.authorizations("/jobs")).containsExactly("Bearer access-old", "Bearer access-new");
    }

    @Test
    void a_key_that_stays_is_not_sent_again_after_a_401() {
        scene.set("AUTH", "").set("TOKEN", "sk-key").restart();

        assertThatThrownBy(() -> scene.get("/jobs")).isInstanceOf(HttpResponseException.class);

        assertThat(scene.vendor.requests("/jobs")).hasSize(1);
    }

    private static List<String> inParallel(Callable<String> call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<String> got = new ArrayList<>();
            for (Future<String> each : threads.invokeAll(java.util.Collections.nCopies(THREADS, call))) {
                got.add(each.get());
            }
            return got;
        } finally {
            threads.shutdownNow();
        }
    }
}
