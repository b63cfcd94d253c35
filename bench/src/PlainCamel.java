package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The plain Camel route, run by the Camel of the distribution; a file in its folder starts a poll. */
final class PlainCamel {
    private final Path home;
    private final Child process;

    private PlainCamel(Path home, Child process) {
        this.home = home;
        this.process = process;
    }

    /** Starts it with the ids that it is to know as delivered. */
    static PlainCamel start(Workbench bench, String account, List<String> delivered) throws IOException {
        Path home = bench.newFolder("camel");
        Files.createDirectories(home.resolve("drop"));
        Files.createDirectories(home.resolve("start"));
        Files.write(home.resolve("delivered.txt"), delivered);
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:MaxRAMPercentage=50"));
        Map<String, String> properties = Map.of(
                "log4j2.configurationFile", bench.install().resolve("config/log4j2.properties").toString(),
                "camel.main.routesIncludePattern", "file:" + bench.peer("plain.camel.yaml"),
                "plain.home", home.toString(),
                "plain.start", "file:" + home.resolve("start") + "?delete=true&delay=100&initialDelay=100",
                "plain.api", bench.vendor().url(),
                "plain.token", account);
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of("-cp", bench.install().resolve("lib") + "/*", "org.apache.camel.main.Main"));
        return new PlainCamel(home, Child.start(home, home.resolve("log"), Map.of(), command));
    }

    /** Has it poll once more. */
    void poll() throws IOException {
        Files.createFile(home.resolve("start/now"));
    }

    Path drop() {
        return home.resolve("drop");
    }

    Child process() {
        return process;
    }
}
