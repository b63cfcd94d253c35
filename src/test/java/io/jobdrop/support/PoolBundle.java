package io.jobdrop.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.sql.DataSource;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.postgresql.ds.PGSimpleDataSource;

/** A bundle with PostgreSQL's driver that offers a data source as a service, {@code osgi:service/jobdrop}. */
public final class PoolBundle implements BundleActivator {
    private static final String DRIVER = "driver.jar";

    /** Packs the bundle for the server of the tests. */
    public static Path packed(Path target) throws IOException, URISyntaxException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        Map.of(
                        "Bundle-ManifestVersion", "2",
                        "Bundle-SymbolicName", "pool",
                        "Bundle-Version", "1.0.0",
                        "Bundle-Activator", PoolBundle.class.getName(),
                        "Bundle-ClassPath", ".," + DRIVER,
                        "DynamicImport-Package", "*",
                        "Database", TestServer.url())
                .forEach(headers::putValue);
        String own = PoolBundle.class.getName().replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(target);
                JarOutputStream jar = new JarOutputStream(out, manifest);
                InputStream activator =
                        Objects.requireNonNull(PoolBundle.class.getClassLoader().getResourceAsStream(own))) {
            jar.putNextEntry(new JarEntry(own));
            activator.transferTo(jar);
            jar.putNextEntry(new JarEntry(DRIVER));
            Files.copy(driver(), jar);
        }
        return target;
    }

    /** The archive of PostgreSQL's driver. */
    public static Path driver() throws URISyntaxException {
        return Path.of(PGSimpleDataSource.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    @Override
    public void start(BundleContext bundle) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(bundle.getBundle().getHeaders().get("Database"));
        source.setUser("postgres");
        bundle.registerService(
                DataSource.class, source, FrameworkUtil.asDictionary(Map.of("osgi.jndi.service.name", "jobdrop")));
    }

    @Override
    public void stop(BundleContext bundle) {
        // The service goes with its bundle.
    }
}
