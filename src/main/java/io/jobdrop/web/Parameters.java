package io.jobdrop.web;

import io.jobdrop.config.DataSources;
import io.jobdrop.config.RuntimeSettings;
import io.jobdrop.config.Setting;
import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Settings of a web application: the parameters of its context, and over them the system properties. Both hold those of
 * others too; a parameter whose name begins with {@code jobdrop.} is always meant for us.
 */
final class Parameters implements RuntimeSettings {
    /** What says where everything else is, and is no setting of the product's. */
    private static final Map<String, String> PLACES =
            Map.of("jobdrop.home", "JOBDROP_HOME", "jobdrop.config", "JOBDROP_CONFIG");

    private final ServletContext context;
    private final DataSources dataSources;

    Parameters(ServletContext context, DataSources dataSources) {
        this.context = context;
        this.dataSources = dataSources;
    }

    /** A place that the environment, a system property or a parameter names. */
    Optional<String> given(String place) {
        return Stream.of(System.getenv(PLACES.get(place)), System.getProperty(place), context.getInitParameter(place))
                .filter(Objects::nonNull)
                .findFirst();
    }

    @Override
    public String runtime() {
        return "servlet";
    }

    @Override
    public DataSources dataSources() {
        return dataSources;
    }

    @Override
    public List<Setting> among(Set<String> known) {
        List<Setting> settings = new ArrayList<>();
        for (String name : Collections.list(context.getInitParameterNames())) {
            boolean meantForUs =
                    known.contains(name) || name.startsWith("jobdrop.") || RuntimeSettings.passesToCamel(name);
            if (meantForUs && !PLACES.containsKey(name)) {
                settings.add(new Setting(name, context.getInitParameter(name).strip(), "context parameter " + name));
            }
        }
        for (String name : known) {
            String value = System.getProperty(name);
            if (value != null) {
                settings.add(new Setting(name, value.strip(), "system property " + name));
            }
        }
        return settings;
    }
}
