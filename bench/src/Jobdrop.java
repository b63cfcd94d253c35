package bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One home of Jobdrop, and the settings with which it is run there. */
final class Jobdrop {
    private final Workbench bench;
    private final Path home;
    private final Map<String, String> settings = new HashMap<>();

    Jobdrop(Workbench bench, String feeds) throws IOException {
        this.bench = bench;
        this.home = bench.newFolder("jobdrop");
        set("JOBDROP_FEEDS", feeds);
        set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", bench.vendor().resultHost());
        set("JOBDROP_HTTP_PORT", String.valueOf(Workbench.freePort()));
    }

    /** A setting, as the environment variable of it. */
    Jobdrop set(String variable, String value) {
        settings.put(variable, value);
        return this;
    }

    /** The vendor is the stand-in, where the key names the account. */
    Jobdrop vendor(String vendor, String account) {
        return set(vendor + "_URL", bench.vendor().url()).set(vendor + "_TOKEN", account);
    }

    Path home() {
        return home;
    }

    Path drop() {
        return home.resolve("drop");
    }

    Child.Usage runOnce() throws IOException, InterruptedException {
        bench.settle();
        try (Child child = start("--once")) {
            return child.await(Workbench.LONGEST);
        }
    }

    /** Starts {@code jobdrop run}, with more arguments. */
    Child start(String... arguments) throws IOException {
        List<String> command = Stream.concat(
                        Stream.of(bench.install().resolve("bin/jobdrop").toString(), "run", "--home", home.toString()),
                        Stream.of(arguments))
                .toList();
        return Child.start(home, home.resolve("log"), settings, command);
    }

    void remove() {
        Workbench.remove(home);
    }
}
