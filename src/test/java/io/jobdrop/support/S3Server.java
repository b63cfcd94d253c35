package io.jobdrop.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * An S3 server in a process of its own. There are two, since neither is right in all. The shared ones start when they are
 * first asked for and end with this process: a test takes buckets of its own.
 *
 * <p>s3proxy checks signatures, expiry, digests and conditions, and lets one of many conditional puts win. It keeps a
 * checksum that came in a header but not one in a trailer, drops tags, calls every object encrypted, takes a part after an
 * abort, and answers 403 or 500 to keys with {@code //} or {@code ..}, at the end a {@code /}, or below another key.
 *
 * <p>S3Mock keeps tags and all checksums. It checks no signature and no expiry, lets several of many conditional puts
 * win, ignores the Content-MD5 of a part and a checksum in a header that is announced as a trailer too, and answers
 * BadRequest where S3 answers BadDigest.
 */
public final class S3Server implements AutoCloseable {
    public static final String REGION = "us-east-1";
    public static final String ACCESS_KEY = "test-access-key";
    public static final String SECRET_KEY = "test-secret-key";

    private static final AtomicInteger BUCKETS = new AtomicInteger();

    private final ServerProcess process;
    private final URI endpoint;
    private final URI secureEndpoint;
    private final SelfSigned certificate;
    private final S3Client client;

    private S3Server(ServerProcess process, URI endpoint, URI secureEndpoint, SelfSigned certificate) {
        this.process = process;
        this.endpoint = endpoint;
        this.secureEndpoint = secureEndpoint;
        this.certificate = certificate;
        this.client = client(endpoint);
    }

    public static S3Server s3proxy() {
        return SharedProxy.SERVER;
    }

    public static S3Server s3mock() {
        return SharedMock.SERVER;
    }

    /** Starts a server that keeps its objects below the folder, and can be reached over TLS too. */
    public static S3Server s3proxy(Path folder) {
        URI endpoint = URI.create("http://127.0.0.1:" + ServerProcess.freePort());
        URI secure = URI.create("https://localhost:" + ServerProcess.freePort());
        try {
            Path objects = Files.createDirectories(folder.resolve("objects"));
            SelfSigned certificate = SelfSigned.in(folder);
            List<String> settings = List.of(
                    "s3proxy.endpoint=" + endpoint,
                    "s3proxy.secure-endpoint=" + secure,
                    "s3proxy.keystore-path=" + certificate.keyStore(),
                    "s3proxy.keystore-password=" + SelfSigned.PASSWORD,
                    "s3proxy.authorization=aws-v4",
                    "s3proxy.identity=" + ACCESS_KEY,
                    "s3proxy.credential=" + SECRET_KEY,
                    "s3proxy.ignore-unknown-headers=true",
                    "jclouds.provider=filesystem-nio2",
                    "jclouds.filesystem.basedir=" + objects.toAbsolutePath());
            Path file = Files.write(folder.resolve("s3proxy.conf"), settings);
            List<String> arguments =
                    List.of("--properties", file.toAbsolutePath().toString());
            return new S3Server(
                    new ServerProcess("s3proxy", folder, endpoint, List.of("-DLOG_LEVEL=warn"), arguments),
                    endpoint,
                    secure,
                    certificate);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a server that keeps its objects below the folder, and removes them when it ends. */
    public static S3Server s3mock(Path folder) {
        URI endpoint = URI.create("http://127.0.0.1:" + ServerProcess.freePort());
        List<String> arguments = List.of(
                "--server.address=127.0.0.1",
                "--http.port=" + endpoint.getPort(),
                "--server.port=0",
                "--logging.level.root=WARN",
                "--spring.main.banner-mode=off",
                "--com.adobe.testing.s3mock.store.root="
                        + folder.resolve("objects").toAbsolutePath());
        try {
            Files.createDirectories(folder.resolve("objects"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new S3Server(new ServerProcess("s3mock", folder, endpoint, List.of(), arguments), endpoint, null, null);
    }

    public URI endpoint() {
        return endpoint;
    }

    /** Where s3proxy listens with TLS. */
    public URI secureEndpoint() {
        return secureEndpoint;
    }

    /** What a client must trust to reach it there. */
    public SelfSigned certificate() {
        return certificate;
    }

    /** A client for what a test looks up. */
    public S3Client client() {
        return client;
    }

    /** A client that goes through another address, and repeats nothing by itself. */
    public static S3Client client(URI endpoint) {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.of(REGION))
                .credentialsProvider(credentials())
                .forcePathStyle(true)
                .overrideConfiguration(settings -> settings.retryStrategy(retries -> retries.maxAttempts(1)))
                .build();
    }

    /** Makes a bucket that no other test uses. */
    public String newBucket() {
        String bucket = "bucket-" + BUCKETS.incrementAndGet();
        client.createBucket(create -> create.bucket(bucket));
        return bucket;
    }

    public String presigned(String bucket, String key, Duration validFor) {
        return presigned(endpoint, bucket, key, validFor);
    }

    /** A presigned URL to read an object at this address, with or without a server. */
    public static String presigned(URI endpoint, String bucket, String key, Duration validFor) {
        try (S3Presigner presigner = S3Presigner.builder()
                .endpointOverride(endpoint)
                .region(Region.of(REGION))
                .credentialsProvider(credentials())
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build()) {
            return presigner
                    .presignGetObject(presign -> presign.signatureDuration(validFor)
                            .getObjectRequest(get -> get.bucket(bucket).key(key)))
                    .url()
                    .toString();
        }
    }

    public List<String> keys(String bucket) {
        return client.listObjectsV2Paginator(list -> list.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    public byte[] bytes(String bucket, String key) {
        return client.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asByteArray();
    }

    public HeadObjectResponse head(String bucket, String key) {
        return client.headObject(head -> head.bucket(bucket).key(key).checksumMode(ChecksumMode.ENABLED));
    }

    public Map<String, String> metadata(String bucket, String key) {
        return head(bucket, key).metadata();
    }

    public List<MultipartUpload> openUploads(String bucket) {
        return client.listMultipartUploads(list -> list.bucket(bucket)).uploads();
    }

    private static StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY));
    }

    @Override
    public void close() {
        client.close();
        process.close();
    }

    private static Path sharedFolder(String name) {
        return Path.of("target", "servers", name + "-" + ProcessHandle.current().pid());
    }

    private static final class SharedProxy {
        static final S3Server SERVER = s3proxy(sharedFolder("s3proxy"));
    }

    private static final class SharedMock {
        static final S3Server SERVER = s3mock(sharedFolder("s3mock"));
    }
}
