package io.jobdrop.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The kamelets that feeds and settings may name.
 *
 * @param names those of the installation, and the engineer's own
 */
record Kamelets(Set<String> names) {
    private static final String SUFFIX = ".kamelet.yaml";
    private static final String DROP = "-drop-sink";

    static Kamelets in(Path routes, FeedFolders folders) {
        Set<String> names = new TreeSet<>();
        Stream.concat(FeedFolders.files(routes.resolve("kamelets")).stream(), folders.kamelets().stream())
                .map(file -> String.valueOf(file.getFileName()))
                .filter(file -> file.endsWith(SUFFIX))
                .forEach(file -> names.add(file.substring(0, file.length() - SUFFIX.length())));
        return new Kamelets(names);
    }

    boolean has(String name) {
        return names.contains(name);
    }

    /** Whether there is a destination of this name. */
    boolean hasDrop(String name) {
        return names.contains(name + DROP);
    }

    /** The names of all destinations: NAME of each kamelet NAME-drop-sink. */
    List<String> drops() {
        return names.stream()
                .filter(name -> name.endsWith(DROP))
                .map(name -> name.replace(DROP, ""))
                .toList();
    }
}
