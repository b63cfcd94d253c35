package io.jobdrop.s3;

import static io.jobdrop.s3.StagingScene.JOB;
import static io.jobdrop.s3.StagingScene.PART;
import static io.jobdrop.s3.StagingScene.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.GiveUp;
import io.jobdrop.stage.Sha256;
import io.jobdrop.stage.Staging;
import io.jobdrop.support.LogLines;
import io.jobdrop.support.S3Request.Kind;
import io.jobdrop.support.S3Server;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * What a store has to do for us, on two of them. Gaps of the servers: S3Mock takes two conditional puts at the same time,
 * checks no signature, and deletes an object when an upload to its key is aborted; s3proxy drops tags.
 */
@Tag("slow")
class BucketContractTest {
    @TempDir
    Path folder;

    private interface Promise {
        void check(StagingScene scene) throws Exception;
    }

    @TestFactory
    Stream<DynamicTest> s3proxy() {
        return promises("s3proxy", S3Server::s3proxy);
    }

    @TestFactory
    Stream<DynamicTest> s3mock() {
        return promises("s3mock", S3Server::s3mock);
    }

    private Stream<DynamicTest> promises(String name, Supplier<S3Server> server) {
        List<DynamicTest> tests = new ArrayList<>();
        promise(tests, name, server, "a small result is put at once", this::small);
        promise(tests, name, server, "an empty result is an empty object", this::empty);
        promise(tests, name, server, "a large result goes in parts", this::large);
        promise(tests, name, server, "nothing is seen before it is published", this::unseen);
        promise(tests, name, server, "older stores get MD5", this::md5);
        promise(tests, name, server, "what is there already is left as it is", this::there);
        promise(tests, name, server, "an object of other content is never replaced", this::foreign);
        promise(tests, name, server, "an upload that was completed before is found again", this::completedBefore);
        promise(tests, name, server, "an upload is aborted with its job", this::aborted);
        return tests.stream();
    }

    private void promise(
            List<DynamicTest> tests, String name, Supplier<S3Server> server, String promise, Promise check) {
        tests.add(DynamicTest.dynamicTest(name + ": " + promise, () -> {
            Path home = Files.createDirectories(folder.resolve(name).resolve(promise));
            try (StagingScene scene = new StagingScene(server.get(), home)) {
                check.check(scene);
            }
        }));
    }

    private void small(StagingScene scene) throws Exception {
        byte[] content = random(PART);

        String sha256 = scene.publish(scene.store(content));

        assertThat(scene.object("in/f/a/x.csv")).isEqualTo(content);
        assertThat(sha256).isEqualTo(Sha256.of(new ByteArrayInputStream(content)));
        HeadObjectResponse head = scene.server.head(scene.bucket, "in/f/a/x.csv");
        assertThat(head.contentType()).isEqualTo("text/csv");
        assertThat(head.contentDisposition()).isEqualTo("attachment; filename=\"x.csv\"; filename*=UTF-8''x.csv");
        assertThat(scene.server.metadata(scene.bucket, "in/f/a/x.csv"))
                .containsEntry("feed", "f")
                .containsEntry("job-id", "a")
                .containsEntry("sha256", sha256);
        assertThat(scene.faults.requests()).hasSize(1);
    }

    private void empty(StagingScene scene) throws Exception {
        scene.publish(scene.store(new byte[0]));

        assertThat(scene.object("in/f/a/x.csv")).isEmpty();
    }

    private void large(StagingScene scene) throws Exception {
        byte[] content = random(2 * PART + 1);

        Staging.Stored stored = scene.store(content);
        String sha256 = scene.publish(stored);

        assertThat(scene.object("in/f/a/x.csv")).isEqualTo(content);
        assertThat(sha256).isEqualTo(stored.sha256()).isEqualTo(Sha256.of(new ByteArrayInputStream(content)));
        assertThat(scene.faults.count(Kind.UPLOAD_PART)).isEqualTo(3);
        assertThat(scene.server.metadata(scene.bucket, "in/f/a/x.csv")).containsEntry("job-id", "a");
        assertThat(scene.server.head(scene.bucket, "in/f/a/x.csv").checksumCRC32C())
                .isEqualTo(Crc32c.base64(Crc32c.of(content, content.length)));
        scene.staging.delivered(JOB);
        assertThat(scene.uploads.all()).isEmpty();
    }

