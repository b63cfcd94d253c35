package io.jobdrop.cli;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.Problem;
import io.jobdrop.config.RuntimeSettings;
import io.jobdrop.config.WrongSetting;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say where configuration and data are. */
final class ConfigurationOptions {
    // JOBDROP_FEEDS is the setting jobdrop.feeds.
    private static final Map<String, String> DEFAULTED =
            Map.of("--home", "JOBDROP_HOME", "--config", "JOBDROP_CONFIG", "--feeds", "JOBDROP_FEEDS_DIR");

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description =
                    "Where relative paths of settings start. A first run creates it. Default: JOBDROP_HOME, or the current folder.")
    private @Nullable Path home;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "A properties file with more settings, over config/application.properties. Repeatable. Default: JOBDROP_CONFIG.")
    private List<Path> configFiles = new ArrayList<>();

    @Option(
            names = "--feeds",
            paramLabel = "DIR",
            description = "A folder with more feed files, beside routes/feeds. Repeatable. Default: JOBDROP_FEEDS_DIR.")
    private List<Path> feedFolders = new ArrayList<>();

    /** Reads the configuration; an option that leads nowhere is one of its problems. */
    Configuration read(Console console, Map<String, String> overrides) {
        return read(console, overrides, () -> {});
    }

    /** The same; {@code beside} begins what may run meanwhile, and may log. */
    Configuration read(Console console, Map<String, String> overrides, Runnable beside) {
        Configuration.Sources known = console.sources();
        Configuration.Sources sources = new Configuration.Sources(
                known.install(),
                home == null ? known.home() : home.toAbsolutePath().normalize(),
                joined(known.configFiles(), configFiles, Files::isRegularFile),
                joined(known.feedFolders(), feedFolders, Files::isDirectory),
                known.runtime(),
                known.environment());
        LogFormat.announce(sources);
        beside.run();
        Configuration configuration = Configuration.read(sources, overrides);
        configuration.problems().addAll(0, problems());
        return configuration;
    }

    /**
     * Reads it for a command that looks into a ledger, which works whatever else is wrong.
     *
     * @throws WrongSetting when an option leads nowhere, so that the ledger would be another one
     */
    Configuration readForLedger(Console console) {
        Configuration configuration = readToRegister(console);
        if (home != null && Files.notExists(home)) {
            throw new WrongSetting("--home " + home + ": no such folder; nothing was done");
        }
        return configuration;
    }

    /** The same for a command that may be the first in its home. */
    Configuration readToRegister(Console console) {
        List<Problem> wrong = problems();
        if (!wrong.isEmpty()) {
            throw new WrongSetting(Problem.all(wrong, "nothing was done"));
        }
        return read(console, Map.of());
    }

    private List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        configFiles.stream()
                .filter(file -> !Files.isRegularFile(file))
                .forEach(file -> problems.add(new Problem(said("--config", file), noFile(file))));
        feedFolders.stream()
                .filter(folder -> !Files.isDirectory(folder))
                .forEach(folder -> problems.add(new Problem(said("--feeds", folder), "no such folder of feed files")));
        if (home != null && !Files.isDirectory(home)) {
            homeProblem(home).ifPresent(what -> problems.add(new Problem(said("--home", home), what)));
        }
        return problems;
    }

    // Docker makes a folder of a file that it does not find.
    private static String noFile(Path file) {
        return Files.isDirectory(file)
                ? "this is a folder; a file of settings is needed (a container gets an empty folder when the file to mount is missing)"
                : "no such file of settings";
    }

    private String said(String option, @Nullable Path value) {
        boolean typed =
                command == null || command.commandLine().getParseResult().hasMatchedOption(option);
        return (typed ? option : "environment " + DEFAULTED.get(option)) + " " + value;
    }

    // A first start makes the folder itself; a path that is wrong further up is a mistake.
    private static Optional<String> homeProblem(Path home) {
        Path parent = home.toAbsolutePath().normalize().getParent();
        if (Files.exists(home)) {
            return Optional.of("this is a file; --home needs a folder");
        }
        return parent == null || Files.isDirectory(parent)
                ? Optional.empty()
                : Optional.of("no such folder, and its parent " + parent + " is none either");
    }

    private static List<Path> joined(List<Path> first, List<Path> more, Predicate<Path> exists) {
        return Stream.concat(first.stream(), more.stream().filter(exists)).toList();
    }

    /**
     * What an option is where it is not given: a package or an image says it once, for every command. An empty variable
     * says nothing.
     */
    static IDefaultValueProvider defaults(Map<String, String> environment) {
        return option -> {
            String variable = option instanceof OptionSpec named ? DEFAULTED.get(named.longestName()) : null;
            String value = variable == null ? "" : environment.getOrDefault(variable, "");
            return value.isBlank() ? null : value;
        };
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
