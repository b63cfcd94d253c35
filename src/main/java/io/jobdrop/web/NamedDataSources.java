package io.jobdrop.web;

import io.jobdrop.config.DataSources;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/**
 * The data sources that an application server has in JNDI. A server may show {@code java:comp} to its own threads only, so
 * that what was found once is kept for all others.
 */
final class NamedDataSources implements DataSources {
    private final Map<String, DataSource> found = new ConcurrentHashMap<>();

    @Override
    @SuppressWarnings("BanJNDI") // Names of the server itself: no name that a remote one would answer begins with java:
    public DataSource named(String name) throws SQLException {
        if (!name.startsWith("java:")) {
            throw DataSources.missing("the names of an application server begin with java:", null);
        }
        try {
            if (InitialContext.doLookup(name) instanceof DataSource source) {
                found.put(name, source);
                return source;
            }
        } catch (NamingException e) {
            DataSource known = found.get(name);
            if (known == null) {
                throw DataSources.missing("the server has nothing of this name: " + e, e);
            }
            return known;
        }
        throw DataSources.missing("what the server has under this name is no data source", null);
    }
}
