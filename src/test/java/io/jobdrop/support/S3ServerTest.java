package io.jobdrop.support;

import static io.jobdrop.support.S3Scene.PART;
import static io.jobdrop.support.S3Scene.TEXT;
import static io.jobdrop.support.S3Scene.assertThatS3;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** That both S3 servers do what other tests build on, also through the proxy before them. */
@Tag("slow")
class S3ServerTest {
    enum Server {
        S3PROXY,
        S3MOCK;

        S3Server started() {
            return this == S3PROXY ? S3Server.s3proxy() : S3Server.s3mock();
        }
    }

    @BeforeAll
    static void start() {
        Stream.of(Server.values()).parallel().forEach(Server::started);
    }

    @ParameterizedTest
    @EnumSource
    void keeps_an_object_with_all_that_belongs_to_it(Server which) throws IOException {
        String key = "a b/ü+1.csv";
        try (S3Scene s3 = new S3Scene(which.started())) {
            s3.put(
                    key,
                    put -> put.contentType("text/csv")
                            .contentDisposition("attachment")
                            .metadata(Map.of("job", "e-17")));

            assertThat(s3.server.keys(s3.bucket)).containsExactly(key);
            assertThat(s3.server.bytes(s3.bucket, key)).asString().isEqualTo(TEXT);
            assertThat(s3.server.metadata(s3.bucket, key)).containsEntry("job", "e-17");
            assertThat(s3.server.head(s3.bucket, key).contentDisposition()).isEqualTo("attachment");
            assertThat(s3.faults.requests()).extracting(S3Request::key).containsExactly(key);
        }
    }

    @ParameterizedTest
    @EnumSource
    void keeps_an_upload_in_parts_when_it_is_complete(Server which) throws IOException {
        try (S3Scene s3 = new S3Scene(which.started())) {
            String id = s3.create();
            List<CompletedPart> parts = List.of(s3.part(id, 1, PART), s3.part(id, 2, 1));

            assertThat(s3.server.openUploads(s3.bucket)).singleElement().satisfies(upload -> {
                assertThat(upload.uploadId()).isEqualTo(id);
                assertThat(upload.key()).isEqualTo("big");
                assertThat(upload.initiated()).isNotNull();
            });
            assertThat(s3.server.keys(s3.bucket)).isEmpty();

            s3.complete(id, parts);
            assertThat(s3.server.openUploads(s3.bucket)).isEmpty();
            assertThat(s3.server.bytes(s3.bucket, "big")).hasSize(PART + 1);
            assertThat(s3.server.metadata(s3.bucket, "big")).containsEntry("job", "e-17");
        }
    }

    @ParameterizedTest
    @EnumSource
    void refuses_to_replace_an_object_on_condition(Server which) throws IOException {
        try (S3Scene s3 = new S3Scene(which.started())) {
            s3.put("k", put -> put.ifNoneMatch("*"));

            assertThatS3(() -> s3.put("k", put -> put.ifNoneMatch("*"))).isEqualTo("412 PreconditionFailed");
        }
    }

    @ParameterizedTest
    @CsvSource({"S3PROXY,400 BadDigest", "S3MOCK,400 BadRequest"})
    void refuses_a_body_that_is_not_what_its_checksum_says(Server which, String error) throws IOException {
        try (S3Scene s3 = new S3Scene(which.started())) {
            assertThatS3(() -> s3.put("k", put -> put.checksumCRC32C("AAAAAA==")))
                    .isEqualTo(error);
        }
    }

    @ParameterizedTest
    @CsvSource({"S3PROXY,403", "S3MOCK,200"})
    void gives_an_object_for_a_presigned_url(Server which, int withAnotherSignature) throws Exception {
        try (S3Scene s3 = new S3Scene(which.started())) {
            s3.put("k");
            String url = s3.server.presigned(s3.bucket, "k", Duration.ofMinutes(1));

            assertThat(get(url).body()).isEqualTo(TEXT);
            assertThat(get(url.replace("Signature=", "Signature=0")).statusCode())
                    .isEqualTo(withAnotherSignature);
        }
    }

    @Test
    void is_reached_over_tls_by_who_trusts_it() throws Exception {
        try (S3Scene s3 = new S3Scene(S3Server.s3proxy())) {
            s3.put("k");
            String url = S3Server.presigned(s3.server.secureEndpoint(), s3.bucket, "k", Duration.ofMinutes(1));
            HttpClient trusting = HttpClient.newBuilder()
                    .sslContext(s3.server.certificate().trusting())
                    .build();

            assertThat(get(trusting, url).body()).isEqualTo(TEXT);
            assertThatThrownBy(() -> get(url)).hasMessageContaining("PKIX");
            assertThat(s3.server.certificate().pem()).content().startsWith("-----BEGIN CERTIFICATE-----");
        }
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return get(HttpClient.newHttpClient(), url);
    }

    private static HttpResponse<String> get(HttpClient client, String url) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
