package io.jobdrop;

import io.jobdrop.support.S3Server;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Looks at a bucket all the time, as a consumer would, and takes down what nobody may ever see. */
final class BucketWatch {
    private final S3Server server;
    private final String bucket;
    private final IntFunction<byte[]> contents;
    private final Map<String, S3Object> seen = new HashMap<>();
    private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread thread = new Thread(this::watch);

    /** Begins to look; job {@code jN} has one file, of the N-th content. */
    BucketWatch(S3Server server, String bucket, IntFunction<byte[]> contents) {
        this.server = server;
        this.bucket = bucket;
        this.contents = contents;
        thread.start();
    }

    /** Looks a last time, and returns what was wrong. */
    List<String> end() throws InterruptedException {
        over.countDown();
        thread.join();
        look();
        return wrong;
    }

    private void watch() {
        try {
            while (!over.await(20, TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException | RuntimeException e) {
            wrong.add(e.toString());
        }
    }

    // The server lists files of its own too, beside an object that is on its way.
    private void look() {
        Map<String, S3Object> listed = new HashMap<>();
        server.client().listObjectsV2Paginator(list -> list.bucket(bucket)).contents().stream()
                .filter(object -> object.key().matches(".*/(r\\.csv|manifest\\.json)"))
                .forEach(object -> listed.put(object.key(), object));
        for (String key : listed.keySet()) {
            // A listing takes its time, so that the next poll checks it again before anything is said.
            String file = key.replace("manifest.json", "r.csv");
            if (!listed.containsKey(file) && !isThere(file)) {
                wrong.add(key + " was seen without its file");
            }
        }
        listed.values().forEach(this::compare);
    }

    private boolean isThere(String key) {
        return server.keys(bucket).contains(key);
    }

    private void compare(S3Object object) {
        S3Object before = seen.put(object.key(), object);
        boolean same = before == null
                || (before.size().equals(object.size()) && before.lastModified().equals(object.lastModified()));
        if (!same) {
            wrong.add(object.key() + " was replaced");
        }
        if (before == null && object.key().endsWith("/r.csv")) {
            int job = Integer.parseInt(object.key().replaceAll(".*/j(\\d+)/.*", "$1"));
            if (!Arrays.equals(server.bytes(bucket, object.key()), contents.apply(job))) {
                wrong.add(object.key() + " was seen with other content");
            }
        }
    }
}
