package bench.cluster;

import bench.Child;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket of s3proxy, a server on loopback. */
final class BucketDrop implements Drop {
    private static final String BUCKET = "results";
    private static final String KEY = "bench-key";
    private static final String SECRET = "bench-secret";

    /** s3proxy lists what it is still writing, under another name. */
    private static final Pattern WRITTEN = Pattern.compile("-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$");

    private final int port = Ports.free();
    private final Child process;
    private final S3Client client;

    BucketDrop(Path folder, Path jar) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("objects"));
        List<String> settings = List.of(
                "s3proxy.endpoint=http://127.0.0.1:" + port,
                "s3proxy.authorization=aws-v4",
                "s3proxy.identity=" + KEY,
                "s3proxy.credential=" + SECRET,
                "s3proxy.ignore-unknown-headers=true",
                "jclouds.provider=filesystem-nio2",
                "jclouds.filesystem.basedir=" + folder.resolve("objects"));
        Path file = Files.write(folder.resolve("s3proxy.conf"), settings);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        process = Child.start(
                folder,
                folder.resolve("log"),
                Map.of(),
                List.of(java, "-Xmx256m", "-DLOG_LEVEL=warn", "-jar", jar.toString(), "--properties", file.toString()));
        Waits.until("s3proxy listens", 60, this::isListening);
        client = S3Client.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + port))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, SECRET)))
                .forcePathStyle(true)
                .build();
        client.createBucket(create -> create.bucket(BUCKET));
    }

    private boolean isListening() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            if (!process.isAlive()) {
                throw new IllegalStateException("s3proxy ended" + process.said());
            }
            return false;
        }
    }

    @Override
    public byte[] bytes(String key) {
        return client.getObjectAsBytes(get -> get.bucket(BUCKET).key(key)).asByteArray();
    }

    @Override
    public Map<String, String> identities() {
        Map<String, String> identities = new TreeMap<>();
        for (S3Object object :
                client.listObjectsV2Paginator(list -> list.bucket(BUCKET)).contents()) {
            if (!WRITTEN.matcher(object.key()).find()) {
                identities.put(object.key(), object.eTag() + " " + object.lastModified());
            }
        }
        return identities;
    }

    @Override
    public Map<String, String> settings(int reachedAt) {
        return Map.of(
                "jobdrop.drop", "s3",
                "jobdrop.drop.s3.bucket", BUCKET,
                "jobdrop.drop.s3.region", "us-east-1",
                "jobdrop.drop.s3.endpoint", "http://127.0.0.1:" + reachedAt,
                "jobdrop.drop.s3.path-style", "true",
                "jobdrop.drop.s3.access-key", KEY,
                "jobdrop.drop.s3.secret-key", SECRET,
                "jobdrop.drop.s3.part-size", "5MB",
                "jobdrop.drop.s3.parallel", "1");
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void write(String path, byte[] bytes) {
        client.putObject(put -> put.bucket(BUCKET).key(path), RequestBody.fromBytes(bytes));
    }

    @Override
    public void remove(String path) {
        client.deleteObject(delete -> delete.bucket(BUCKET).key(path));
    }

    @Override
    public void close() {
        client.close();
        process.close();
    }
}