    private void unseen(StagingScene scene) throws Exception {
        scene.store(1, random(2 * PART));
        scene.store(2, random(10));

        assertThat(scene.server.keys(scene.bucket)).isEmpty();
        assertThat(scene.server.openUploads(scene.bucket)).hasSize(1);
    }

    private void md5(StagingScene scene) throws Exception {
        scene.set("checksum-mode", "when-required").restart();
        byte[] content = random(PART + 1);

        scene.publish(scene.store(content));
        scene.publish(2, scene.store(2, random(3)));

        assertThat(scene.object("in/f/a/x.csv")).isEqualTo(content);
        assertThat(scene.faults.requests(Kind.UPLOAD_PART))
                .allSatisfy(part -> assertThat(part.header("content-md5")).isNotEmpty());
        assertThat(scene.faults.requests())
                .allSatisfy(request -> assertThat(request.headers().keySet())
                        .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("x-amz-checksum")));
    }

    private void there(StagingScene scene) throws Exception {
        for (byte[] content : contents(scene)) {
            scene.publish(scene.store(content));
            String before = scene.server.head(scene.bucket, "in/f/a/x.csv").eTag();
            scene.staging.clear(JOB);
            try (LogLines log = new LogLines(Level.INFO)) {
                String again = scene.publish(scene.store(content));

                assertThat(again).isEqualTo(Sha256.of(new ByteArrayInputStream(content)));
                assertThat(log.all())
                        .anyMatch(line -> line.endsWith("/in/f/a/x.csv was already there, with the same content"));
            }
            assertThat(scene.server.head(scene.bucket, "in/f/a/x.csv").eTag()).isEqualTo(before);
            assertThat(scene.server.openUploads(scene.bucket)).isEmpty();
            scene.staging.clear(JOB);
            scene.server
                    .client()
                    .deleteObject(delete -> delete.bucket(scene.bucket).key("in/f/a/x.csv"));
        }
    }

    private static List<byte[]> contents(StagingScene scene) {
        boolean abortsDelete = scene.server.equals(S3Server.s3mock());
        return abortsDelete ? List.of(random(7)) : List.of(random(7), random(PART + 7));
    }

    private void foreign(StagingScene scene) throws Exception {
        scene.server
                .client()
                .putObject(
                        put -> put.bucket(scene.bucket).key("in/f/a/x.csv"), RequestBody.fromString("somebody else's"));

        for (byte[] content : contents(scene)) {
            Staging.Stored stored = scene.store(content);
            assertThatThrownBy(() -> scene.publish(stored))
                    .isInstanceOf(GiveUp.class)
                    .hasMessage("an object of other content already stands at s3://" + scene.bucket
                            + "/in/f/a/x.csv; it was not replaced. Move it away, then use jobdrop retry");
            scene.staging.clear(JOB);
        }
        assertThat(scene.object("in/f/a/x.csv")).asString().isEqualTo("somebody else's");
        assertThat(scene.server.openUploads(scene.bucket)).isEmpty();
    }

    private void completedBefore(StagingScene scene) throws Exception {
        byte[] content = random(PART + 9);
        Staging.Stored stored = scene.store(content);
        scene.publish(stored);
        scene.restart();

        Staging.Stored again = scene.staging
                .whole(JOB, 1, scene.staging.checkpoint(JOB, 1).orElseThrow())
                .orElseThrow();
        scene.publish(again);

        assertThat(again.sha256()).isEqualTo(stored.sha256());
        assertThat(scene.object("in/f/a/x.csv")).isEqualTo(content);
    }

    private void aborted(StagingScene scene) throws Exception {
        scene.store(random(2 * PART));
        assertThat(scene.server.openUploads(scene.bucket)).hasSize(1);

        scene.staging.clear(JOB);

        assertThat(scene.server.openUploads(scene.bucket)).isEmpty();
        assertThat(scene.uploads.all()).isEmpty();
    }
}
