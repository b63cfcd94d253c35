package io.jobdrop.deliver;

import io.jobdrop.config.EndpointDestination;
import io.jobdrop.config.Settings;
import io.jobdrop.job.GiveUp;
import io.jobdrop.job.Job;
import io.jobdrop.name.JobNames;
import io.jobdrop.stage.StagedResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;

/**
 * What would be delivered, gathered instead of doing it. A job that would be given up for its names fails here as it would
 * at its delivery.
 */
public final class Plan {
    private final Settings settings;
    private final ExistingFiles existing;
    private final List<Item> items = new ArrayList<>();
    private final Map<String, String> owners = new HashMap<>();

    public Plan(Settings settings, ExistingFiles existing) {
        this.settings = settings;
        this.existing = existing;
    }

    /**
     * A file that would be delivered.
     *
     * @param path its name below the drop, with {@code *} for what only the download shows
     * @param bytes its length as the vendor says, or -1
     * @param manifest whether it is the job's manifest, and no result
     */
    public record Item(String feed, String jobId, String path, long bytes, boolean manifest) {
        /** A result. */
        public Item(String feed, String jobId, String path, long bytes) {
            this(feed, jobId, path, bytes, false);
        }
    }

    /**
     * Takes note of a job's results and its manifest, in the place of delivering them.
     *
     * @throws GiveUp when something has one of the names already, in the folder or in this plan
     */
    public synchronized void gather(
            @ExchangeProperty("job") Job job,
            @ExchangeProperty("names") JobNames names,
            @Body List<StagedResult> results) {
        List<Item> ofJob = new ArrayList<>();
        for (StagedResult staged : results) {
            boolean typeDecides =
                    staged.result().name() == null && staged.path().endsWith(".bin");
            String path = typeDecides ? staged.path().replaceAll("bin$", "*") : staged.path();
            ofJob.add(new Item(job.feed(), job.id(), path, staged.bytes()));
        }
        if (sendsManifest(job)) {
            ofJob.add(new Item(job.feed(), job.id(), names.manifest(), -1, true));
        }
        ofJob.stream().filter(item -> !item.path().endsWith("*")).forEach(item -> requireFree(job, item));
        ofJob.forEach(item -> owners.put(place(item), job.toString()));
        items.addAll(ofJob);
    }

    private boolean sendsManifest(Job job) {
        return switch (drop(job.feed())) {
            case "file", "s3" -> true;
            case "endpoint" ->
                EndpointDestination.of(settings, job.feed()).orElseThrow().sendsManifest();
            default -> false; // A kamelet of the engineer's own.
        };
    }

    // At an endpoint, its own options say what becomes of two files of one name.
    private void requireFree(Job job, Item item) {
        String drop = drop(job.feed());
        if (!drop.equals("file") && !drop.equals("s3")) {
            return;
        }
        String other = owner(item);
        if (other != null && !other.equals(job.toString())) {
            throw new GiveUp(other + " has a file of the same name, " + item.path()
                    + "; unless both have the same content, the second job is given up. Change jobdrop.drop.name");
        }
        if (drop.equals("file") && item.manifest()) {
            existing.requireFreeForManifest(job, item.path());
        } else if (drop.equals("file")) {
            existing.requireFree(job, item.path());
        }
    }

    private @Nullable String owner(Item item) {
        return owners.get(place(item));
    }

    private String place(Item item) {
        return drop(item.feed()) + " " + item.path();
    }

    private String drop(String feed) {
        return settings.get(feed + ".drop", settings.get("jobdrop.drop"));
    }

    /** The results that were gathered so far. */
    public synchronized List<Item> items() {
        return items.stream().filter(item -> !item.manifest()).toList();
    }

    /** The results and the manifests, each behind its job's results. */
    public synchronized List<Item> all() {
        return List.copyOf(items);
    }
}
