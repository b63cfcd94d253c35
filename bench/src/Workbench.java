package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What all scenarios share: the folder to work in, an installed Jobdrop, the stand-in, the tools. */
final class Workbench implements AutoCloseable {
    static final Duration LONGEST = Duration.ofMinutes(30);

    /** A tool that asked for nothing for so long has ended its poll. */
    static final Duration QUIET = Duration.ofSeconds(1);

    private final Path root;
    private final Options options;
    private final Tools tools;
    private final Path folder;
    private final VendorProcess vendor;
    private int used;
    private boolean sharing;

    private Workbench(Path root, Options options, Tools tools, Path folder) throws IOException {
        this.root = root;
        this.options = options;
        this.tools = tools;
        this.folder = folder;
        this.vendor = new VendorProcess(Child.keep(java("bench.Vendor").start()));
    }

    static Workbench set(Path root, Options options) throws IOException, InterruptedException {
        Path folder =
                root.resolve("target/bench/work-" + ProcessHandle.current().pid());
        Files.createDirectories(folder);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
        Workbench bench = new Workbench(root, options, Tools.find(), folder);
        // A copy, since the archives of classes come and go.
        bench.shell("cp -r " + root.resolve("target/jobdrop") + " install");
        bench.dropSharedClasses();
        return bench;
    }

    Options options() {
        return options;
    }

    Tools tools() {
        return tools;
    }

    VendorProcess vendor() {
        return vendor;
    }

    /** A file of the bench's own folder, such as a peer's script. */
    String peer(String name) {
        return root.resolve("bench/peers").resolve(name).toString();
    }

    Path root() {
        return root;
    }

    Path install() {
        return folder.resolve("install");
    }

    /** Makes the archive of classes, which the second run in one place finds; it stays for later scenarios. */
    void shareClasses() throws IOException, InterruptedException {
        if (!sharing) {
            shell("install/bin/jobdrop --share-classes");
            sharing = true;
        }
    }

    /** The installation is again as nobody has run it. */
    void dropSharedClasses() throws IOException, InterruptedException {
        shell("rm -f install/lib/*.jsa install/lib/*.aot");
        sharing = false;
    }

    /** An empty folder that nobody had before. */
    Path newFolder(String name) throws IOException {
        return Files.createDirectories(folder.resolve("runs").resolve(name + "-" + ++used));
    }

    /** A name that no account had before. */
    String newAccount(String tool) {
        return tool + "-" + ++used;
    }

    /** A Java process with the bench's own class path. */
    ProcessBuilder java(String main, String... options) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        return new ProcessBuilder(command).redirectError(folder.resolve("java.log").toFile());
    }

    /** Runs a peer to its end. What earlier runs left to be written is on disk before it starts. */
    Child.Usage run(Path home, Map<String, String> variables, String... command)
            throws IOException, InterruptedException {
        settle();
        try (Child child = Child.start(home, home.resolve("log"), variables, List.of(command))) {
            return child.await(LONGEST);
        }
    }

    /** Waits until an account had so many downloads and then was quiet, while the process that asks lives. */
    VendorProcess.Stats awaitQuiet(String account, long downloads, Child asking)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (true) {
            VendorProcess.Stats stats = vendor.stats(account);
            long last = Math.max(stats.lastRequestAt(), stats.lastDownloadAt());
            if (stats.downloads() >= downloads && last > 0 && System.currentTimeMillis() - last > QUIET.toMillis()) {
                return stats;
            }
            if (!asking.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException(stats.downloads() + " of " + downloads + " downloads" + asking.said());
            }
            Thread.sleep(20);
        }
    }

    void settle() throws IOException, InterruptedException {
        shell("sync -f .");
    }

    private void shell(String line) throws IOException, InterruptedException {
        try (Child child = Child.start(folder, folder.resolve("log"), Map.of(), List.of("sh", "-c", line))) {
            child.await(LONGEST);
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Removes what a run left. */
    void clear() {
        remove(folder.resolve("runs"));
    }

    static void remove(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> found = Files.walk(folder)) {
            found.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        vendor.close();
        remove(folder);
    }
}
