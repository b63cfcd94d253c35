package io.jobdrop.karaf;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The configuration that an operator finds in {@code etc/}: every setting with its default, as a comment. */
final class DefaultConfiguration {
    private static final List<String> HEAD = List.of(
            "# Jobdrop. Saving this file starts its routes anew; what is wrong with it stands in the log and in the health.",
            "# Remove the # before a setting to change it. ${karaf.data} and ${env:NAME} are replaced by Karaf. Relative",
            "# paths start at ${karaf.data}/jobdrop. Feed files of your own: etc/jobdrop/feeds.",
            "");

    private DefaultConfiguration() {}

    /** Writes the file unless there is one. */
    static void install(Path settings, Path file) throws IOException {
        List<String> lines = new ArrayList<>(HEAD);
        for (String line : Files.readAllLines(settings)) {
            lines.add(line.isEmpty() || line.startsWith("#") ? line : "# " + line);
        }
        try {
            Files.write(file, lines, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            // It is the operator's, and stays as it is.
        }
    }
}
