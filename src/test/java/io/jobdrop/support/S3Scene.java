package io.jobdrop.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A bucket of its own, and a client that reaches it through the proxy. */
final class S3Scene implements AutoCloseable {
    static final String TEXT = "a,b\n1,2\n";
    static final int PART = 5 << 20;

    final S3Server server;
    final S3Faults faults;
    final S3Client client;
    final String bucket;

    S3Scene(S3Server server) throws IOException {
        this.server = server;
        faults = new S3Faults(server.endpoint());
        client = S3Server.client(faults.endpoint());
        bucket = server.newBucket();
    }

    void put(String key) {
        put(key, put -> {});
    }

    void put(String key, Consumer<PutObjectRequest.Builder> more) {
        client.putObject(put -> more.accept(put.bucket(bucket).key(key)), RequestBody.fromString(TEXT));
    }

    /** Begins an upload of the object "big". */
    String create() {
        return client.createMultipartUpload(
                        create -> create.bucket(bucket).key("big").metadata(Map.of("job", "e-17")))
                .uploadId();
    }

    CompletedPart part(String id, int number, int length) {
        String tag = client.uploadPart(
                        part -> part.bucket(bucket).key("big").uploadId(id).partNumber(number),
                        RequestBody.fromBytes(new byte[length]))
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    void complete(String id, List<CompletedPart> parts) {
        client.completeMultipartUpload(complete ->
                complete.bucket(bucket).key("big").uploadId(id).multipartUpload(upload -> upload.parts(parts)));
    }

    /** The status and the code of the error that S3 answered. */
    static AbstractStringAssert<?> assertThatS3(ThrowingCallable call) {
        S3Exception error = catchThrowableOfType(S3Exception.class, call);
        return assertThat(
                error == null
                        ? "no error"
                        : error.statusCode() + " " + error.awsErrorDetails().errorCode());
    }

    @Override
    public void close() throws IOException {
        client.close();
        faults.close();
    }
}
