package io.jobdrop.stage;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A {@link Checkpoint} in a file beside the bytes that it speaks of. A crash leaves the old or the new one. */
record CheckpointFile(Disk disk, Path path) {
    private static final ObjectMapper JSON = new ObjectMapper();

    Optional<Checkpoint> read() throws IOException {
        return Files.exists(path) ? Optional.of(JSON.readValue(path.toFile(), Checkpoint.class)) : Optional.empty();
    }

    void write(Checkpoint checkpoint) throws IOException {
        Path draft = path.resolveSibling(String.valueOf(path.getFileName()).replaceFirst("json$", "draft"));
        try (FileChannel out = disk.create(draft)) {
            disk.write(out, draft, ByteBuffer.wrap(JSON.writeValueAsBytes(checkpoint)));
        }
        disk.replace(draft, path);
    }

    void delete() throws IOException {
        disk.delete(path);
    }
}
