package bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** An S3 server on loopback, over TLS with a certificate of its own, which keeps its objects in a folder. */
final class S3Proxy implements AutoCloseable {
    static final String KEY = "bench-key";
    static final String SECRET = "bench-secret";
    static final String REGION = "us-east-1";
    static final String PASSWORD = "bench-password";

    private final Path folder;
    private final int port = Workbench.freePort();
    private final int securePort = Workbench.freePort();
    private final Child process;

    private S3Proxy(Workbench bench) throws IOException, InterruptedException {
        folder = bench.newFolder("s3proxy");
        Files.createDirectories(folder.resolve("objects"));
        certificate(bench);
        List<String> settings = List.of(
                "s3proxy.endpoint=http://127.0.0.1:" + port,
                "s3proxy.secure-endpoint=" + endpoint(),
                "s3proxy.keystore-path=" + keyStore(),
                "s3proxy.keystore-password=" + PASSWORD,
                "s3proxy.authorization=aws-v4",
                "s3proxy.identity=" + KEY,
                "s3proxy.credential=" + SECRET,
                "s3proxy.ignore-unknown-headers=true",
                "jclouds.provider=filesystem-nio2",
                "jclouds.filesystem.basedir=" + folder.resolve("objects"));
        Path file = Files.write(folder.resolve("s3proxy.conf"), settings);
        Path jar = bench.root().resolve("target/servers/s3proxy.jar");
        List<String> command = List.of(
                javaTool("java"), "-DLOG_LEVEL=warn", "-jar", jar.toString(), "--properties", file.toString());
        process = Child.start(folder, folder.resolve("log"), Map.of(), command);
    }

    static S3Proxy start(Workbench bench) throws IOException, InterruptedException {
        S3Proxy server = new S3Proxy(bench);
        while (!server.isListening()) {
            if (!server.process.isAlive()) {
                throw new IllegalStateException("s3proxy ended" + server.process.said());
            }
            Thread.sleep(100);
        }
        return server;
    }

    private boolean isListening() {
        try (Socket plain = new Socket();
                Socket secure = new Socket()) {
            plain.connect(new InetSocketAddress("127.0.0.1", port));
            secure.connect(new InetSocketAddress("127.0.0.1", securePort));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void certificate(Workbench bench) throws IOException, InterruptedException {
        List<String> make = new ArrayList<>(List.of(javaTool("keytool")));
        String options = "-genkeypair -alias server -keyalg EC -groupname secp256r1 -dname CN=localhost"
                + " -ext SAN=dns:localhost,ip:127.0.0.1 -validity 30 -storetype PKCS12";
        make.addAll(List.of(options.split(" ")));
        make.addAll(List.of("-keystore", keyStore(), "-storepass", PASSWORD));
        bench.run(folder, Map.of(), make.toArray(String[]::new));
        bench.run(
                folder,
                Map.of(),
                javaTool("keytool"),
                "-exportcert",
                "-rfc",
                "-alias",
                "server",
                "-file",
                pem(),
                "-keystore",
                keyStore(),
                "-storepass",
                PASSWORD);
    }

    private static String javaTool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    String endpoint() {
        return "https://127.0.0.1:" + securePort;
    }

    /** The server's key and certificate; a Java client may trust it as well. */
    String keyStore() {
        return folder.resolve("key.p12").toString();
    }

    String pem() {
        return folder.resolve("certificate.pem").toString();
    }

    void createBucket(String bucket) {
        try (S3Client client = client("http://127.0.0.1:" + port)) {
            client.createBucket(create -> create.bucket(bucket));
        }
    }

    /** Checks that so many results of a size are there, then removes them. */
    void checkAndRemove(String bucket, int files, long size) {
        try (S3Client client = client("http://127.0.0.1:" + port)) {
            List<S3Object> found = client.listObjectsV2Paginator(list -> list.bucket(bucket)).contents().stream()
                    .filter(object -> !object.key().endsWith("manifest.json"))
                    .toList();
            if (found.size() != files || found.stream().anyMatch(object -> object.size() != size)) {
                throw new IllegalStateException(found.size() + " of " + files + " objects landed, or of wrong lengths");
            }
        }
        Workbench.remove(folder.resolve("objects").resolve(bucket));
    }

    static S3Client client(String endpoint) {
        return S3Client.builder()
                .endpointOverride(URI.create(endpoint))
                .region(Region.of(REGION))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, SECRET)))
                .forcePathStyle(true)
                .build();
    }

    @Override
    public void close() {
        process.close();
    }
}
