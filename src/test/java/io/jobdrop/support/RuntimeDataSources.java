package io.jobdrop.support;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.jobdrop.config.DataSources;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A runtime around Jobdrop that has one data source, or has it for some time only. */
public final class RuntimeDataSources implements DataSources, AutoCloseable {
    public static final String NAME = "java:comp/env/jdbc/jobdrop";

    private final HikariDataSource pool;
    private final AtomicReference<@Nullable DataSource> offered = new AtomicReference<>();

    /** A pool of so many connections to the server of the tests, whose users wait a short time for one. */
    public RuntimeDataSources(int connections) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("runtime");
        config.setJdbcUrl(TestServer.url());
        config.setUsername("postgres");
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(1000);
        pool = new HikariDataSource(config);
        offer(pool);
    }

    /** Offers a data source under the name, or nothing. */
    public void offer(@Nullable DataSource source) {
        offered.set(source);
    }

    public HikariDataSource pool() {
        return pool;
    }

    @Override
    public DataSource named(String name) throws SQLException {
        DataSource source = offered.get();
        if (source == null || !name.equals(NAME)) {
            throw DataSources.missing("there is nothing of this name", null);
        }
        return source;
    }

    @Override
    public void close() {
        pool.close();
    }
}
