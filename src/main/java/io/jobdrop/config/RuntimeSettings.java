package io.jobdrop.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What the runtime around Jobdrop is configured with: Karaf's {@code etc/}, the parameters of a web application. */
@FunctionalInterface
public interface RuntimeSettings {
    /** There is no runtime around, or it has nothing to say. */
    RuntimeSettings NONE = known -> List.of();

    /** The runtime, in a word. */
    default String runtime() {
        return "standalone";
    }

    /** The data sources of the runtime. */
    default DataSources dataSources() {
        return DataSources.NONE;
    }

    /** How often a file is read that lacks what the runtime has read from it, and the pause before the next time. */
    int TRIES = 5;

    int PAUSE_MILLIS = 100;

    /**
     * The settings, in rising precedence.
     *
     * @param known the keys of the product and of the feed files; a runtime may hold others, which are not meant for us
     */
    List<Setting> among(Set<String> known);

    /** Whether a key is one of Camel's that passes to it, such as {@code camel.server.port}. */
    static boolean passesToCamel(String key) {
        return CamelSettings.isOne(key);
    }

    /**
     * Values that the runtime has read from a file, with its own variables replaced. All of them are meant for us. Where
     * we have variables of our own, the value stands as it is written.
     *
     * @param runtime the runtime, in a word
     * @param file where messages say that they stand; it may be gone
     */
    static RuntimeSettings ofFile(String runtime, Path file, Map<String, String> values, DataSources dataSources) {
        return new RuntimeSettings() {
            @Override
            public String runtime() {
                return runtime;
            }

            @Override
            public DataSources dataSources() {
                return dataSources;
            }

            @Override
            public List<Setting> among(Set<String> known) {
                return read(file, values);
            }
        };
    }

    private static List<Setting> read(Path file, Map<String, String> values) {
        Map<String, Setting> written = written(file, values.keySet());
        List<Setting> settings = new ArrayList<>();
        values.forEach((key, value) -> {
            Setting inFile = written.get(key);
            if (inFile == null) {
                settings.add(new Setting(key, value.strip(), file.toString()));
            } else {
                String meant = SettingKind.of(key).hasVariables() ? inFile.value() : value.strip();
                settings.add(new Setting(key, meant, inFile.origin()));
            }
        });
        return settings;
    }

    // The runtime may be writing the file at this moment.
    private static Map<String, Setting> written(Path file, Set<String> keys) {
        Map<String, Setting> written = written(file);
        try {
            for (int tries = 0; tries < TRIES && !written.keySet().containsAll(keys); tries++) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                written = written(file);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return written;
    }

    private static Map<String, Setting> written(Path file) {
        try {
            return PropertiesFile.parse(file.toString(), Files.readString(file));
        } catch (IOException | IllegalArgumentException e) {
            return Map.of(); // Without it, messages name the file and no line.
        }
    }
}
