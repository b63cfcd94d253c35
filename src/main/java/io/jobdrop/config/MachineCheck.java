package io.jobdrop.config;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.jobdrop.Feed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what this machine refuses: folders that cannot be written, a port that is taken. It leaves nothing behind. */
final class MachineCheck {
    private static final String DROP = "jobdrop.drop.dir";

    private MachineCheck() {}

    /** Adds what this machine refuses; {@code serving} when the port of health and metrics will be opened. */
    static void run(Configuration configuration, boolean serving, List<Problem> problems) {
        Settings settings = configuration.settings();
        boolean usable = configuration.obstacles().isEmpty();
        List<Feed> feeds = usable ? configuration.feeds() : List.of();
        if (usable && isStagingHere(configuration) && configuration.isSound(DROP)) {
            drop(DROP, settings.path(DROP), problems);
            names(problems);
        }
        if (configuration.hasSoundLedger() && configuration.ledger() instanceof LedgerAddress.InFile ledger) {
            folder(LedgerAddress.URL, ledger.file().resolveSibling(""), problems);
        }
        if (usable && !configuration.intoBucket().isEmpty()) {
            int workers = configuration.intoBucket().size() * settings.count("jobdrop.download.parallel");
            heap(settings, workers, Runtime.getRuntime().maxMemory(), problems);
        }
        feeds.stream().map(Feed::vendor).distinct().forEach(vendor -> refreshToken(settings, vendor, problems));
        AuthFile.check(settings, problems);
        if (serving && configuration.isSound("jobdrop.http.port")) {
            problems.addAll(port(settings));
        }
    }

    // Java uses the encoding of the locale, and refuses a name that this has no letters for.
    private static void names(List<Problem> problems) {
        try {
            Path unused = Path.of("\u00fc\u0416\u65e5");
        } catch (InvalidPathException e) {
            String what = "Java writes the names of files in " + System.getProperty("sun.jnu.encoding")
                    + " here, and a result with other letters stays due. Set the environment variable LC_ALL to C.UTF-8,"
                    + " or to another locale of UTF-8 that this machine has";
            problems.add(new Problem(DROP, what, false));
        }
    }

    private static boolean isStagingHere(Configuration configuration) {
        return configuration.feeds().stream()
                .anyMatch(feed -> !configuration.drop(feed).equals("s3") || feed.needsFiles());
    }

    /** Why results cannot be staged and delivered on this machine just now; empty when they can, or need not. */
    static Optional<String> unusableDrop(Configuration configuration) {
        List<Problem> found = new ArrayList<>();
        if (isStagingHere(configuration)) {
            drop(DROP, configuration.settings().path(DROP), found);
        }
        return found.stream().map(Problem::toString).findFirst();
    }

    private static void refreshToken(Settings settings, String vendor, List<Problem> problems) {
        String key = vendor + ".refresh-token-file";
        if (Auth.of(settings, vendor) == Auth.REFRESH_TOKEN
                && !settings.get(key).isEmpty()) {
            fileToReplace(key, settings.path(key), problems);
        }
    }

    /** Why the port of the settings cannot be opened; empty when it can. */
    static List<Problem> port(Settings settings) {
        List<Problem> problems = new ArrayList<>();
        port(settings.get("jobdrop.http.host"), settings.count("jobdrop.http.port"), problems);
        return problems;
    }

    /** The drop: whether it can be written is tried in its staging folder, so that no reader of the drop sees it. */
    static void drop(String setting, Path folder, List<Problem> problems) {
        Path staging = folder.resolve(".staging");
        boolean absent = Files.isDirectory(folder) && Files.isWritable(folder) && !Files.exists(staging);
        folder(setting, absent ? folder : Files.exists(staging) ? staging : folder, !absent, problems);
        if (absent && !isCreatable(staging)) {
            problems.add(unwritable(setting, folder));
        }
    }

    static void folder(String setting, Path folder, List<Problem> problems) {
        folder(setting, folder, true, problems);
    }

    /** A file that is replaced by a new one: its folder has to be there. */
    static void fileToReplace(String setting, Path file, List<Problem> problems) {
        Path folder = file.toAbsolutePath().resolveSibling("");
        if (Files.isDirectory(file)) {
            problems.add(new Problem(setting, file + " is a folder; name a file in it"));
        } else if (!Files.isDirectory(folder)) {
            problems.add(new Problem(setting, folder + " is no folder; create it"));
        } else {
            folder(setting, folder, problems);
        }
    }

    private static void folder(String setting, Path folder, boolean probe, List<Problem> problems) {
        Path existing = folder.toAbsolutePath();
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing == null || !Files.isDirectory(existing)) {
            problems.add(new Problem(setting, folder + " cannot be created: " + existing + " is no folder"));
        } else if (!isWritable(existing, probe && existing.equals(folder.toAbsolutePath()))) {
            problems.add(unwritable(setting, folder));
        }
    }

    private static Problem unwritable(String setting, Path folder) {
        return new Problem(setting, folder + " cannot be written; check its owner and permissions");
    }

    private static boolean isCreatable(Path folder) {
        try {
            Files.delete(Files.createDirectory(folder));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    // A file is really created in the folder itself, since a read-only file system has writable permission bits. It
    // always
    // has the same name, so that what a killed process left of it is removed by the next one.
    private static boolean isWritable(Path folder, boolean probe) {
        if (!Files.isWritable(folder)) {
            return false;
        }
        if (!probe) {
            return true;
        }
        Path file = folder.resolve(".jobdrop-check");
        try {
            Files.deleteIfExists(file);
            Files.newByteChannel(file, CREATE, WRITE, NOFOLLOW_LINKS).close();
            // Another process may have removed it by now.
            Files.deleteIfExists(file);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the parts that so many workers may have in memory leave room for everything else. */
    static void heap(Settings settings, int workers, long heap, List<Problem> problems) {
        long needed = PartSizes.memory(settings, workers);
        if (needed > heap / 4 * 3) {
            problems.add(new Problem(
                    settings.origin("jobdrop.drop.s3.part-size"),
                    "uploads may need " + (needed >> 20) + " MB of memory (jobdrop.drop.s3.part-size "
                            + settings.get("jobdrop.drop.s3.part-size") + " x (jobdrop.drop.s3.parallel "
                            + settings.get("jobdrop.drop.s3.parallel") + " + 1) x " + workers
                            + " workers), and the heap has " + (heap >> 20)
                            + " MB, of which three quarters may be used; lower jobdrop.download.parallel or one of those,"
                            + " or raise the heap (JAVA_OPTS=-Xmx...)"));
        }
    }

    static void port(String host, int port, List<Problem> problems) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (IOException e) {
            problems.add(new Problem(
                    "jobdrop.http.port",
                    "port " + port + " on " + host + " cannot be opened (" + e.getMessage()
                            + "); choose another, or stop what uses it"));
        }
    }
}
