package io.jobdrop.page;

import io.jobdrop.job.Job;
import io.jobdrop.job.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a scan has heard of each job so far: of several statements the most advanced, and who is contradicted. */
public final class Heard {
    private final Map<String, Said> best = new HashMap<>();
    private final Map<Said, Said> few = new HashMap<>();
    private final Set<String> contradicted = new HashSet<>();

    private record Said(Statement.Rank rank, String word) {}

    /** Takes note of an entry, and returns whether it says more than all entries about its job before. */
    public boolean isMore(Job job) {
        Said said = said(job);
        Said before = best.get(job.id());
        if (before != null && before.rank().compareTo(said.rank()) >= 0) {
            return false;
        }
        best.put(job.id(), said);
        return true;
    }

    /** How an entry contradicts what was heard of its job; to be asked before {@link #isMore}. */
    public Optional<String> contradiction(Job job) {
        Said now = said(job);
        @Nullable Said before = best.get(job.id());
        if (before == null
                || before.rank() == now.rank()
                || before.word().isEmpty()
                || now.word().isEmpty()
                || before.word().equalsIgnoreCase(now.word())) {
            return Optional.empty();
        }
        contradicted.add(job.id());
        boolean later = now.rank().compareTo(before.rank()) > 0;
        return Optional.of("the list says both '" + (later ? now : before).word() + "' and '"
                + (later ? before : now).word() + "'");
    }

    /** Whether the list contradicted itself about a job. */
    public boolean isContradicted(String id) {
        return contradicted.contains(id);
    }

    private Said said(Job job) {
        Statement statement = job.listed().said();
        Said said = new Said(job.rank(), statement == null ? "" : statement.word());
        return few.computeIfAbsent(said, key -> key);
    }
}
