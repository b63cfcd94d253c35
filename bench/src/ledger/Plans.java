package bench.ledger;

import bench.cluster.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The plans by which the server runs the statements of each step, as its own log tells them ({@code auto_explain}). */
final class Plans {
    // Prepared statements get a plan for all values after some runs.
    private static final int RUNS = 15;
    private static final double SLOW_MILLIS = 500;
    private static final List<String> SETTINGS = List.of(
            "session_preload_libraries = 'auto_explain'",
            "\"auto_explain.log_min_duration\" = 0",
            "\"auto_explain.log_analyze\" = on",
            "\"auto_explain.log_buffers\" = on");

    private final Postgres server;
    private final Path log;

    Plans(Postgres server, Path log) {
        this.server = server;
        this.log = log;
    }

    /** Prints the last plan of each statement of each step. */
    void print(String schema, int feeds, Path folder) throws IOException, SQLException {
        try (History history = new History(server, schema)) {
            alter("SET ");
            print(schema, feeds, folder, history);
        } finally {
            alter("RESET ");
        }
    }

    private void print(String schema, int feeds, Path folder, History history) throws IOException, SQLException {
        try (Side side = Side.onServer(server, schema, folder.resolve("drop"))) {
            PollCosts costs = new PollCosts(side, history, feeds);
            for (String step : costs.steps().keySet()) {
                long from = Files.size(log);
                int runs = costs.time(step, 0) > SLOW_MILLIS ? 1 : RUNS;
                for (int run = 1; run < runs; run++) {
                    costs.time(step, run);
                }
                String said = Files.readString(log).substring((int) from);
                System.out.printf("%n== %s: %d statements%n", step, said.split("Query Text:").length / runs);
                last(said).values().forEach(System.out::println);
            }
        }
    }

    // For connections that are made from now on.
    private void alter(String how) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            for (String setting : SETTINGS) {
                statement.execute("ALTER ROLE jobdrop " + how
                        + (how.equals("SET ") ? setting : setting.substring(0, setting.indexOf(" ="))));
            }
        }
    }

    private static Map<String, String> last(String log) {
        Map<String, String> plans = new LinkedHashMap<>();
        for (String entry : log.split("(?m)^(?=\\S)")) {
            int text = entry.indexOf("Query Text:");
            if (text > 0) {
                plans.put(entry.lines().skip(1).findFirst().orElseThrow(), entry.substring(entry.indexOf("duration:")));
            }
        }
        return plans;
    }
}
