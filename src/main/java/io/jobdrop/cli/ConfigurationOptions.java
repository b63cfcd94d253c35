package io.jobdrop.cli;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.RuntimeSettings;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where configuration and data are. */
final class ConfigurationOptions {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Where relative paths of settings start. Default: the current folder.")
    private @Nullable Path home;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A properties file with more settings, over config/application.properties. Repeatable.")
    private List<Path> configFiles = new ArrayList<>();

    @Option(
            names = "--feeds",
            paramLabel = "DIR",
            description = "A folder with more feed files, beside routes/feeds. Repeatable.")
    private List<Path> feedFolders = new ArrayList<>();

    Configuration read(Console console, Map<String, String> overrides) {
        Configuration.Sources known = console.sources();
        return Configuration.read(
                new Configuration.Sources(
                        known.install(),
                        home == null ? known.home() : home.toAbsolutePath().normalize(),
                        joined(known.configFiles(), configFiles),
                        joined(known.feedFolders(), feedFolders),
                        known.runtime(),
                        known.environment()),
                overrides);
    }

    private static List<Path> joined(List<Path> first, List<Path> more) {
        return Stream.concat(first.stream(), more.stream()).toList();
    }

    /** What the command line works on: the installation, in the current folder. */
    static Configuration.Sources ofCommandLine(Map<String, String> environment) {
        return new Configuration.Sources(
                installation(),
                Path.of("").toAbsolutePath().normalize(),
                List.of(),
                List.of(),
                RuntimeSettings.NONE,
                environment);
    }

    /** The folder with {@code routes} and {@code config}: beside {@code lib}, unless jobdrop.install names another. */
    private static Path installation() {
        String given = System.getProperty("jobdrop.install");
        if (given != null) {
            return Path.of(given).toAbsolutePath().normalize();
        }
        try {
            Path jar = Path.of(ConfigurationOptions.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path library = jar.getParent();
            return library == null || library.getParent() == null ? jar : library.getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the installation cannot be found; set jobdrop.install", e);
        }
    }
}
