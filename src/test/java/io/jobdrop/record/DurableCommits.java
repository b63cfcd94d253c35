package io.jobdrop.record;

import java.lang.reflect.Field;
import java.util.concurrent.atomic.AtomicLong;

/** How many commits of a ledger in a file have waited for the disk. */
public final class DurableCommits {
    private DurableCommits() {}

    /** Those until now. */
    public static long of(JobLedger ledger) throws ReflectiveOperationException {
        return of((LedgerDatabase) value(ledger, "database"));
    }

    static long of(LedgerDatabase database) throws ReflectiveOperationException {
        return ((AtomicLong) value(value(value(database, "engine"), "flush"), "commits")).get();
    }

    private static Object value(Object of, String name) throws ReflectiveOperationException {
        Field field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }
}
