package io.jobdrop.record;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.IdentityHashMap;
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
    // Jdbi closes a statement under the text that has names for its parameters.
    private final IdentityHashMap<Statement, String> inUse = new IdentityHashMap<>();

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
        PreparedStatement statement = known == null ? connection.prepareStatement(sql) : known;
        inUse.put(statement, sql);
        return statement;
    }

    @Override
    public void close(Connection pooled, String named, Statement statement) throws SQLException {
        String sql = inUse.remove(statement);
        if (sql == null || !(statement instanceof PreparedStatement prepared) || !isClear(prepared)) {
            statement.close();
            return;
        }
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

    // The driver frees a statement that failed, and says so only here.
    private static boolean isClear(PreparedStatement statement) {
        try {
            statement.clearParameters();
            statement.clearBatch();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }
}
