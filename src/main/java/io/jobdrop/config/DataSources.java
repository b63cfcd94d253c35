package io.jobdrop.config;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The data sources of the runtime around Jobdrop, by the names that {@code jobdrop.ledger.jndi} may have. */
@FunctionalInterface
public interface DataSources {
    /** The SQL state of a data source that is not there: one of the connection exceptions, which may be over soon. */
    String MISSING = "08J01";

    /** Those of a runtime that has none, such as the command line. */
    DataSources NONE = name -> {
        throw missing("this runtime has no data sources", null);
    };

    /**
     * The data source that has a name at this moment. It may come late, go, and come again, so that it is asked for anew
     * for each connection.
     *
     * @throws SQLException when there is none
     */
    DataSource named(String name) throws SQLException;

    /** Tells that there is no data source. */
    static SQLException missing(String why, @Nullable Throwable cause) {
        return new SQLException(why, MISSING, cause);
    }
}
