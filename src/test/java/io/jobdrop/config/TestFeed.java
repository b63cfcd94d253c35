package io.jobdrop.config;

import io.jobdrop.Feed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Feeds for tests, from the properties of their beans as an engineer writes them. */
public final class TestFeed {
    private TestFeed() {}

    /** The file of a feed with these properties, which are indented by nothing. */
    public static String yaml(String name, String properties) {
        return """
                - beans:
                    - name: %s
                      type: io.jobdrop.Feed
                      properties:
                """.formatted(name) + properties.indent(8);
    }

    /** The feed f of vendor v with nothing but what every feed needs. */
    public static Feed plain() {
        return of("list: {path: /jobs}\njob: {completed: completed}\nresults: {urls: $.url}\n");
    }

    /** The feed f of vendor v with these properties, which must be right. */
    public static Feed of(String properties) {
        return named("f", "vendor: v\n" + properties);
    }

    /** A feed with these properties, which must be right. */
    public static Feed named(String name, String properties) {
        try {
            Path folder = Files.createTempDirectory("jobdrop-feed");
            Path file = Files.writeString(folder.resolve(name + ".camel.yaml"), yaml(name, properties));
            try {
                List<Problem> problems = new ArrayList<>();
                FeedFile read =
                        FeedFolders.read(List.of(folder), problems).feeds().get(0);
                FeedFile made = read.with(FeedSchema.read(Path.of("routes")), text -> text, problems);
                if (!problems.isEmpty()) {
                    throw new AssertionError(problems.toString());
                }
                return made.feed();
            } finally {
                Files.delete(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
