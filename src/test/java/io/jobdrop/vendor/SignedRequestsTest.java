package io.jobdrop.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jobdrop.job.GiveUp;
import io.jobdrop.sign.RequestSignature;
import io.jobdrop.support.FakeVendor.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that a bean signs: each as it is sent, and nothing goes out unsigned. */
class SignedRequestsTest {
    private static final RequestSignature SIGNATURE =
            (request, key) -> Map.of("Sig", request.method() + " " + request.url() + " " + key.length());

    private AccountScene scene;

    @BeforeEach
    void start() throws IOException {
        scene = new AccountScene().set("AUTH", "#bean:sign").restart();
        scene.beans.put("sign", SIGNATURE);
        scene.vendor.on("/jobs", request -> Answer.json("[]"));
    }

    @AfterEach
    void stop() throws IOException {
        scene.close();
    }

    @Test
    void each_hop_of_a_redirect_is_signed_anew_and_no_key_is_sent() throws Exception {
        scene.vendor.on("/old", request -> Answer.redirect("/jobs?p=%2F"));

        scene.get("/old");

        assertThat(scene.vendor.requests("/old").get(0).header("Sig"))
                .isEqualTo("GET " + scene.vendor.url() + "/old 6");
        assertThat(scene.vendor.requests("/jobs").get(0)).satisfies(request -> {
            assertThat(request.header("Sig")).isEqualTo("GET " + scene.vendor.url() + "/jobs?p=%2F 6");
            assertThat(request.header("Authorization")).isNull();
        });
    }

    @Test
    void a_refused_signature_is_not_repeated() {
        scene.vendor.on("/jobs", request -> Answer.status(401, "{}"));

        assertThatThrownBy(() -> scene.get("/jobs")).hasMessageContaining("401");
        assertThat(scene.vendor.requests("/jobs")).hasSize(1);
    }

    @Test
    void a_bean_that_fails_sends_nothing_and_shows_no_key() {
        scene.beans.put("sign", (RequestSignature) (request, key) -> {
            throw new IllegalArgumentException("bad key " + key);
        });

        assertThatThrownBy(() -> scene.get("/jobs"))
                .isInstanceOf(GiveUp.class)
                .hasMessage("the request for convertly could not be signed by convertly.auth = #bean:sign: bad key ***;"
                        + " nothing was sent. Correct the bean");
        assertThat(scene.vendor.requests("/jobs")).isEmpty();
    }

    @Test
    void a_bean_of_another_type_or_none_sends_nothing() {
        scene.beans.put("sign", "text");

        assertThatThrownBy(() -> scene.get("/jobs"))
                .hasMessageContaining("there is no bean 'sign' of a type that signs requests");
        assertThat(scene.vendor.requests("/jobs")).isEmpty();
    }

    @Test
    void a_request_that_waits_for_its_turn_is_signed_when_it_has_it() throws Exception {
        scene.set("JOBDROP_API_TIMEOUT", "30s").restart();
        AtomicInteger signed = new AtomicInteger();
        AtomicInteger signedBeforeTheFirstAnswer = new AtomicInteger();
        scene.beans.put("sign", (RequestSignature) (request, key) -> Map.of("N", "" + signed.incrementAndGet()));
        Thread waiting =
                new Thread(() -> assertThatCode(() -> scene.get("/jobs")).doesNotThrowAnyException());
        // An account begins with one request at a time.
        scene.vendor.on("/jobs", request -> {
            if (waiting.getState() == Thread.State.NEW) {
                waiting.start();
                await().until(() ->
                        Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING).contains(waiting.getState()));
                signedBeforeTheFirstAnswer.set(signed.get());
            }
            return Answer.json("[]");
        });

        scene.get("/jobs");
        waiting.join();

        assertThat(signedBeforeTheFirstAnswer).hasValue(1);
        assertThat(signed).hasValue(2);
    }

    @Test
    void a_key_that_a_mounted_file_held_before_stays_hidden(@TempDir Path folder) throws Exception {
        Path key = Files.writeString(folder.resolve("key"), "old-s3cret");
        scene.set("TOKEN", "{{file:" + key + "}}").restart();
        scene.get("/jobs");
        Files.writeString(key, "new-s3cret");

        assertThat(scene.settings.redact("rotated from old-s3cret to new-s3cret"))
                .isEqualTo("rotated from *** to ***");
    }
}
