package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The results as a page in Markdown. */
final class ResultPage {
    private ResultPage() {}

    static void write(
            Path file, String arguments, Map<String, String> machine, Ceiling ceiling, List<Report> reports)
            throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("# Results");
        lines.add("");
        lines.add("Made by `./bench/run " + arguments + "`. [README.md](README.md) says what is measured and how. Figures are medians");
        lines.add("of the rounds; a ratio is the median of the rounds' ratios, Jobdrop to peer.");
        lines.add("");
        machine.forEach((name, value) -> lines.add("- " + name + ": " + value));
        lines.add(String.format(
                Locale.ROOT,
                "- stand-in: %.0f MB/s in one download, %.0f requests/s for files of 64 KiB, to a client that keeps nothing",
                ceiling.megabytesPerSecond(),
                ceiling.filesPerSecond()));
        reports.forEach(report -> add(report, lines));
        Files.write(file, lines);
    }

    private static void add(Report report, List<String> lines) {
        lines.addAll(List.of("", "## " + report.scenario() + ": " + report.title(), ""));
        if (report.failure() != null) {
            lines.add("It could not be measured: " + report.failure().lines().findFirst().orElse(""));
            return;
        }
        lines.add("| figure | Jobdrop | unit | peer | peer's | ratio | goal | |");
        lines.add("| --- | --: | --- | --- | --: | --: | --- | --- |");
        for (Report.Row row : report.rows()) {
            List<String> cells = List.of(
                    row.figure(),
                    Printed.number(row.jobdrop()),
                    row.unit(),
                    row.peer(),
                    Printed.number(row.theirs()),
                    row.ratio() == null ? "" : String.format(Locale.ROOT, "%.2f", row.ratio()),
                    row.goal(),
                    row.verdict());
            lines.add("| " + String.join(" | ", cells) + " |");
        }
    }
}
