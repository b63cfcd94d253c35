package io.jobdrop.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** The Camel components on the class path, by the file with which each jar of Camel's names its own. */
final class Components {
    private static final String FILE = "META-INF/services/org/apache/camel/component.properties";

    private Components() {}

    /** Their names, which are the schemes of their URIs; empty when nobody names them. */
    static Set<String> names() {
        Set<String> names = new TreeSet<>();
        try {
            for (URL url : Collections.list(Components.class.getClassLoader().getResources(FILE))) {
                Properties properties = new Properties();
                try (InputStream in = url.openStream()) {
                    properties.load(in);
                }
                Collections.addAll(
                        names, properties.getProperty("components", "").strip().split("\\s+"));
            }
        } catch (IOException e) {
            return Set.of(); // They are listed for people only; Camel itself finds them by name.
        }
        names.remove("");
        return names;
    }
}
