package io.jobdrop.deliver;

import io.jobdrop.job.Job;
import io.jobdrop.stage.StagedResult;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/** What would be delivered, gathered instead of doing it. */
public final class Plan {
    private final List<Item> items = new ArrayList<>();

    /**
     * A result that would be delivered.
     *
     * @param path its name below the drop, with {@code *} for what only the download shows
     * @param bytes its length as the vendor says, or -1
     */
    public record Item(String feed, String jobId, String path, long bytes) {}

    /** Takes note of a job's results, in the place of delivering them. */
    public synchronized void gather(@ExchangeProperty("job") Job job, @Body List<StagedResult> results) {
        for (StagedResult staged : results) {
            boolean typeDecides =
                    staged.result().name() == null && staged.path().endsWith(".bin");
            String path = typeDecides ? staged.path().replaceAll("bin$", "*") : staged.path();
            items.add(new Item(job.feed(), job.id(), path, staged.bytes()));
        }
    }

    /** All that was gathered so far. */
    public synchronized List<Item> items() {
        return List.copyOf(items);
    }
}
