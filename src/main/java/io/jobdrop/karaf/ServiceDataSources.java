package io.jobdrop.karaf;

import io.jobdrop.config.DataSources;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * The data sources that other bundles offer as services, such as those of pax-jdbc: {@code osgi:service/NAME}, where NAME
 * is the service's property {@code osgi.jndi.service.name} or {@code dataSourceName}.
 */
final class ServiceDataSources implements DataSources {
    private static final String SERVICE = "osgi:service/";

    private final BundleContext bundle;
    private @Nullable ServiceReference<DataSource> used;
    private @Nullable DataSource source;

    ServiceDataSources(BundleContext bundle) {
        this.bundle = bundle;
    }

    @Override
    public synchronized DataSource named(String name) throws SQLException {
        if (!name.startsWith(SERVICE)) {
            throw DataSources.missing("in Karaf a data source is a service, osgi:service/NAME", null);
        }
        ServiceReference<DataSource> reference =
                reference(name.substring(SERVICE.length())).orElse(null);
        if (reference == null || !reference.equals(used)) {
            release();
        }
        if (reference != null && source == null) {
            source = bundle.getService(reference);
            used = reference;
        }
        DataSource current = source;
        if (current == null) {
            throw DataSources.missing("no bundle offers a data source of this name", null);
        }
        return current;
    }

    // The name holds no character that a filter would take for its own: the setting's form says so.
    private Optional<ServiceReference<DataSource>> reference(String name) throws SQLException {
        try {
            return bundle
                    .getServiceReferences(
                            DataSource.class, "(|(osgi.jndi.service.name=" + name + ")(dataSourceName=" + name + "))")
                    .stream()
                    .max(Comparator.naturalOrder());
        } catch (InvalidSyntaxException | IllegalStateException e) {
            throw DataSources.missing("the services cannot be looked up: " + e.getMessage(), e);
        }
    }

    private void release() {
        if (used != null) {
            bundle.ungetService(used);
        }
        used = null;
        source = null;
    }
}
