package io.jobdrop.record;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.statement.DefaultStatementBuilder;
import org.jdbi.v3.core.statement.StatementBuilder;
import org.jdbi.v3.core.statement.StatementBuilderFactory;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.UnableToCreateStatementException;
import org.sqlite.SQLiteConnection;

/**
 * The prepared statements of a connection to SQLite, kept for the next time: neither its driver nor the pool keeps any, and
 * preparing one takes as long as running it. One thread at a time has a connection.
 */
final class KeptStatements extends DefaultStatementBuilder {
    private static final int MOST = 100;

    private final SQLiteConnection connection;
    private final Map<String, PreparedStatement> kept = new LinkedHashMap<>();

    private KeptStatements(SQLiteConnection connection) {
        this.connection = connection;
    }

    /** Keeps the statements of each connection that is open. */
    static StatementBuilderFactory ofEach() {
        Map<SQLiteConnection, KeptStatements> each = new ConcurrentHashMap<>();
        return pooled -> of(pooled, each);
    }

    private static StatementBuilder of(Connection pooled, Map<SQLiteConnection, KeptStatements> each) {
        try {
            SQLiteConnection connection = pooled.unwrap(SQLiteConnection.class);
            KeptStatements known = each.get(connection);
            if (known != null) {
                return known;
            }
            each.keySet().removeIf(KeptStatements::isClosed);
            return each.computeIfAbsent(connection, KeptStatements::new);
        } catch (SQLException e) {
            throw new UnableToCreateStatementException("no connection to SQLite", e, null);
        }
    }

    private static boolean isClosed(SQLiteConnection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }

    @Override
    public PreparedStatement create(Connection pooled, String sql, StatementContext context) throws SQLException {
        if (context.isReturningGeneratedKeys()) {
            return super.create(pooled, sql, context);
        }
        PreparedStatement known = kept.remove(sql);
        return known == null ? connection.prepareStatement(sql) : known;
    }

    @Override
    public void close(Connection pooled, String sql, Statement statement) throws SQLException {
        // The driver itself closes one that failed.
        if (statement.isClosed()
                || statement.getConnection() != connection
                || !(statement instanceof PreparedStatement prepared)) {
            statement.close();
            return;
        }
        prepared.clearParameters();
        prepared.clearBatch();
        PreparedStatement other = kept.put(sql, prepared);
        if (other != null) {
            other.close();
        }
        if (kept.size() > MOST) {
            Iterator<PreparedStatement> unused = kept.values().iterator();
            unused.next().close();
            unused.remove();
        }
    }
}
