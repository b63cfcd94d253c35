package io.jobdrop.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the readers of a drop see of it. */
public final class Landed {
    private Landed() {}

    /** Every published file with the number that the file system gave it: one that is published again has another. */
    public static Map<Path, Object> files(Path drop) throws IOException {
        Map<Path, Object> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(drop)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(drop.resolve(".staging")))::iterator) {
                files.put(
                        file,
                        Files.readAttributes(file, BasicFileAttributes.class).fileKey());
            }
        }
        return files;
    }

    /** How many jobs are complete. */
    public static int jobs(Path drop) throws IOException {
        return (int) files(drop).keySet().stream()
                .filter(file -> file.endsWith("manifest.json"))
                .count();
    }
}
