package bench.cluster;

import bench.Child;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What all scenarios share: a folder, an installation, the vendor's stand-in, PostgreSQL. */
final class Scene {
    private static final Duration SHARING = Duration.ofMinutes(3);

    private final Options options;
    private final Path folder;
    private final Path install;
    private final StandInClient vendor;
    private final Postgres postgres;
    private final Broker broker;
    private int names;

    private Scene(Options options, Path folder, Path install, StandInClient vendor, Postgres postgres, Broker broker) {
        this.options = options;
        this.folder = folder;
        this.install = install;
        this.vendor = vendor;
        this.postgres = postgres;
        this.broker = broker;
    }

    static Scene set(Options options) throws IOException, InterruptedException {
        Path target = options.root().resolve("target/bench");
        Path folder = Files.createDirectories(
                target.resolve("cluster-" + ProcessHandle.current().pid()));
        Path install = install(options.dist(), target.resolve("cluster-install"));
        Postgres postgres = Postgres.start(folder.resolve("postgres"));
        Broker broker = options.queue().equals("jms") ? Broker.start(options, folder) : null;
        StandInClient vendor = new StandInClient(folder.resolve("stand-in.log"));
        return new Scene(options, folder, install, vendor, postgres, broker);
    }

    // With an archive of its classes, which halves what a start takes; both stay for the next run of the bench.
    private static Path install(Path dist, Path install) throws IOException, InterruptedException {
        String jars = jars(dist.resolve("lib"));
        if (!Files.exists(install) || !jars(install.resolve("lib")).equals(jars)) {
            remove(install);
            Path log = Files.createDirectories(install.getParent()).resolve("cluster-install.log");
            String copy = "cp -a '" + dist + "' '" + install + "' && '" + install + "/bin/jobdrop' --share-classes";
            try (Child child = Child.start(install.getParent(), log, Map.of(), List.of("sh", "-c", copy))) {
                child.await(SHARING);
            }
        }
        return install;
    }

    private static String jars(Path lib) throws IOException {
        try (Stream<Path> found = Files.list(lib)) {
            return found.filter(path -> path.toString().endsWith(".jar"))
                    .map(path -> path.getFileName() + " " + path.toFile().length() + " "
                            + path.toFile().lastModified())
                    .sorted()
                    .collect(Collectors.joining("\n"));
        }
    }

    /** Whether the distribution knows the settings of a cluster. */
    boolean clusters() throws IOException {
        return Files.readString(install.resolve("config/application.properties"))
                .contains("jobdrop.cluster.key");
    }

    Options options() {
        return options;
    }

    Path folder() {
        return folder;
    }

    Path install() {
        return install;
    }

    StandInClient vendor() {
        return vendor;
    }

    Postgres postgres() {
        return postgres;
    }

    /** Null with {@code --queue ledger}. */
    Broker broker() {
        return broker;
    }

    String newName(String kind) {
        return kind + "_" + ++names;
    }

    /** A new drop: {@code file} or {@code s3}. */
    Drop newDrop(String kind) throws IOException, InterruptedException {
        Path below = folder.resolve(newName("drop"));
        return kind.equals("s3") ? new BucketDrop(below, options.s3proxy()) : new FolderDrop(below);
    }

    private static void remove(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> found = Files.walk(folder)) {
            found.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes everything, unless somebody should look at it. */
    void close(boolean keep) {
        vendor.close();
        postgres.close();
        if (broker != null) {
            broker.close();
        }
        if (keep) {
            System.out.println("logs and homes are in " + folder);
        } else {
            remove(folder);
        }
    }
}
