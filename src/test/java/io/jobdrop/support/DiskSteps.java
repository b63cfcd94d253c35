package io.jobdrop.support;

import io.jobdrop.stage.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A disk that remembers its steps, as {@code step file}, and lets something happen just before one of them. */
public final class DiskSteps extends Disk {
    /** What happens before a step. */
    @FunctionalInterface
    public interface Event {
        void happen(Path path) throws IOException;
    }

    private final List<String> taken = new CopyOnWriteArrayList<>();
    private String run = "";
    private final Map<String, Event> events = new HashMap<>();

    /** The machine's run; an empty text stands for a machine that does not tell. */
    public void runs(String boot) {
        run = boot;
    }

    @Override
    public String boot() {
        return run;
    }

    public void on(String step, Event event) {
        events.put(step, event);
    }

    public List<String> taken() {
        return List.copyOf(taken);
    }

    public long count(String step) {
        return taken.stream().filter(step::equals).count();
    }

    public void forget() {
        taken.clear();
    }

    @Override
    protected void before(String step, Path path) throws IOException {
        String named = step + " " + path.getFileName();
        taken.add(named);
        if (events.containsKey(named)) {
            events.get(named).happen(path);
        }
    }
}
