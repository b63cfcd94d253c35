package io.jobdrop.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;

/** The defaults of the product, which are also the list of the keys that it knows. */
final class DefaultSettings {
    /** By their keys, in the order of the file. */
    static final Map<String, Setting> ALL = read();

    private DefaultSettings() {}

    private static Map<String, Setting> read() {
        try (InputStream in = DefaultSettings.class.getResourceAsStream("application.properties")) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks io/jobdrop/config/application.properties");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Collections.unmodifiableMap(PropertiesFile.parse("the defaults", text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
