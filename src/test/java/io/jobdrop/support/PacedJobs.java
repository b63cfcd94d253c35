package io.jobdrop.support;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A list of Convertly's jobs with one file each, of which only so many are served as a test allows. */
public final class PacedJobs {
    /** How many jobs a page of the list has. */
    public static final int PAGE = 100;

    private final FakeVendor vendor;
    private final List<String> jobs = new ArrayList<>();
    private final AtomicInteger allowed;

    /** So many files are served before any more are allowed. */
    public PacedJobs(FakeVendor vendor, int allowed) {
        this.vendor = vendor;
        this.allowed = new AtomicInteger(allowed);
        vendor.on("/api/jobs", this::list);
    }

    /** Adds the next job, {@code j0} at first; a request for its file waits where none is allowed. */
    public void add(FakeVendor.Reply file) {
        addUnpaced((request, wire) -> {
            if (allowed.getAndDecrement() <= 0) {
                wire.pause(60_000);
            }
            file.send(request, wire);
        });
    }

    /** Adds the next job; its file is served whenever it is asked for. Returns its number. */
    public int addUnpaced(FakeVendor.Reply file) {
        int number = jobs.size();
        vendor.on("/r/" + number, file);
        jobs.add("{\"id\":\"j" + number + "\",\"status\":\"completed\",\"completed_files\":1,\"results\":[{\"url\":\""
                + vendor.url() + "/r/" + number + "\",\"filename\":\"r.csv\"}]}");
        return number;
    }

    public void allow(int more) {
        allowed.addAndGet(more);
    }

    public void allowAll() {
        allowed.set(Integer.MAX_VALUE);
    }

    /** How often a file was asked for. */
    public long transfers() {
        return vendor.requests().stream()
                .filter(request -> request.path().startsWith("/r/"))
                .count();
    }

    // In pages, as the vendor makes them.
    private void list(FakeVendor.Request request, Wire wire) throws java.io.IOException {
        int offset = Integer.parseInt(request.query().replaceAll(".*offset=(\\d+).*", "$1"));
        List<String> page = jobs.subList(offset, Math.min(jobs.size(), offset + PAGE));
        boolean more = offset + PAGE < jobs.size();
        Faults.json("{\"jobs\":[" + String.join(",", page) + "],\"pagination\":{\"limit\":" + PAGE + ",\"hasMore\":"
                        + more + "}}")
                .send(request, wire);
    }
}
