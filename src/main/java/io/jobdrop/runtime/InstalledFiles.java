package io.jobdrop.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The routes and settings that an archive carries, as the files that Camel and {@code config/} read. */
public final class InstalledFiles {
    private InstalledFiles() {}

    /**
     * Writes them into a folder, in place of all that it held.
     *
     * @param files by their path below the folder
     */
    public static void unpack(Map<String, URL> files, Path folder) throws IOException {
        delete(folder);
        for (Map.Entry<String, URL> file : files.entrySet()) {
            Path target = folder.resolve(file.getKey());
            Files.createDirectories(target.resolveSibling(""));
            try (InputStream in = file.getValue().openStream()) {
                Files.copy(in, target);
            }
        }
    }

    /** Deletes the folder and all that it holds. */
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}
