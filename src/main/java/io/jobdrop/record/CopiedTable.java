package io.jobdrop.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** A table of the ledger whose rows are copied in the order of a key, which both kinds of database sort alike. */
record CopiedTable(String name, List<String> key) {
    private static final int BATCH = 1000;

    /** All but the identity; a row comes after those that it refers to. */
    static final List<CopiedTable> ALL = List.of(
            new CopiedTable("job", List.of("rowid")),
            new CopiedTable("job_file", List.of("feed", "job_id", "position")),
            new CopiedTable("intent", List.of("feed", "job_id", "fence", "position")),
            new CopiedTable("attempt", List.of("feed", "job_id", "number")),
            new CopiedTable("upload", List.of("id")),
            new CopiedTable("upload_part", List.of("id", "number")),
            new CopiedTable("list_walk", List.of("feed")),
            new CopiedTable("outbox", List.of("number")),
            new CopiedTable("failing_poll", List.of("feed")));

    /** What holds only as long as nodes run. */
    static final List<String> OF_NODES = List.of("node", "poll", "offer", "account", "audit", "audit_part");

    /** How many rows there are. */
    long count(Handle handle) {
        return handle.createQuery("SELECT COUNT(*) FROM " + name)
                .mapTo(Long.class)
                .one();
    }

    void clear(Handle handle) {
        handle.execute("DELETE FROM " + name);
    }

    /** The columns, the key first. */
    List<String> columns(Handle handle) {
        List<String> columns = new ArrayList<>(key);
        TreeSet<String> others = handle.createQuery("SELECT * FROM " + name + " WHERE 1 = 0")
                .scanResultSet((rows, context) -> names(rows.get()));
        others.stream().filter(column -> !key.contains(column)).forEach(columns::add);
        return columns;
    }

    private static TreeSet<String> names(ResultSet rows) throws SQLException {
        TreeSet<String> names = new TreeSet<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            names.add(rows.getMetaData().getColumnName(i).toLowerCase(Locale.ROOT));
        }
        return names;
    }

    /** The last row of a table that is being copied, of its key only; empty without a row. */
    List<Object> last(Handle handle) {
        String last = key.stream().map(column -> column + " DESC").collect(Collectors.joining(", "));
        return handle.createQuery(
                        "SELECT " + String.join(", ", key) + " FROM " + name + " ORDER BY " + last + " LIMIT 1")
                .map((row, context) -> values(row, key.size()))
                .findOne()
                .map(row -> row.stream().map(Objects::requireNonNull).collect(Collectors.<Object>toList()))
                .orElseGet(List::of);
    }

    /** Gives the rows after a key, in batches; after an empty one all. */
    void read(Handle handle, List<String> columns, List<?> after, Consumer<List<List<@Nullable Object>>> batches) {
        String keys = String.join(", ", key);
        List<?> from = after;
        List<List<@Nullable Object>> rows;
        do {
            String where = from.isEmpty() ? "" : " WHERE (" + keys + ") > (<from>)";
            Query query = handle.createQuery("SELECT " + String.join(", ", columns) + " FROM " + name + where
                    + " ORDER BY " + keys + " LIMIT " + BATCH);
            if (!from.isEmpty()) {
                query.bindList("from", from);
            }
            rows = query.map((row, context) -> values(row, columns.size())).list();
            if (!rows.isEmpty()) {
                batches.accept(rows);
                from = rows.get(rows.size() - 1).subList(0, key.size());
            }
        } while (rows.size() == BATCH);
    }

    private static List<@Nullable Object> values(ResultSet row, int columns) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>(columns);
        for (int i = 1; i <= columns; i++) {
            Object value = row.getObject(i);
            values.add(value instanceof Number number ? (Object) number.longValue() : value);
        }
        return values;
    }

    /** Adds rows with these columns. */
    void write(Handle handle, List<String> columns, List<List<@Nullable Object>> rows) {
        String places = columns.stream().map(column -> "?").collect(Collectors.joining(", "));
        PreparedBatch batch = handle.prepareBatch(
                "INSERT INTO " + name + " (" + String.join(", ", columns) + ") VALUES (" + places + ")");
        for (List<@Nullable Object> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                batch.bind(i, row.get(i));
            }
            batch.add();
        }
        batch.execute();
    }

    /** A hash over all rows and how many there are, which is the same in each kind of database. */
    String hash(Handle handle, List<String> columns) {
        MessageDigest digest = sha256();
        long[] rows = new long[1];
        read(handle, columns, List.of(), batch -> {
            rows[0] += batch.size();
            batch.forEach(row -> row.forEach(value -> add(digest, value)));
        });
        return rows[0] + " rows, SHA-256 " + HexFormat.of().formatHex(digest.digest());
    }

    // Each value with its kind and length, so that no two rows give the same bytes.
    private static void add(MessageDigest digest, @Nullable Object value) {
        byte[] bytes = value == null
                ? new byte[0]
                : PostgresEngine.storable(value.toString()).getBytes(StandardCharsets.UTF_8);
        digest.update((byte) (value == null ? 0 : value instanceof Number ? 1 : 2));
        digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
