package bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A folder that all nodes share. */
final class FolderDrop implements Drop {
    private final Path folder;

    FolderDrop(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    @Override
    public byte[] bytes(String path) {
        try {
            return Files.readAllBytes(folder.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<String, String> identities() {
        while (true) {
            try (Stream<Path> all = Files.walk(folder)) {
                Map<String, String> identities = new TreeMap<>();
                for (Path file :
                        all.filter(this::isVisible).filter(Files::isRegularFile).toList()) {
                    Map<String, Object> attributes = Files.readAttributes(file, "unix:ino,lastModifiedTime,size");
                    identities.put(folder.relativize(file).toString(), new TreeMap<>(attributes).toString());
                }
                return identities;
            } catch (NoSuchFileException | UncheckedIOException e) {
                // A temporary file or a staging folder went meanwhile.
                continue;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    // Hidden folders are staging, hidden files are on their way.
    private boolean isVisible(Path path) {
        return !folder.relativize(path).toString().matches("(.*/)?[.].*");
    }

    @Override
    public Map<String, String> settings(int port) {
        return Map.of("jobdrop.drop", "file", "jobdrop.drop.dir", folder.toString());
    }

    @Override
    public int port() {
        return 0;
    }

    @Override
    public void write(String path, byte[] bytes) {
        try {
            Path file = folder.resolve(path);
            Files.deleteIfExists(file);
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void remove(String path) {
        try {
            Files.delete(folder.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        // It goes with the bench's folder.
    }
}
