package io.jobdrop.support;

import static java.util.stream.Collectors.toMap;

import io.jobdrop.record.LedgerEntry;
import io.jobdrop.support.Installation.Outcome;
import io.jobdrop.support.OldHome.OldJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What becomes of the jobs of an {@link OldHome} with the first poll of this version. */
public final class Upgraded {
    private static final String BULK = "11111111-2222-3333-4444-00000000000";
    private static final Set<String> OVER = Set.of("delivered", "empty", "failed", "gave-up", "dismissed");
    private static final String DELIVERED = "delivered null ";
    private static final String HELD =
            "held unknown status 'archived'; declare it in the feed file if it is new. The next poll checks it again 0";
    // In the place of an id that the version refused, and this one takes.
    private static final String REFUSED_ID = "unsafe-gid___x_1-5279c0c2";

    private Upgraded() {}

    /** Each file with its number in the file system and its content. */
    public static Map<Path, String> files(Path drop) throws IOException {
        Map<Path, String> files = new TreeMap<>();
        for (Map.Entry<Path, Object> file : Landed.files(drop).entrySet()) {
            files.put(file.getKey(), file.getValue() + " " + Files.readString(file.getKey()));
        }
        return files;
    }

    /** All that is in the staging of a drop, as paths below it. */
    public static List<String> staged(Path drop) throws IOException {
        Path staging = drop.resolve(".staging");
        if (!Files.exists(staging)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(staging)) {
            return all.map(staging::relativize).map(Path::toString).sorted().toList();
        }
    }

    /** What became of each job: state, error and attempts. */
    public static Map<String, String> states(Outcome outcome) {
        return new TreeMap<>(outcome.jobs().stream()
                .collect(toMap(LedgerEntry::jobId, job -> text(job.state().name(), job.error(), job.attempts()))));
    }

    private static String text(String state, String error, int attempts) {
        return state.toLowerCase(Locale.ROOT).replace('_', '-') + " " + error + " " + attempts;
    }

    /** What is over stays as it is, and what was in flight or due is delivered by its next attempt. */
    public static Map<String, String> expected(List<OldJob> before) {
        Map<String, String> expected = new TreeMap<>();
        for (OldJob job : before) {
            boolean over = OVER.contains(job.state());
            expected.put(
                    job.id(), over ? text(job.state(), job.error(), job.attempts()) : DELIVERED + (job.attempts() + 1));
        }
        List.of("open-1", "a-2", BULK + "2").forEach(id -> expected.put(id, "open null 0"));
        expected.put("odd-1", HELD);
        expected.put(BULK + "3", DELIVERED + 1);
        expected.remove(REFUSED_ID);
        expected.putIfAbsent("gid://x/1", DELIVERED + 1);
        return expected;
    }

    /** The results that were asked for, and their ranges, in the order of their names. */
    public static List<String> results(FakeVendor vendor) {
        return vendor.requests().stream()
                .filter(request -> request.path().startsWith("/r/"))
                .map(request -> request.path() + " " + request.headers().getOrDefault("range", "whole"))
                .sorted()
                .toList();
    }

    /** The results of what was in flight or due. */
    public static List<String> expectedResults(String rangeOfSlow, List<OldJob> before) {
        Set<String> results = new TreeSet<>(List.of("/r/bulk-3 whole", "/r/due-1 whole", "/r/slow-2 whole"));
        results.add("/r/slow-1 " + rangeOfSlow);
        for (OldJob job : before) {
            if (job.id().equals("again-1") && job.state().equals("due")) {
                results.add("/r/again-1 whole");
            }
            if (job.id().equals(REFUSED_ID)) {
                results.add("/r/gid whole");
            }
        }
        return List.copyOf(results);
    }
}
