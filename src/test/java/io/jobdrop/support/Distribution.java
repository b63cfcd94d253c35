package io.jobdrop.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What was packaged, started as a user would start it, with a home folder and an environment of its own. */
public final class Distribution {
    public static final Path FOLDER = Path.of(System.getProperty("jobdrop.distribution"));

    private final Path home;
    private final int port = ServerProcess.freePort();
    private final Map<String, String> environment = new HashMap<>();
    private int largestFile;
    private File output = ProcessBuilder.Redirect.DISCARD.file();

    public Distribution(Path home) {
        this.home = home;
        set("JOBDROP_HTTP_PORT", Integer.toString(port));
    }

    public Distribution set(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** All that the processes print goes to the end of this file. */
    public Distribution printingTo(Path file) {
        output = file.toFile();
        return this;
    }

    /** No file that the processes write becomes larger, as if the file system were full; 0 for no such limit. */
    public Distribution withFilesUpTo(int kilobytes) {
        largestFile = kilobytes;
        return this;
    }

    public Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.addAll(List.of("--home", home.toString()));
        ProcessBuilder builder = bare(command.toArray(String[]::new));
        if (largestFile > 0) {
            // POSIX counts in blocks of 512 bytes.
            builder.command().addAll(0, List.of("sh", "-c", "ulimit -f " + largestFile * 2 + " && exec \"$@\"", "sh"));
        }
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output))
                .start();
    }

    /** Runs to the end, within two minutes, and returns the exit code. */
    public int run(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /** The command with nothing but its arguments. */
    public static ProcessBuilder bare(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(FOLDER.resolve("bin/jobdrop").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("JOBDROP_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }

    /** Runs the bare command to its end, and returns what it printed. */
    public static String print(int exit, String... arguments) throws IOException, InterruptedException {
        Path file = Files.createTempFile("output", null);
        try {
            Process process = bare(arguments)
                    .redirectErrorStream(true)
                    .redirectOutput(file.toFile())
                    .start();
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            String text = Files.readString(file);
            assertThat(process.exitValue()).as(text).isEqualTo(exit);
            return text;
        } finally {
            Files.delete(file);
        }
    }

    /** What the running service answers on its own port. */
    public String get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
