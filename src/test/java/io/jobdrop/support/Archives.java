package io.jobdrop.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** The archives that were packaged, and how they get into a runtime. */
public final class Archives {
    private Archives() {}

    /** The archive with this end of its name, such as {@code kar.kar}. */
    public static Path packaged(String end) {
        return Path.of(System.getProperty("jobdrop.archive") + "-" + end);
    }

    /** Copies a file into a folder that is watched, where it appears in one step. */
    public static void deploy(Path archive, Path target) throws IOException {
        Path whole = Files.copy(
                archive, target.resolveSibling("../" + target.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The same bundle with another version. */
    public static Path withVersion(Path bundle, String version, Path target) throws IOException {
        try (JarFile in = new JarFile(bundle.toFile())) {
            Manifest manifest = in.getManifest();
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            try (OutputStream out = Files.newOutputStream(target);
                    JarOutputStream jar = new JarOutputStream(out, manifest)) {
                for (JarEntry entry : Collections.list(in.entries())) {
                    if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        jar.putNextEntry(new JarEntry(entry.getName()));
                        try (InputStream content = in.getInputStream(entry)) {
                            content.transferTo(jar);
                        }
                    }
                }
            }
        }
        return target;
    }

    static void copyFolder(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }
}
