package io.jobdrop.record;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;

/** The statements that a ledger sends, by their texts. */
public final class CountedStatements implements SqlLogger {
    private final Map<String, Integer> sent = new TreeMap<>();

    /** Counts from now on. */
    public static CountedStatements of(JobLedger ledger) throws ReflectiveOperationException {
        Field field = JobLedger.class.getDeclaredField("database");
        field.setAccessible(true);
        LedgerDatabase database = (LedgerDatabase) field.get(ledger);
        CountedStatements counted = new CountedStatements();
        Stream.of(database.jdbi(), database.notes(), database.claims())
                .map((Jdbi jdbi) -> jdbi.getConfig(SqlStatements.class))
                .forEach(config -> config.setSqlLogger(counted));
        return counted;
    }

    @Override
    public synchronized void logAfterExecution(StatementContext context) {
        sent.merge(String.valueOf(context.getRenderedSql()), 1, Integer::sum);
    }

    public synchronized int total() {
        return sent.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public synchronized String toString() {
        StringBuilder lines = new StringBuilder();
        sent.forEach((sql, times) -> lines.append(String.format("%5d %s%n", times, sql)));
        return lines.toString();
    }
}
