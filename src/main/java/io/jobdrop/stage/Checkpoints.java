package io.jobdrop.stage;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link Checkpoint} of each staged result, in a file beside it. A crash leaves the old or the new one.
 *
 * <p>That of a small result which is whole stays in memory as long as its attempt goes on: a result more that is asked
 * for again after a crash costs less than a file more for each result.
 */
final class Checkpoints {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SMALL = 1L << 20;

    private final Disk disk;
    private final Map<Path, Checkpoint> whole = new ConcurrentHashMap<>();

    Checkpoints(Disk disk) {
        this.disk = disk;
    }

    // What is not worth being gone on from after a crash. The length may be unknown.
    private static boolean isSmall(Checkpoint checkpoint) {
        return checkpoint.total() >= 0 && checkpoint.total() <= SMALL;
    }

    /** Takes the place of what was known of a result that is asked for. */
    void begin(Path result, Checkpoint checkpoint) throws IOException {
        if (isSmall(checkpoint)) {
            delete(result);
        } else {
            save(result, checkpoint);
        }
    }

    Optional<Checkpoint> read(Path result) throws IOException {
        Checkpoint known = whole.get(result);
        if (known != null) {
            return Optional.of(known);
        }
        Path file = fileOf(result);
        return Files.exists(file) ? Optional.of(JSON.readValue(file.toFile(), Checkpoint.class)) : Optional.empty();
    }

    void save(Path result, Checkpoint checkpoint) throws IOException {
        // What a crash leaves of a result in parts is to be of one time, and never to contradict an older file.
        if (checkpoint.sha256() != null
                && isSmall(checkpoint)
                && checkpoint.part() == null
                && !Files.exists(fileOf(result))) {
            whole.put(result, checkpoint);
        } else {
            whole.remove(result);
            write(result, checkpoint);
        }
    }

    private void write(Path result, Checkpoint checkpoint) throws IOException {
        Path draft = result.resolveSibling(result.getFileName() + ".draft");
        try (FileChannel out = disk.create(draft)) {
            disk.write(out, draft, ByteBuffer.wrap(JSON.writeValueAsBytes(checkpoint)));
        }
        disk.replace(draft, fileOf(result));
    }

    void delete(Path result) throws IOException {
        whole.remove(result);
        disk.delete(fileOf(result));
    }

    /** Writes what is known of the results in a folder, for a next attempt. */
    void leave(Path folder) {
        for (Path result : resultsIn(folder)) {
            Checkpoint known = whole.remove(result);
            try {
                if (known != null) {
                    write(result, known);
                }
            } catch (IOException e) {
                LOG.debug("{} has to be asked for again", result, e);
            }
        }
    }

    /** Forgets what is known of the results in a folder, and in those within it. */
    void forget(Path folder) {
        resultsIn(folder).forEach(whole::remove);
    }

    private List<Path> resultsIn(Path folder) {
        return whole.keySet().stream()
                .filter(result -> result.startsWith(folder))
                .toList();
    }

    private static Path fileOf(Path result) {
        return result.resolveSibling(result.getFileName() + ".json");
    }
}
