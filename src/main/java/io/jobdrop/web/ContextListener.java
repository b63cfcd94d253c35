package io.jobdrop.web;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.LedgerAddress;
import io.jobdrop.runtime.InstalledFiles;
import io.jobdrop.runtime.Service;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application server's launcher. Its data are in {@code jobdrop.home}, more settings in {@code jobdrop.config}, more
 * feeds in the home's {@code feeds}; both names are parameters of the context, system properties or environment variables.
 */
public final class ContextListener implements ServletContextListener {
    /** The attribute of the servlet context that holds the {@link Service}. */
    static final String SERVICE = "io.jobdrop.service";

    private static final Logger LOG = LoggerFactory.getLogger(ContextListener.class);
    private static final String CARRIED = "/WEB-INF/install/";
    private static final long PATIENCE_SECONDS = 30;

    private final Service service = new Service(context -> LOG.debug("the routes run in {}", context));
    private final NamedDataSources dataSources = new NamedDataSources();
    private @Nullable Path install;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        context.setAttribute(SERVICE, service);
        try {
            File temporary = (File) context.getAttribute(ServletContext.TEMPDIR);
            Path unpacked = temporary.toPath().toAbsolutePath().resolve("install");
            install = unpacked;
            InstalledFiles.unpack(carried(context, CARRIED), unpacked);
            Configuration.Sources sources = sources(context, unpacked);
            lookUp(Configuration.written(sources, LedgerAddress.JNDI));
            start(service.configure(sources));
        } catch (IOException e) {
            throw new UncheckedIOException("the routes cannot be unpacked", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("jobdrop could not be started", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // The server's other applications wait as long.
    private static void start(Future<?> starting) throws ExecutionException, InterruptedException {
        try {
            starting.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.warn(
                    "jobdrop has not started within {} s; the server goes on, and jobdrop beside it", PATIENCE_SECONDS);
        }
    }

    private static Map<String, URL> carried(ServletContext context, String folder) throws MalformedURLException {
        Map<String, URL> files = new LinkedHashMap<>();
        Set<String> paths = Objects.requireNonNullElse(context.getResourcePaths(folder), Set.of());
        for (String path : paths) {
            if (path.endsWith("/")) {
                files.putAll(carried(context, path));
            } else {
                files.put(path.substring(CARRIED.length()), context.getResource(path));
            }
        }
        return files;
    }

    // In this thread, since a server may show java:comp to its own threads only.
    private void lookUp(String dataSource) {
        try {
            if (!dataSource.isEmpty()) {
                dataSources.named(dataSource);
            }
        } catch (SQLException e) {
            LOG.debug("{} is not there yet", dataSource, e);
        }
    }

    private Configuration.Sources sources(ServletContext context, Path install) {
        Parameters parameters = new Parameters(context, dataSources);
        Path home = parameters
                .given("jobdrop.home")
                .map(Path::of)
                .orElseGet(ContextListener::serverHome)
                .toAbsolutePath()
                .normalize();
        Path byDefault = home.resolve("config/application.properties");
        List<Path> files = new ArrayList<>(List.of(install.resolve("config/runtime.properties")));
        Optional<Path> named = parameters.given("jobdrop.config").map(Path::of);
        named.or(() -> Optional.of(byDefault).filter(file -> !Files.notExists(file)))
                .ifPresent(files::add);
        Path feeds = home.resolve("feeds");
        return new Configuration.Sources(
                install,
                home,
                List.copyOf(files),
                Files.isDirectory(feeds) ? List.of(feeds) : List.of(),
                parameters,
                System.getenv());
    }

    private static Path serverHome() {
        return Stream.of("jboss.server.data.dir", "catalina.base", "user.dir")
                .map(System::getProperty)
                .filter(Objects::nonNull)
                .map(folder -> Path.of(folder, "jobdrop"))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        service.close();
        // A look loads our driver beside one of the server's that has the same name, and so registers it.
        DriverManager.getDrivers();
        for (Driver driver : Collections.list(DriverManager.getDrivers())) {
            if (driver.getClass().getClassLoader() == getClass().getClassLoader()) {
                deregister(driver);
            }
        }
        try {
            if (install != null) {
                InstalledFiles.delete(install);
            }
        } catch (IOException e) {
            LOG.warn("{} could not be deleted", install, e);
        }
    }

    // The manager is the whole machine's, and would hold our class loader for ever.
    private static void deregister(Driver driver) {
        try {
            DriverManager.deregisterDriver(driver);
        } catch (SQLException e) {
            LOG.warn("the driver {} could not be taken out", driver, e);
        }
    }
}
