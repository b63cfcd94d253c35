package io.jobdrop.support;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A list of Convertly's completed jobs with one file each, of which a test shows more and more, the newest last. */
public final class GrowingList {
    private final FakeVendor vendor;
    private final List<String> jobs = new ArrayList<>();
    private volatile int shown;

    public GrowingList(FakeVendor vendor) {
        this.vendor = vendor;
        vendor.on("/api/jobs", this::list);
    }

    /** Adds the next job, {@code j0} at first, which is not yet shown. */
    public void add(FakeVendor.Reply file) {
        int number = jobs.size();
        vendor.on("/r/" + number, file);
        jobs.add("{\"id\":\"j" + number + "\",\"status\":\"completed\",\"completed_files\":1,\"results\":[{\"url\":\""
                + vendor.url() + "/r/" + number + "\",\"filename\":\"r.csv\"}]}");
    }

    /** From now on the list has the first jobs, so many. */
    public void show(int first) {
        shown = first;
    }

    private void list(FakeVendor.Request request, Wire wire) throws IOException {
        Faults.json("{\"jobs\":[" + String.join(",", jobs.subList(0, shown))
                        + "],\"pagination\":{\"limit\":100,\"hasMore\":false}}")
                .send(request, wire);
    }
}
