package io.jobdrop.support;

import io.jobdrop.stage.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteDataSource;

/**
 * The home of an earlier version, as a {@code kill -9} left it. The script {@code make} beside these homes made it with the
 * build of that version, on the answers in {@code vendor}.
 *
 * @param kept the folder of its files, which hold placeholders
 */
public record OldHome(Path kept) {
    /** The result of slow-1, of which a part is staged. */
    public static final byte[] SLOW = IntStream.range(0, 400_000)
            .mapToObj(line -> String.format("%07d%n", line).replace("\r", ""))
            .collect(Collectors.joining())
            .getBytes(StandardCharsets.UTF_8);

    private static final Path HOMES = Path.of("src/test/resources/home");
    private static final Path VENDOR = HOMES.resolve("vendor");
    private static final Pattern STAGED = Pattern.compile("@SLOW:(\\d+)@");
    private static final List<String> RESULTS = List.of(
            "done-1", "again-1", "two-1-a", "two-1-b", "capitals", "gid", "slow-2", "due-1", "open-1", "a-1", "a-2");

    /** What that version knew of a job. */
    public record OldJob(
            String feed, String id, String state, @Nullable String error, int attempts) {}

    /** All of them, in the order of their schemas. */
    public static List<OldHome> all() throws IOException {
        try (Stream<Path> homes = Files.list(HOMES)) {
            return homes.filter(home -> home.getFileName().toString().matches("\\d\\d-.*"))
                    .sorted()
                    .map(OldHome::new)
                    .toList();
        }
    }

    /** The version of the ledger's schema. */
    public int schema() {
        return Integer.parseInt(kept.getFileName().toString().substring(0, 2));
    }

    @Override
    public String toString() {
        return kept.getFileName().toString();
    }

    /** Lets a vendor say what that version heard, and give the results. */
    public static void announce(FakeVendor vendor) throws IOException {
        for (Path file : files(VENDOR)) {
            String path = "/" + VENDOR.relativize(file).toString().replace(".json", "");
            announce(vendor, path, "", "");
        }
        for (String name : RESULTS) {
            vendor.on("/r/" + name, Faults.file((name + "\n").getBytes(StandardCharsets.UTF_8)));
        }
        for (int bulk = 1; bulk <= 3; bulk++) {
            vendor.on("/r/bulk-" + bulk, Faults.file(("bulk-" + bulk + "\n").getBytes(StandardCharsets.UTF_8)));
        }
        vendor.on("/r/slow-1", Faults.file(SLOW)).on("/r/gone-1", Faults.status(500));
    }

    /** Lets a vendor say something else in one of its answers. */
    public static void announce(FakeVendor vendor, String path, String before, String now) throws IOException {
        String answer = Files.readString(VENDOR.resolve(path.substring(1) + ".json"));
        vendor.on(path, Faults.json(answer.replace(before, now)));
    }

    /** Writes its files into a folder, for a vendor at this address. */
    public void restore(Path home, FakeVendor vendor) throws IOException, SQLException {
        for (Path file : files(kept)) {
            Path to = home.resolve(kept.relativize(file));
            Files.createDirectories(to.getParent());
            String text = Files.readString(file)
                    .replace("@HOME@", home.toString())
                    .replace("@VENDOR@", vendor.host())
                    .replace("@BOOT@", new Disk().boot());
            Matcher staged = STAGED.matcher(text);
            Files.write(
                    to,
                    staged.matches()
                            ? Arrays.copyOf(SLOW, Integer.parseInt(staged.group(1)))
                            : text.getBytes(StandardCharsets.UTF_8));
        }
        for (String empty : Files.readAllLines(home.resolve("folders"))) {
            Files.createDirectories(home.resolve(empty));
        }
        try (Connection connection = ledger(home);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(Files.readString(home.resolve("data/ledger.sql")));
        }
    }

    /** The jobs of a home that no later version has opened. */
    public static List<OldJob> jobs(Path home) throws SQLException {
        List<OldJob> jobs = new ArrayList<>();
        try (Connection connection = ledger(home);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT feed, job_id, state, error, attempts FROM job")) {
            while (rows.next()) {
                jobs.add(new OldJob(
                        rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4), rows.getInt(5)));
            }
        }
        return jobs;
    }

    private static Connection ledger(Path home) throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + home.resolve("data/ledger.db"));
        return source.getConnection();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
