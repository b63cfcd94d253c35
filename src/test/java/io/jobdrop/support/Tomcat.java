package io.jobdrop.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A stock Apache Tomcat with its manager, in a process of its own, with a base folder of its own. */
public final class Tomcat {
    public static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Path HOME = Path.of(System.getProperty("jobdrop.tomcat"));

    private final Path base;
    private final int port = ServerProcess.freePort();
    private final Map<String, String> environment = new TreeMap<>();
    private Process process;

    public Tomcat(Path base) throws IOException {
        this.base = base;
        Archives.copyFolder(HOME.resolve("conf"), base.resolve("conf"));
        for (String folder : List.of("webapps", "logs", "temp", "work", "conf/Catalina/localhost")) {
            Files.createDirectories(base.resolve(folder));
        }
        Files.writeString(
                base.resolve("conf/Catalina/localhost/manager.xml"),
                "<Context docBase=\"${catalina.home}/webapps/manager\" privileged=\"true\"/>");
        Files.writeString(
                base.resolve("conf/tomcat-users.xml"),
                "<tomcat-users><user username=\"m\" password=\"m\" roles=\"manager-script\"/></tomcat-users>");
        Path server = base.resolve("conf/server.xml");
        Files.writeString(
                server,
                Files.readString(server)
                        .replace("port=\"8080\"", "address=\"127.0.0.1\" port=\"" + port + "\"")
                        .replace("port=\"8005\"", "port=\"-1\""));
    }

    public Tomcat set(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    public Path base() {
        return base;
    }

    /** Puts a web application into the base folder, at {@code /jobdrop}. */
    public void deploy(Path archive) throws IOException {
        Archives.deploy(archive, base.resolve("webapps/jobdrop.war"));
    }

    /** Returns when the server answers, with its applications started. */
    public void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        HOME.resolve("bin/catalina.sh").toString(), "run")
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(base.resolve("printed").toFile()));
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(variable -> variable.startsWith("JOBDROP_"));
        variables.putAll(environment);
        variables.put("JAVA_HOME", System.getProperty("java.home"));
        variables.put("CATALINA_BASE", base.toString());
        // What is only softly reachable goes at once, so that a class loader that stays is held by something.
        variables.put("CATALINA_OPTS", "-XX:TieredStopAtLevel=1 -XX:SoftRefLRUPolicyMSPerMB=0");
        process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        await().atMost(PATIENCE).ignoreExceptions().until(() -> get("/jobdrop/").statusCode() > 0);
    }

    public URI address(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        String user = Base64.getEncoder().encodeToString("m:m".getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(address(path))
                .header("Authorization", "Basic " + user)
                .timeout(PATIENCE)
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** All that was printed so far. */
    public List<String> log() throws IOException {
        return Files.readAllLines(base.resolve("printed"));
    }

    /** What the JDK's diagnostic command says of the server's process. */
    public List<String> diagnose(String command) throws IOException, InterruptedException {
        Path printed = Files.createTempFile(base, "diagnosis", null);
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        command)
                .redirectOutput(printed.toFile())
                .start();
        if (!jcmd.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            jcmd.destroyForcibly();
        }
        return Files.readAllLines(printed);
    }

    public void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    public void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("Tomcat does not stop");
        }
    }
}
