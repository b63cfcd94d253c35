package io.jobdrop.runtime;

import io.jobdrop.config.CamelSettings;
import io.jobdrop.config.Configuration;
import io.jobdrop.config.Notifications;
import io.jobdrop.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Camel is told: the settings that routes refer to, and the options of its components. */
final class CamelProperties {
    private static final String NAME = "jobdrop";
    private static final long SECONDS_TO_RECORD = 10;

    private CamelProperties() {}

    static Properties of(Configuration configuration, JobdropContext.Mode mode) {
        Settings settings = configuration.settings();
        Properties properties = settings.forRoutes();
        properties.putAll(CamelSettings.of(settings, mode == JobdropContext.Mode.SERVICE));
        forMode(properties, mode, configuration.queue());
        forCamel(properties, configuration);
        // Beside a service in the same process, whatever commands start must be somebody else.
        camel(
                properties,
                "main.name",
                mode == JobdropContext.Mode.SERVICE
                        ? NAME
                        : NAME + "-" + mode.name().toLowerCase(Locale.ROOT));
        if (mode == JobdropContext.Mode.SERVICE) {
            forManagement(properties, settings);
        }
        return properties;
    }

    /** For a context without routes, whose health says why there are none. */
    static Properties idle(Settings settings) {
        Properties properties = new Properties();
        quiet(properties);
        camel(properties, "main.name", NAME);
        forManagement(properties, settings);
        return properties;
    }

    /** The pattern of the files of routes to load: ours, and the engineer's own. */
    static String routeFiles(Configuration configuration, JobdropContext.Mode mode) {
        List<String> names = new ArrayList<>(List.of("failures", "job-delivery", "feed"));
        if (mode == JobdropContext.Mode.SERVICE) {
            names.addAll(List.of("retry-due", "retention"));
        }
        if (mode.delivers() && configuration.queue().equals("jms")) {
            names.add("told");
        }
        if (mode.delivers() && isNotifying(configuration)) {
            names.add("notify");
            if (mode == JobdropContext.Mode.SERVICE) {
                names.add("notify-due");
            }
        }
        Stream<Path> ours = names.stream().map(name -> configuration.routes().resolve(name + ".camel.yaml"));
        return Stream.concat(ours, configuration.folders().routes().stream().map(Path::toAbsolutePath))
                .map(file -> "file:" + file)
                .collect(Collectors.joining(","));
    }

    private static boolean isNotifying(Configuration configuration) {
        return configuration.feeds().stream()
                .anyMatch(feed ->
                        Notifications.of(configuration.settings(), feed.name()).isPresent());
    }

    private static void forMode(Properties properties, JobdropContext.Mode mode, String queue) {
        // The bean ledger is what records; this is its queue.
        boolean shared = mode.delivers() && !queue.equals("seda");
        properties.setProperty("jobdrop.runtime.queue", shared ? "offers" : "seda");
        properties.setProperty("jobdrop.runtime.inbox", Boolean.toString(mode.delivers()));
        properties.setProperty(
                "jobdrop.runtime.download",
                mode == JobdropContext.Mode.PLAN ? "announce-result-action" : "download-result-action");
    }

    private static void forCamel(Properties properties, Configuration configuration) {
        Settings settings = configuration.settings();
        quiet(properties);
        camel(properties, "main.shutdownLogInflightExchangesOnTimeout", "false");
        // After the timeout the requests under way are given up; these seconds are for recording that.
        long seconds = settings.duration("jobdrop.shutdown.timeout").toSeconds() + SECONDS_TO_RECORD;
        camel(properties, "main.shutdownTimeout", Long.toString(seconds));
        camel(properties, "component.kamelet.location", kamelets(configuration));
        // Two contexts of one name in one JVM would share a scheduler.
        String scheduler = "jobdrop-" + UUID.randomUUID();
        camel(properties, "component.quartz.properties[org.quartz.scheduler.instanceName]", scheduler);
        camel(properties, "component.quartz.properties[org.quartz.threadPool.class]", PollThreads.class.getName());
        camel(properties, "component.quartz.properties[org.quartz.scheduler.skipUpdateCheck]", "true");
    }

    private static String kamelets(Configuration configuration) {
        Set<String> folders = new LinkedHashSet<>();
        folders.add("file:" + configuration.routes().resolve("kamelets"));
        configuration
                .folders()
                .kamelets()
                .forEach(file -> folders.add("file:" + file.toAbsolutePath().getParent()));
        return String.join(",", folders);
    }

    private static void quiet(Properties properties) {
        camel(properties, "main.jmxEnabled", "false");
        camel(properties, "main.streamCachingEnabled", "false");
        camel(properties, "main.autoConfigurationEnvironmentVariablesEnabled", "false");
        camel(properties, "main.autoConfigurationSystemPropertiesEnabled", "false");
        camel(properties, "main.autoConfigurationLogSummary", "false");
        camel(properties, "main.startupSummaryLevel", "off");
    }

    private static void forManagement(Properties properties, Settings settings) {
        camel(properties, "metrics.enabled", "true");
        camel(properties, "metrics.enableExchangeEventNotifier", "false");
        if (settings.get("jobdrop.jmx").equals("true")) {
            camel(properties, "main.jmxEnabled", "true");
            camel(properties, "main.jmxManagementMBeansLevel", "RoutesOnly");
            camel(properties, "main.jmxManagementRegisterRoutesCreateByTemplate", "true");
        }
    }

    private static void camel(Properties properties, String key, String value) {
        properties.setProperty("camel." + key, value);
    }
}
