package bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the figures come from: they mean little without it. */
final class Machine {
    private Machine() {}

    static Map<String, String> describe(Path root, Tools tools) throws IOException {
        List<String> cpu = Files.readAllLines(Path.of("/proc/cpuinfo"));
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        machine.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
        machine.put("cpu", field(cpu, "model name"));
        machine.put("sha", List.of(field(cpu, "flags").split(" ")).contains("sha_ni") ? "yes" : "no");
        machine.put("memory", field(Files.readAllLines(Path.of("/proc/meminfo")), "MemTotal"));
        machine.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("disk", Files.getFileStore(root).type() + " on " + Files.getFileStore(root).name());
        machine.put(
                "java",
                ManagementFactory.getRuntimeMXBean().getVmName() + " " + System.getProperty("java.runtime.version"));
        machine.putAll(tools.versions());
        machine.put("load", load());
        return machine;
    }

    static String load() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).strip();
    }

    private static String field(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }
}
