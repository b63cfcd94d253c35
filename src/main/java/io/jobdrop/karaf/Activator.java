package io.jobdrop.karaf;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.DataSources;
import io.jobdrop.config.RuntimeSettings;
import io.jobdrop.runtime.InstalledFiles;
import io.jobdrop.runtime.Service;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Dictionary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ManagedService;

/**
 * Karaf's launcher. The configuration {@code io.jobdrop}, which is {@code etc/io.jobdrop.cfg}, starts the routes, and
 * starts them anew when it changes; {@code etc/jobdrop/feeds} holds more feeds, {@code ${karaf.data}/jobdrop} the data.
 */
public final class Activator implements BundleActivator, ManagedService {
    private static final String PID = "io.jobdrop";

    private final Service service = new Service(this::publish);
    private @Nullable BundleContext bundle;
    private DataSources dataSources = DataSources.NONE;
    private @Nullable ServiceRegistration<CamelContext> published;
    private volatile Configuration.@Nullable Sources sources;

    @Override
    public void start(BundleContext started) throws IOException {
        bundle = started;
        dataSources = new ServiceDataSources(started);
        Path install = started.getDataFile("install").toPath();
        InstalledFiles.unpack(carried(started), install);
        Files.createDirectories(feeds());
        DefaultConfiguration.install(install.resolve("config/application.properties"), configurationFile());
        sources = sources(Map.of());
        started.registerService(ManagedService.class, this, FrameworkUtil.asDictionary(Map.of("service.pid", PID)));
        Map<String, Object> commands = Map.of("osgi.command.scope", "jobdrop", "osgi.command.function", Commands.NAMES);
        started.registerService(Commands.class, new Commands(() -> sources), FrameworkUtil.asDictionary(commands));
    }

    private static Map<String, URL> carried(BundleContext bundle) {
        Map<String, URL> files = new LinkedHashMap<>();
        for (URL entry : Collections.list(bundle.getBundle().findEntries("install", "*", true))) {
            if (!entry.getPath().endsWith("/")) {
                files.put(entry.getPath().replaceFirst("^/install/", ""), entry);
            }
        }
        return files;
    }

    private Path folder(String property) {
        String folder = bundle == null ? null : bundle.getProperty(property);
        return Path.of(folder == null ? "" : folder).toAbsolutePath();
    }

    private Path configurationFile() {
        return folder("karaf.etc").resolve(PID + ".cfg");
    }

    private Path feeds() {
        return folder("karaf.etc").resolve("jobdrop/feeds");
    }

    private Configuration.Sources sources(Map<String, String> values) {
        Path install =
                bundle == null ? Path.of("") : bundle.getDataFile("install").toPath();
        return new Configuration.Sources(
                install,
                folder("karaf.data").resolve("jobdrop"),
                List.of(install.resolve("config/runtime.properties")),
                List.of(feeds()),
                RuntimeSettings.ofFile("karaf", configurationFile(), values, dataSources),
                System.getenv());
    }

    // Karaf calls this at the start, with nothing while its file is not yet read, and after each change.
    @Override
    public void updated(@Nullable Dictionary<String, ?> properties) {
        if (properties == null && Files.exists(configurationFile())) {
            return;
        }
        Map<String, String> values = new LinkedHashMap<>();
        if (properties != null) {
            FrameworkUtil.asMap(properties).forEach((key, value) -> {
                if (!key.startsWith("service.") && !key.startsWith("felix.fileinstall.")) {
                    values.put(key, String.valueOf(value));
                }
            });
        }
        Configuration.Sources changed = sources(values);
        sources = changed;
        Future<?> unused = service.configure(changed);
    }

    // Before the context stops, nobody may find it any more.
    private void publish(Optional<CamelContext> context) {
        if (published != null) {
            published.unregister();
            published = null;
        }
        if (bundle != null && context.isPresent()) {
            CamelContext running = context.get();
            published = bundle.registerService(
                    CamelContext.class,
                    running,
                    FrameworkUtil.asDictionary(Map.of("camel.context.name", running.getName())));
        }
    }

    @Override
    public void stop(BundleContext stopped) {
        service.close();
    }
}
