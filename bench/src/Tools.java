package bench;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which peers this machine has. A peer that is missing is named, and its comparison left out. */
final class Tools {
    static final String MISSING = "not installed";

    private final Map<String, String> versions = new LinkedHashMap<>();

    private Tools() {}

    static Tools find() throws IOException, InterruptedException {
        Tools tools = new Tools();
        for (String tool : List.of("curl", "jq", "rclone", "aria2c", "benthos", "node-red")) {
            String option = tool.equals("rclone") ? "version" : "--version";
            tools.versions.put(tool, version(List.of(tool, option)));
        }
        for (String library : List.of("dlt", "airbyte-cdk")) {
            String ask = "from importlib.metadata import version; print(version('" + library + "'))";
            tools.versions.put(library, version(List.of("python3", "-c", ask)));
        }
        return tools;
    }

    private static String version(List<String> command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(process.getInputStream().readAllBytes());
            return process.waitFor() != 0 ? MISSING : said.lines().findFirst().orElse("version unknown");
        } catch (IOException e) {
            return MISSING;
        }
    }

    boolean has(String tool) {
        return !versions.getOrDefault(tool, MISSING).equals(MISSING);
    }

    Map<String, String> versions() {
        return versions;
    }
}
