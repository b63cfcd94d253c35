package io.jobdrop.record;

import io.jobdrop.config.LedgerAddress;
import java.nio.file.Path;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Copies a ledger row by row into another, of whichever kind of database. The copy has the identity of the ledger, so that
 * staging and uploads go on with it.
 *
 * <p>A copy that is killed is resumed by the next one from the same ledger: until it ends, the target is marked and no run
 * works on it. The source must not change meanwhile; each table is compared at the end.
 */
public final class LedgerCopy {
    private static final String COPYING = "copying:";

    private final LedgerDatabase from;
    private final LedgerDatabase to;
    private final Progress progress;

    /** Is told how far the copy is: so many of a table's rows are copied. */
    @FunctionalInterface
    public interface Progress {
        void copied(String table, long rows, long of);
    }

    /** What was copied. */
    public record Result(long jobs, long rows, boolean resumed) {}

    private LedgerCopy(LedgerDatabase from, LedgerDatabase to, Progress progress) {
        this.from = from;
        this.to = to;
        this.progress = progress;
    }

    /**
     * Copies a ledger on which no run works.
     *
     * @param drop the folder to which locations are relative
     * @throws UnusableLedger when the target is not empty, or is not equal in the end
     */
    public static Result run(LedgerAddress source, LedgerAddress target, Path drop, Progress progress) {
        try (LedgerDatabase from = LedgerDatabase.open(source, drop);
                LedgerDatabase to = LedgerDatabase.openAsItIs(target, drop)) {
            boolean resumes = to.identity().equals(COPYING + from.identity());
            if (!resumes && !isEmpty(to)) {
                throw new UnusableLedger("the ledger " + target + " is not empty and is no unfinished copy of " + source
                        + "; nothing was copied. Name an empty one");
            }
            return new LedgerCopy(from, to, progress).run(target, resumes);
        }
    }

    /** Whether a ledger of this identity is the target of a copy that has not ended. */
    static boolean isUnfinished(String identity) {
        return identity.startsWith(COPYING);
    }

    private static boolean isEmpty(LedgerDatabase database) {
        return !isUnfinished(database.identity())
                && database.jdbi()
                        .withHandle(handle -> CopiedTable.ALL.stream().allMatch(table -> table.count(handle) == 0));
    }

    private Result run(LedgerAddress target, boolean resumes) {
        name(to.jdbi(), COPYING + from.identity());
        // One transaction sees the ledger as it is at one moment, and lets nobody change a file.
        Result result = from.jdbi().inTransaction(source -> {
            rows(source, to.jdbi(), progress);
            if (resumes && !isEqual(source)) {
                // The source was used after the copy before had begun.
                to.jdbi().useTransaction(LedgerCopy::clear);
                rows(source, to.jdbi(), progress);
            }
            if (!isEqual(source)) {
                throw new UnusableLedger("the copy in " + target + " is not equal to its ledger, and is not used."
                        + " Run the command again, which copies anew");
            }
            long rows = CopiedTable.ALL.stream()
                    .mapToLong(table -> table.count(source))
                    .sum();
            return new Result(CopiedTable.ALL.get(0).count(source), rows, resumes);
        });
        to.countOn();
        name(to.jdbi(), from.identity());
        return result;
    }

    private static void name(Jdbi jdbi, String identity) {
        jdbi.useTransaction(handle -> handle.execute("UPDATE identity SET id = ?", identity));
    }

    private static void clear(Handle target) {
        for (int i = CopiedTable.ALL.size() - 1; i >= 0; i--) {
            CopiedTable.ALL.get(i).clear(target);
        }
    }

    /** Copies the rows that are not there yet. */
    static void rows(Handle source, Jdbi target, Progress progress) {
        for (CopiedTable table : CopiedTable.ALL) {
            List<String> columns = target.withHandle(table::columns);
            long of = table.count(source);
            long[] copied = {target.withHandle(table::count)};
            table.read(source, columns, target.withHandle(table::last), batch -> {
                target.useTransaction(handle -> table.write(handle, columns, batch));
                copied[0] += batch.size();
                progress.copied(table.name(), copied[0], of);
            });
        }
    }

    private boolean isEqual(Handle source) {
        return to.jdbi()
                .withHandle(target -> CopiedTable.ALL.stream().allMatch(table -> {
                    List<String> columns = table.columns(target);
                    return table.hash(source, columns).equals(table.hash(target, columns));
                }));
    }
}
