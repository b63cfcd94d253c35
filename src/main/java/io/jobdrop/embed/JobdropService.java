package io.jobdrop.embed;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.Problem;
import io.jobdrop.config.RuntimeSettings;
import io.jobdrop.config.Setting;
import io.jobdrop.job.RootCause;
import io.jobdrop.runtime.InstalledFiles;
import io.jobdrop.runtime.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.jar.JarEntry;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobdrop inside an application, such as one of Spring Boot:
 *
 * <pre>{@code
 * try (JobdropService jobdrop = JobdropService.start(Path.of("jobdrop"), Map.of("convertly.token", key))) {
 *     ...
 * }
 * }</pre>
 *
 * <p>The home holds ledger, drop and inbox. Its {@code config/application.properties} and {@code feeds/} are read when they
 * are there, and environment variables win, as with the command line, which works beside it.
 */
public final class JobdropService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobdropService.class);
    private static final String CARRIED = "/io/jobdrop/routes/";

    private final Service service = new Service(context -> LOG.debug("the routes run in {}", context));
    private final Path install;

    private JobdropService(Path install) {
        this.install = install;
    }

    /**
     * Starts the routes, and returns when they have started. What may pass by itself, such as a ledger that another process
     * holds, is no failure: Jobdrop tries again, and {@link #troubles} says what it waits for.
     *
     * @param home where relative paths of settings start; it is created when it is not there
     * @param settings keys of {@code application.properties} with their values; they win over files
     * @throws IllegalArgumentException when a setting or a feed is wrong; the message names each one
     * @throws IllegalStateException when it cannot start for another reason, or the thread is interrupted; nothing runs then
     * @throws UncheckedIOException when the home, or the folder of temporary files, cannot be written
     */
    public static JobdropService start(Path home, Map<String, String> settings) {
        try {
            Path start = Files.createDirectories(home.toAbsolutePath().normalize());
            JobdropService jobdrop = new JobdropService(Files.createTempDirectory("jobdrop-routes-"));
            try {
                jobdrop.run(start, new OfApplication(settings));
                return jobdrop;
            } catch (IOException | RuntimeException e) {
                jobdrop.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("jobdrop was not started: " + RootCause.text(e), e);
        }
    }

    private void run(Path home, RuntimeSettings settings) throws IOException {
        InstalledFiles.unpack(carried(), install);
        Path file = home.resolve("config/application.properties");
        Path feeds = home.resolve("feeds");
        Configuration.Sources sources = new Configuration.Sources(
                install,
                home,
                Files.notExists(file) ? List.of() : List.of(file),
                Files.isDirectory(feeds) ? List.of(feeds) : List.of(),
                settings,
                System.getenv());
        Configuration configuration = Configuration.read(sources, Map.of());
        if (!configuration.obstacles().isEmpty()) {
            throw new IllegalArgumentException(Problem.all(configuration.problems(), "jobdrop was not started"));
        }
        try {
            service.configure(sources).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("jobdrop could not be started", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "the thread was interrupted while jobdrop started; it was stopped again", e);
        }
    }

    // In a jar, which may be inside another one, or in a folder of classes.
    private static Map<String, URL> carried() throws IOException {
        URL one = Objects.requireNonNull(JobdropService.class.getResource(CARRIED + "job-delivery.camel.yaml"));
        Map<String, URL> files = new LinkedHashMap<>();
        if (one.openConnection() instanceof JarURLConnection jar) {
            for (JarEntry entry : Collections.list(jar.getJarFile().entries())) {
                add("/" + entry.getName(), files);
            }
        } else {
            Path folder = Path.of(URI.create(one.toString())).resolveSibling("");
            try (Stream<Path> found = Files.walk(folder)) {
                found.filter(Files::isRegularFile)
                        .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                        .forEach(name -> add(CARRIED + name, files));
            }
        }
        return files;
    }

    private static void add(String resource, Map<String, URL> files) {
        if (resource.startsWith(CARRIED) && !resource.endsWith("/")) {
            URL url = Objects.requireNonNull(JobdropService.class.getResource(resource), resource);
            files.put("routes/" + resource.substring(CARRIED.length()), url);
        }
    }

    /** The settings that the application gives; all of them are meant for Jobdrop. */
    private record OfApplication(Map<String, String> settings) implements RuntimeSettings {
        OfApplication {
            settings.forEach((key, value) -> {
                if (value == null) {
                    throw new IllegalArgumentException("the setting " + key + " of the application has no value");
                }
            });
            settings = Map.copyOf(settings);
        }

        @Override
        public String runtime() {
            return "embedded";
        }

        @Override
        public List<Setting> among(Set<String> known) {
            return settings.entrySet().stream()
                    .map(setting -> new Setting(setting.getKey(), setting.getValue(), "the application"))
                    .toList();
        }

        /** Without the values, which may be secrets. */
        @Override
        public String toString() {
            return "settings of the application " + settings.keySet();
        }
    }

    /** What keeps Jobdrop from its work, each in a sentence: feeds whose polls fail, jobs that gave up, a full disk. */
    public List<String> troubles() {
        return context().stream()
                .flatMap(context -> HealthCheckHelper.invoke(context).stream())
                .filter(result -> result.getState() == HealthCheck.State.DOWN)
                .map(result -> result.getMessage().orElse(result.getCheck().getId() + " is down"))
                .toList();
    }

    /** The Camel context of the routes, named {@code jobdrop}; nothing while it is about to start. */
    public Optional<CamelContext> context() {
        return service.context();
    }

    /** Stops in good order: what is in flight may finish within {@code jobdrop.shutdown.timeout}. */
    @Override
    public void close() {
        service.close();
        try {
            InstalledFiles.delete(install);
        } catch (IOException e) {
            LOG.warn("{} could not be deleted", install, e);
        }
    }
}
