package io.jobdrop.sandbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * A job of a stand-in vendor. Its id and its bytes follow from its name, so that every run of the sandbox meets the
 * same jobs.
 *
 * @param name what it is called here, such as {@code export-3}
 * @param completesAfter how long after the sandbox's start it is finished
 * @param fails whether it then fails
 * @param files its results; none for a job without a file
 */
record SandboxJob(String name, Duration completesAfter, boolean fails, List<Content> files) {
    private static final int ROW = 64;

    /** A result: its name, its type and its approximate length in bytes. */
    record Content(String fileName, String type, int size) {
        /** The bytes, the same each time. */
        byte[] bytes() {
            return switch (type) {
                case "text/csv" -> table("id,company,domain\n", "%d,Company %08x,company-%1$d.example\n");
                case "application/json" -> table("", "{\"id\":%d,\"name\":\"Company %08x\"}\n");
                default -> random();
            };
        }

        private byte[] table(String head, String row) {
            Random random = new Random(fileName.hashCode());
            StringBuilder text = new StringBuilder(head);
            for (int i = 1; text.length() < size - ROW; i++) {
                text.append(String.format(row, i, random.nextInt()));
            }
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }

        private byte[] random() {
            byte[] bytes = new byte[size];
            new Random(fileName.hashCode()).nextBytes(bytes);
            return bytes;
        }
    }

    String id() {
        return UUID.nameUUIDFromBytes(("sandbox " + name).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** How far the job is: 0 when it waits, 100 when it is finished. */
    int progress(Duration running) {
        if (completesAfter.isZero()) {
            return 100;
        }
        return (int) Math.min(100, 100 * running.toMillis() / completesAfter.toMillis());
    }

    Instant completedAt(Instant start) {
        return start.plus(completesAfter.isZero() ? Duration.ofHours(-1) : completesAfter);
    }
}
