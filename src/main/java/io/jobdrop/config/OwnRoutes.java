package io.jobdrop.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the engineer's own files of routes offer to a step.
 *
 * @param begins the endpoints with which a route begins, such as {@code direct:unpack}
 * @param beans the names of their beans
 */
record OwnRoutes(Set<String> begins, Set<String> beans) {
    static OwnRoutes in(List<Path> files) {
        Set<String> begins = new TreeSet<>();
        Set<String> beans = new TreeSet<>();
        for (Path file : files) {
            for (YamlNode entry : entries(file)) {
                Stream.of(Optional.of(entry), entry.field("route"))
                        .flatMap(Optional::stream)
                        .flatMap(route -> route.field("from").stream())
                        .map(OwnRoutes::endpoint)
                        .forEach(begins::add);
                entry.field("beans").stream()
                        .flatMap(list -> list.items().stream())
                        .map(bean -> bean.text("name"))
                        .forEach(beans::add);
            }
        }
        return new OwnRoutes(begins, beans);
    }

    private static List<YamlNode> entries(Path file) {
        try {
            return YamlNode.read(file).items();
        } catch (YamlNode.Unreadable e) {
            return List.of(); // It is reported where the folder is read.
        }
    }

    // A name may be part of the URI, or a parameter.
    private static String endpoint(YamlNode from) {
        String uri = from.text().isEmpty() ? from.text("uri") : from.text();
        String name = from.field("parameters").map(all -> all.text("name")).orElse("");
        return withoutOptions(uri.contains(":") || name.isEmpty() ? uri : uri + ":" + name);
    }

    /** An endpoint as it is compared: {@code direct://x?y=z} is {@code direct:x}. */
    static String withoutOptions(String uri) {
        return uri.replaceFirst("\\?.*", "").replaceFirst("^([a-z-]+):/*", "$1:");
    }
}
