package io.jobdrop.support;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;

/**
 * A stock Apache Karaf that knows no repository, in a process of its own with {@code etc}, {@code data} and {@code
 * deploy} below a folder of its own.
 */
public final class Karaf {
    public static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final Path HOME = Path.of(System.getProperty("jobdrop.karaf"));
    private static final Pattern LINE = Pattern.compile("^\\S+ \\| (\\S+) *\\|(?:[^|]*\\|){3} (.*)$");

    private final Path base;
    private final int port = ServerProcess.freePort();
    private final Map<String, String> environment = new TreeMap<>();
    private Process process;

    public Karaf(Path base) throws IOException {
        this.base = base;
        Archives.copyFolder(HOME.resolve("etc"), base.resolve("etc"));
        Files.createDirectories(base.resolve("deploy"));
        edit("users.properties", "(?m)^#(karaf = |_g_)", "$1");
        edit("org.ops4j.pax.url.mvn.cfg", "(?m)^(org.ops4j.pax.url.mvn.repositories *=)(.*\\\\\\n)*.*", "$1");
        edit("org.apache.karaf.shell.cfg", "sshPort *=.*", "sshPort = " + port);
        edit(
                "org.apache.karaf.management.cfg",
                "rmiRegistryPort *=.*",
                "rmiRegistryPort = " + ServerProcess.freePort());
        edit("org.apache.karaf.management.cfg", "rmiServerPort *=.*", "rmiServerPort = " + ServerProcess.freePort());
    }

    private void edit(String file, String pattern, String replacement) throws IOException {
        Path path = base.resolve("etc").resolve(file);
        String text = Files.readString(path);
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException(file + " has no " + pattern);
        }
        Files.writeString(path, matcher.replaceAll(replacement));
    }

    public Karaf set(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    public Path etc() {
        return base.resolve("etc");
    }

    public Path data() {
        return base.resolve("data");
    }

    /** Puts an archive into the deploy folder, or in place of the one that is there. */
    public void deploy(Path archive) throws IOException {
        Archives.deploy(archive, base.resolve("deploy").resolve(archive.getFileName()));
    }

    public void undeploy(Path archive) throws IOException {
        Files.delete(base.resolve("deploy").resolve(archive.getFileName()));
    }

    /** Writes the configuration as an operator saves a file. */
    public void configure(Map<String, String> settings) throws IOException {
        StringBuilder text = new StringBuilder();
        settings.forEach(
                (key, value) -> text.append(key).append(" = ").append(value).append('\n'));
        Files.writeString(etc().resolve("io.jobdrop.cfg"), text);
    }

    /** Returns when the shell answers. */
    public void start() throws IOException {
        process = script("karaf", "server")
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(base.resolve("printed").toFile()))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        await().atMost(PATIENCE).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("Karaf ended: " + Files.readString(base.resolve("printed")));
            }
            return isReady();
        });
    }

    private boolean isReady() {
        try {
            return shell("bundle:list").contains("Active");
        } catch (IOException e) {
            return false; // Nobody listens yet, or nobody may log in yet.
        }
    }

    private ProcessBuilder script(String name, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(HOME.resolve("bin").resolve(name).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(variable -> variable.startsWith("JOBDROP_"));
        variables.putAll(environment);
        variables.put("JAVA_HOME", System.getProperty("java.home"));
        variables.put("LC_ALL", "C.UTF-8");
        variables.put("KARAF_BASE", base.toString());
        variables.put("KARAF_EXEC", "exec");
        // Another one of the same installation may run, with a base of its own.
        variables.put("CHECK_ROOT_INSTANCE_RUNNING", "false");
        variables.put("EXTRA_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
        return builder;
    }

    /** What a line in the shell prints. Karaf's own client would be a process for each. */
    public String shell(String line) throws IOException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (SshClient client = SshClient.setUpDefaultClient()) {
            client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
            client.start();
            try (ClientSession session =
                    client.connect("karaf", "127.0.0.1", port).verify(PATIENCE).getSession()) {
                session.addPasswordIdentity("karaf");
                session.auth().verify(PATIENCE);
                try (ChannelExec channel = session.createExecChannel(line)) {
                    channel.setOut(printed);
                    channel.setErr(printed);
                    channel.open().verify(PATIENCE);
                    if (channel.waitFor(Set.of(ClientChannelEvent.CLOSED), PATIENCE)
                            .contains(ClientChannelEvent.TIMEOUT)) {
                        throw new IOException("the shell does not answer to " + line);
                    }
                }
            }
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** The messages of the log so far, of this level or all. */
    public List<String> log(String level) throws IOException {
        Path log = data().resolve("log/karaf.log");
        List<String> messages = new ArrayList<>();
        for (String line : Files.exists(log) ? Files.readAllLines(log) : List.<String>of()) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches() && (level.isEmpty() || matcher.group(1).equals(level))) {
                messages.add(matcher.group(2));
            }
        }
        return messages;
    }

    public void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    public void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("Karaf does not stop");
        }
    }
}
