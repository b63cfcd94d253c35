package bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The results as a table for people, and as JSON. */
final class Printed {
    private static final String LINE = "  %-38s %9s  %-8s %-22s %12s %8s  %-10s %s%n";

    private Printed() {}

    static void machine(Map<String, String> machine) {
        machine.forEach((name, value) -> System.out.printf("%-12s %s%n", name, value));
    }

    static void ceiling(Ceiling ceiling) {
        System.out.printf(
                Locale.ROOT,
                "%-12s %.0f MB/s in one download, %.0f requests/s for files of 64 KiB, to a client that keeps nothing%n",
                "stand-in",
                ceiling.megabytesPerSecond(),
                ceiling.filesPerSecond());
    }

    static void report(Report report) {
        System.out.printf(LINE, "figure", "jobdrop", "unit", "peer", "peer's", "ratio", "goal", "");
        for (Report.Row row : report.rows()) {
            System.out.printf(
                    LINE,
                    row.figure(),
                    number(row.jobdrop()),
                    row.unit(),
                    row.peer(),
                    number(row.theirs()),
                    row.ratio() == null ? "" : String.format(Locale.ROOT, "%.3f", row.ratio()),
                    row.goal(),
                    row.verdict());
        }
        if (report.failure() != null) {
            System.out.println("  could not be measured: " + report.failure());
        }
    }

    static String number(Double value) {
        if (value == null) {
            return "";
        }
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : "%.3f", value);
    }

    static void json(
            Path file, Options options, Map<String, String> machine, Ceiling ceiling, List<Report> reports)
            throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("machine", machine);
        all.put("standIn", ceiling);
        all.put("pairs", options.pairs());
        all.put("scale", options.scale());
        all.put("scenarios", reports.stream().map(Printed::fields).toList());
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), all);
    }

    private static Map<String, Object> fields(Report report) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("scenario", report.scenario());
        fields.put("title", report.title());
        fields.put("rows", report.rows());
        fields.put("failure", report.failure());
        return fields;
    }
}
