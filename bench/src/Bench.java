package bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the scenarios that were asked for, one after the other, and prints what came out. */
public final class Bench {
    private static final Map<String, Scenario> SCENARIOS = new LinkedHashMap<>();

    static {
        SCENARIOS.put("B1", new LargeFile());
        SCENARIOS.put("B2", new ManyJobs());
        SCENARIOS.put("B3", new LongHistory());
        SCENARIOS.put("B4", new ParallelFiles());
        SCENARIOS.put("B5", new IntoBucket());
        SCENARIOS.put("B6", new StartAndIdle());
        SCENARIOS.put("B7", new HangingVendor());
        SCENARIOS.put("B8", new SlowLink());
    }

    private Bench() {}

    /** Ends with 0, with 1 when a scenario could not be measured, and with 2 when the arguments are wrong. */
    public static void main(String[] arguments) throws Exception {
        Options options;
        try {
            options = Options.parse(arguments, SCENARIOS.keySet());
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(2);
            return;
        }
        Path root = Path.of(System.getProperty("bench.root"));
        int failures = 0;
        List<Report> reports = new ArrayList<>();
        try (Workbench bench = Workbench.set(root, options)) {
            Map<String, String> machine = Machine.describe(root, bench.tools());
            Printed.machine(machine);
            Ceiling ceiling = Ceiling.measure(bench);
            Printed.ceiling(ceiling);
            for (String name : options.scenarios()) {
                Report report = run(name, SCENARIOS.get(name), bench);
                reports.add(report);
                failures += report.failure() == null ? 0 : 1;
                Printed.report(report);
            }
            machine.put("load after", Machine.load());
            if (options.json() != null) {
                Printed.json(options.json(), options, machine, ceiling, reports);
            }
            if (options.page() != null) {
                ResultPage.write(options.page(), String.join(" ", arguments), machine, ceiling, reports);
            }
        }
        System.exit(failures == 0 ? 0 : 1);
    }

    private static Report run(String name, Scenario scenario, Workbench bench) throws InterruptedException {
        Report report = new Report(name, scenario.title(bench.options()));
        System.out.println();
        System.out.println(name + "  " + report.title());
        try {
            scenario.measure(bench, report);
        } catch (IOException | RuntimeException e) {
            report.failed(e.toString());
        }
        bench.clear();
        return report;
    }
}
