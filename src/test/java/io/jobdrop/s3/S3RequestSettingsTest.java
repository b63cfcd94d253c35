package io.jobdrop.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.jobdrop.support.S3Faults;
import io.jobdrop.support.S3Request;
import io.jobdrop.support.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Credentials and what is set for all objects, as a server that checks signatures sees them. */
@Tag("slow")
class S3RequestSettingsTest {
    private final S3Server server = S3Server.s3proxy();
    private final ConnectionScene scene = new ConnectionScene(server);

    @TempDir
    Path folder;

    private S3Faults seen;

    @BeforeEach
    void start() throws IOException {
        seen = new S3Faults(server.endpoint());
    }

    @AfterEach
    void stop() throws IOException {
        System.clearProperty("aws.sharedCredentialsFile");
        System.clearProperty("aws.profile");
        seen.close();
    }

    @Test
    void a_session_token_is_sent() {
        scene.set("endpoint", seen.endpoint()).set("session-token", "t0ken").put("a");

        assertThat(seen.requests(S3Request.Kind.PUT))
                .singleElement()
                .satisfies(put -> assertThat(put.header("x-amz-security-token")).isEqualTo("t0ken"));
    }

    @Test
    void renewed_credentials_of_a_profile_are_used_without_a_restart() throws IOException {
        Path file = folder.resolve("credentials");
        System.setProperty("aws.sharedCredentialsFile", file.toString());
        System.setProperty("aws.profile", "jobdrop-test");
        profile(file, "outdated", "unknown", Instant.now());
        scene.set("endpoint", seen.endpoint()).set("access-key", "").set("secret-key", "");

        try (S3Client client = scene.open()) {
            assertThat(isAllowed(client)).isFalse();
            // A file of this moment might count as read already; and it is looked at once a second.
            profile(
                    file,
                    S3Server.ACCESS_KEY,
                    S3Server.SECRET_KEY,
                    Instant.now().plusSeconds(60));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!isAllowed(client)) {
                assertThat(System.nanoTime()).isLessThan(deadline);
            }
        }

        assertThat(seen.requests())
                .extracting(request -> request.header("Authorization").replaceAll(".*Credential=([^/]*).*", "$1"))
                .startsWith("outdated")
                .endsWith(S3Server.ACCESS_KEY);
    }

    private boolean isAllowed(S3Client client) {
        try {
            client.listObjectsV2(list -> list.bucket(scene.bucket));
            return true;
        } catch (S3Exception e) {
            assertThat(e.statusCode()).isEqualTo(403);
            return false;
        }
    }

    @Test
    void every_object_gets_what_is_set_for_all() {
        scene.set("endpoint", seen.endpoint())
                .set("sse", "aws:kms")
                .set("kms-key-id", "arn:aws:kms:k")
                .set("storage-class", "STANDARD_IA")
                .set("tags", "team=data, cost centre=7,free=")
                .set("acl", "private");
        // This store knows no keys and refuses both, after they were seen.
        catchThrowable(() -> scene.put("a"));
        catchThrowable(() -> scene.upload("b"));

        for (S3Request.Kind kind : new S3Request.Kind[] {S3Request.Kind.PUT, S3Request.Kind.CREATE_UPLOAD}) {
            assertThat(seen.requests(kind))
                    .singleElement()
                    .satisfies(request -> assertThat(request.headers())
                            .containsEntry("x-amz-server-side-encryption", "aws:kms")
                            .containsEntry("x-amz-server-side-encryption-aws-kms-key-id", "arn:aws:kms:k")
                            .containsEntry("x-amz-storage-class", "STANDARD_IA")
                            .containsEntry("x-amz-tagging", "team=data&cost%20centre=7&free=")
                            .containsEntry("x-amz-acl", "private"));
        }
    }

    @Test
    void nothing_of_that_is_sent_when_it_is_not_set() {
        scene.set("endpoint", seen.endpoint()).put("a");

        assertThat(seen.requests(S3Request.Kind.PUT))
                .singleElement()
                .satisfies(request -> assertThat(request.headers().keySet())
                        .noneMatch(name ->
                                name.matches("(?i)x-amz-(server-side.*|storage-class|tagging|acl|security-token)")));
    }

    @Test
    void tags_and_encryption_arrive() {
        S3Server keepsTags = S3Server.s3mock();
        ConnectionScene there = new ConnectionScene(keepsTags)
                .set("tags", "team=data,cost=7")
                .set("sse", "AES256")
                .set("storage-class", "STANDARD_IA");
        there.put("a");

        assertThat(keepsTags
                        .client()
                        .getObjectTagging(get -> get.bucket(there.bucket).key("a"))
                        .tagSet())
                .extracting(tag -> tag.key() + "=" + tag.value())
                .containsExactlyInAnyOrder("team=data", "cost=7");
        assertThat(keepsTags.head(there.bucket, "a").serverSideEncryptionAsString())
                .isEqualTo("AES256");
        assertThat(keepsTags.head(there.bucket, "a").storageClassAsString()).isEqualTo("STANDARD_IA");
    }

    private static void profile(Path file, String key, String secret, Instant at) throws IOException {
        Files.writeString(
                file, "[jobdrop-test]\naws_access_key_id = " + key + "\naws_secret_access_key = " + secret + "\n");
        Files.setLastModifiedTime(file, FileTime.from(at));
    }
}
