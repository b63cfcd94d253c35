package io.jobdrop.support;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A reader of one page, who types its blocks in bash, one after the other, in an empty folder. The next block begins with
 * the folder and the variables that the last one left. {@code jobdrop run} stays in the background until another run
 * begins or the page ends: there the reader types Ctrl-C.
 */
public final class PageReader implements AutoCloseable {
    private static final Path HABITS =
            Path.of("src/test/resources/command-blocks/reader.sh").toAbsolutePath();
    private static final Pattern OF_THE_MACHINE = Pattern.compile(
            "\\b(?:sudo|su|apt|apt-get|dpkg|systemctl|useradd|docker|podman|kubectl|helm)\\b|(?<![\\w./])/(?:etc|usr|opt|srv|var|tmp|root)\\b");
    private static final int SECONDS = 120;

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final int port = ServerProcess.freePort();
    private int blocks;

    public PageReader(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("home"));
        set("READER", folder.toString());
        set("HOME", folder.resolve("home").toString());
        set("PATH", Distribution.FOLDER.resolve("bin") + File.pathSeparator + System.getenv("PATH"));
        set("JAVA_HOME", System.getProperty("java.home"));
        set("JOBDROP_HTTP_PORT", Integer.toString(port));
        set("LC_ALL", "C.UTF-8");
    }

    /** What the commands printed, and with which code the last of them ended. */
    public record Typed(int exit, String output) {}

    public PageReader set(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    public Map<String, String> environment() {
        return Map.copyOf(environment);
    }

    /** Whether commands name places or services that are not the reader's. A test must not run them. */
    public boolean wouldChangeTheMachine(String commands) {
        String foreign = commands.replace(environment.get("READER"), "").replace(Distribution.FOLDER.toString(), "");
        return OF_THE_MACHINE.matcher(foreign).find();
    }

    /** Runs commands to their end. Whatever asks gets the answer {@code secret}. */
    public Typed type(String commands) throws IOException, InterruptedException {
        blocks++;
        Path script = Files.writeString(
                folder.resolve("block-" + blocks + ".sh"), ". " + HABITS + "\n" + commands + "\nremember\n");
        Path answers = Files.writeString(folder.resolve("answers"), "secret\n".repeat(4));
        Path output = folder.resolve("block-" + blocks + ".txt");
        // Without a terminal, so that openssl reads the answers.
        ProcessBuilder builder = new ProcessBuilder(List.of("setsid", "-w", "bash", "-e", script.toString()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process bash = builder.directory(folder.resolve("home").toFile())
                .redirectErrorStream(true)
                .redirectInput(answers.toFile())
                .redirectOutput(output.toFile())
                .start();
        if (!bash.waitFor(SECONDS, TimeUnit.SECONDS)) {
            bash.descendants().forEach(ProcessHandle::destroyForcibly);
            bash.destroyForcibly().waitFor();
            return new Typed(124, Files.readString(output) + "\nnot over after " + SECONDS + " s");
        }
        return new Typed(bash.exitValue(), Files.readString(output));
    }

    /** Types Ctrl-C where a service runs. */
    public Typed stop() throws IOException, InterruptedException {
        return type("stop_service");
    }

    @Override
    public void close() throws IOException {
        try {
            stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
