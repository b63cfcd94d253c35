package bench.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs the scenarios that were asked for, and prints a verdict for each item. */
public final class Cluster {
    private static final Map<String, Scenario> SCENARIOS = new LinkedHashMap<>();

    static {
        SCENARIOS.put("speed", new Speed());
        SCENARIOS.put("takeover", new Takeover());
        SCENARIOS.put("zombie", new Zombie());
        SCENARIOS.put("partition", new Partition());
        SCENARIOS.put("restart", new Restart("restart", Restart.OF_DATABASE));
        SCENARIOS.put("broker", new Restart("broker", Restart.OF_BROKER));
        SCENARIOS.put("rates", new Rates());
        SCENARIOS.put("faults", new Faults());
    }

    private Cluster() {}

    /** Ends with 0, with 1 when something did not hold, and with 2 when the arguments are wrong. */
    public static void main(String[] arguments) throws Exception {
        Options options;
        try {
            options = new Options(Path.of(System.getProperty("bench.root")), arguments, SCENARIOS.keySet());
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(2);
            return;
        }
        Verdicts verdicts = new Verdicts();
        Scene scene = Scene.set(options);
        for (String name : options.scenarios()) {
            try {
                int before = scene.broker() == null ? 0 : scene.broker().taken();
                SCENARIOS.get(name).run(scene, verdicts);
                if (scene.broker() != null) {
                    int taken = scene.broker().taken() - before;
                    verdicts.item(taken > 0, "the nodes use the broker", "they took %d messages", taken);
                }
            } catch (IOException | SQLException | RuntimeException e) {
                verdicts.item(false, "could be run to its end", "%s", e);
            }
        }
        System.out.printf("%d of %d items hold%n", verdicts.all() - verdicts.failed(), verdicts.all());
        scene.close(verdicts.failed() > 0);
        System.exit(verdicts.failed() == 0 ? 0 : 1);
    }
}
