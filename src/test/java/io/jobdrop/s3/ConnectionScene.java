package io.jobdrop.s3;

import io.jobdrop.config.RuntimeSettings;
import io.jobdrop.config.Settings;
import io.jobdrop.support.S3Server;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.s3.S3Client;

/** Settings for a bucket at a test's server, of which a test changes some, and what is done with them. */
final class ConnectionScene {
    private static final ObjectHeaders HEADERS = new ObjectHeaders("text/csv", null, null, Map.of());

    final String bucket;
    private final Map<String, String> settings = new HashMap<>();

    ConnectionScene(S3Server server) {
        bucket = server.newBucket();
        set("bucket", bucket);
        set("endpoint", server.endpoint());
        set("path-style", true);
        set("access-key", S3Server.ACCESS_KEY);
        set("secret-key", S3Server.SECRET_KEY);
    }

    ConnectionScene set(String name, Object value) {
        settings.put("jobdrop.drop.s3." + name, value.toString());
        return this;
    }

    Settings settings() {
        return Settings.load(Path.of(""), List.of(), RuntimeSettings.NONE, Map.of(), List.of(), new ArrayList<>())
                .with(settings, "the test");
    }

    S3Client open() {
        return S3Connection.open(settings(), 2);
    }

    /** Puts an object. */
    void put(String key) {
        try (Bucket opened = new Bucket(settings(), open())) {
            opened.put(key, new byte[] {1, 2, 3}, HEADERS);
        }
    }

    /** Begins an upload, sends a part, and aborts it. */
    void upload(String key) {
        try (Bucket opened = new Bucket(settings(), open())) {
            String id = opened.begin(key, HEADERS);
            opened.part(key, id, 1, new byte[] {1, 2, 3}, 3);
            opened.abort(key, id);
        }
    }
}
