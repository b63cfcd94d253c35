package bench.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Judges what the nodes left: the stand-in says which jobs there were and what their results are, the drop what landed, the
 * ledger what was recorded.
 */
final class Judge {
    private final Set<String> lost = new TreeSet<>();
    private final List<String> wrong = new ArrayList<>();
    private final List<String> twice = new ArrayList<>();
    private final List<String> recordedTwice = new ArrayList<>();
    private final List<String> disagreeing = new ArrayList<>();
    private final List<String> withoutManifest = new ArrayList<>();
    private final Set<String> changed = new TreeSet<>();
    private int files;
    private int jobs;
    private int repeated;

    private Judge() {}

    /** @param changed results that somebody wrote again after they had been published */
    static Judge of(StandInClient vendor, Drop drop, LedgerRows ledger, Set<String> changed) {
        Judge judge = new Judge();
        List<OfferedJobs.Job> jobs = vendor.jobs();
        judge.jobs = jobs.size();
        judge.changed.addAll(changed);
        // In this order, since a job that is just delivered lands first and is recorded then.
        Map<String, String> recorded = ledger.files();
        judge.drop(jobs, drop.files(), recorded, vendor.counts().get("version").asInt());
        judge.ledger(jobs, ledger);
        judge.repeated = repeated(vendor.asked().values());
        return judge;
    }

    static int repeated(Collection<Integer> asked) {
        return asked.stream().mapToInt(times -> times - 1).sum();
    }

    private void drop(
            List<OfferedJobs.Job> offered,
            Map<String, Drop.Stored> landed,
            Map<String, String> recorded,
            int versions) {
        Map<String, List<String>> paths = new TreeMap<>();
        Set<String> manifests = new HashSet<>();
        landed.keySet().forEach(path -> {
            if (path.endsWith("manifest.json")) {
                manifests.add(jobOf(path));
            } else {
                paths.computeIfAbsent(jobOf(path), id -> new ArrayList<>()).add(path);
                files++;
            }
        });
        for (OfferedJobs.Job job : offered) {
            List<String> found = paths.getOrDefault(job.id(), List.of());
            if (found.isEmpty()) {
                lost.add(job.id());
            }
            if (found.size() > 1) {
                twice.add(job.id());
            }
            if (!found.isEmpty() && !manifests.contains(job.id())) {
                withoutManifest.add(job.id());
            }
            found.stream()
                    .filter(path -> !isRight(job, landed.get(path), versions))
                    .forEach(wrong::add);
            paths.remove(job.id());
        }
        paths.values().forEach(wrong::addAll);
        recorded.forEach((location, sha256) -> {
            Drop.Stored file = landed.get(below(location, landed.keySet()));
            if (file == null || !file.sha256().equals(sha256)) {
                disagreeing.add(location);
            }
        });
    }

    // FEED/JOB/FILE
    private static String jobOf(String path) {
        String[] parts = path.split("/");
        return parts.length < 2 ? path : parts[parts.length - 2];
    }

    private static String below(String location, Set<String> paths) {
        return paths.contains(location)
                ? location
                : paths.stream().filter(location::endsWith).findFirst().orElse(location);
    }

    private static boolean isRight(OfferedJobs.Job job, Drop.Stored file, int versions) {
        String sha256 = file.sha256();
        for (int version = 1; version <= versions; version++) {
            if (sha256.equals(Content.digest(Content.of(job.id(), version, job.size())))) {
                return true;
            }
        }
        return false;
    }

    private void ledger(List<OfferedJobs.Job> offered, LedgerRows ledger) {
        Map<String, LedgerRows.Job> rows = ledger.jobs();
        Map<String, Integer> deliveries = ledger.deliveries();
        for (OfferedJobs.Job job : offered) {
            LedgerRows.Job row = rows.get(job.id());
            if (row == null || !row.state().equals("delivered")) {
                lost.add(job.id());
            } else if (row.delivery() != 1 || deliveries.getOrDefault(job.id(), 0) != 1) {
                recordedTwice.add(job.id() + " x" + deliveries.getOrDefault(job.id(), 0));
            }
        }
    }

    /** How many downloads were not the first of their result. */
    int repeated() {
        return repeated;
    }

    /**
     * Prints all items.
     *
     * @param held how many jobs were in flight at what interrupted them: so many may be asked for again, and 1 % of all
     */
    void print(Verdicts verdicts, int held) {
        verdicts.item(lost.isEmpty(), "lost", "%d of %d jobs%s", lost.size(), jobs, some(lost));
        verdicts.item(
                wrong.isEmpty(),
                "files as the vendor sent them (sha256)",
                "%d wrong of %d%s",
                wrong.size(),
                files,
                some(wrong));
        verdicts.item(twice.isEmpty(), "published under two names", "%d%s", twice.size(), some(twice));
        verdicts.item(changed.isEmpty(), "written again after publishing", "%d%s", changed.size(), some(changed));
        verdicts.item(
                recordedTwice.isEmpty(),
                "recorded as delivered not just once",
                "%d%s",
                recordedTwice.size(),
                some(recordedTwice));
        verdicts.item(
                disagreeing.isEmpty() && withoutManifest.isEmpty(),
                "drop and ledger agree, each job has its manifest",
                "%d files differ%s, %d manifests missing%s",
                disagreeing.size(),
                some(disagreeing),
                withoutManifest.size(),
                some(withoutManifest));
        int allowed = held + (jobs + 99) / 100;
        verdicts.item(
                repeated <= allowed, "asked twice", "%d (at most %d: %d held, and 1 %%)", repeated, allowed, held);
    }

    /** How many items do not hold, without printing. */
    int faults(int held) {
        return lost.size()
                + wrong.size()
                + twice.size()
                + changed.size()
                + recordedTwice.size()
                + disagreeing.size()
                + withoutManifest.size()
                + Math.max(0, repeated - held - (jobs + 99) / 100);
    }

    private static String some(Collection<String> names) {
        return names.isEmpty() ? "" : " " + names.stream().limit(5).toList();
    }
}
