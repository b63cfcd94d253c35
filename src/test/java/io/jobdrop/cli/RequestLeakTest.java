package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.TestFeed;
import io.jobdrop.job.JobId;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.FakeVendor.Request;
import io.jobdrop.support.LogLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key that a feed puts into a query, a header and a body is nowhere but in requests. */
class RequestLeakTest {
    private static final String KEY = "k3y/Zq+81=xW\"u";
    private static final String FEED = """
            vendor: acme
            headers: {X-Own: "own {{acme.token}}"}
            list:
              path: /jobs
              method: POST
              query: {api_key: "{{acme.token}}"}
              body: '{"key": {{acme.token}}, "also": "k {{acme.token}}", "after": {cursor}}'
              items: $.jobs
              paging: {type: cursor, cursor: $.next}
            detail: {path: "/jobs/{jobId}", query: {api_key: "{{acme.token}}"}}
            job: {completed: done, failed: failed, error: $.error}
            results:
              steps:
                - {path: "/docs/{$.doc}", query: {api_key: "{{acme.token}}"}}
              urls: $.file
            download: {path: "/files/{result}"}
            """;

    @AutoClose
    private final JobdropHome jobdrop;

    RequestLeakTest(@TempDir Path home) throws IOException {
        jobdrop = new JobdropHome(home);
    }

    @BeforeEach
    void play() throws IOException {
        Path feeds = Files.createDirectories(jobdrop.home.resolve("feeds"));
        Files.writeString(feeds.resolve("acme-jobs.camel.yaml"), TestFeed.yaml("acme-jobs", FEED));
        jobdrop.environment.put("ACME_URL", jobdrop.vendor.url());
        jobdrop.environment.put("ACME_TOKEN", KEY);
        jobdrop.environment.put("JOBDROP_FEEDS", "acme-jobs");
        // The vendor repeats what it was sent.
        Function<Request, String> echo = request -> "bad request: " + request.query() + " " + request.body() + " "
                + request.header("Authorization") + " " + request.header("X-Own");
        jobdrop.vendor.on(
                "/jobs",
                request -> request.body().contains("null")
                        ? Answer.json("{\"jobs\":["
                                + String.join(",", job("good"), job("gone"), job("refused"), job("odd\u0001"))
                                + ",{\"id\":\"f\",\"status\":\"failed\",\"error\":" + quoted(echo.apply(request))
                                + "},{\"id\":\"s\",\"status\":" + quoted(echo.apply(request)) + "}],\"next\":\"c\"}")
                        : Answer.status(400, "{\"message\":" + quoted(echo.apply(request)) + "}"));
        for (String id : List.of("good", "gone", "refused")) {
            jobdrop.vendor.on("/jobs/" + id, request -> Answer.json(job(id)));
            jobdrop.vendor.on(
                    "/docs/" + id,
                    request -> id.equals("gone")
                            ? Answer.status(404, "{\"message\":" + quoted(echo.apply(request)) + "}")
                            : Answer.json("{\"file\":\"" + id + "\"}"));
        }
        jobdrop.vendor.on("/files/good", Answer.bytes("text/csv", new byte[] {65}));
        jobdrop.vendor.on("/files/refused", request -> Answer.status(403, echo.apply(request)));
    }

    private static String job(String id) {
        return "{\"id\":\"" + id.replace("\u0001", "\\u0001") + "\",\"status\":\"done\",\"doc\":\""
                + id.replace("\u0001", "\\u0001") + "\"}";
    }

    private static String quoted(String text) {
        return new com.fasterxml.jackson.databind.node.TextNode(text).toString();
    }

    @Test
    void it_is_in_no_output_no_log_and_no_file() throws Exception {
        List<String> said = new ArrayList<>();
        // As config/log4j2.properties has them.
        Configurator.setLevel("org.apache.hc", Level.OFF);
        Configurator.setLevel("org.apache.camel.component.http", Level.WARN);
        Configurator.setLevel("org.apache.camel.component.properties", Level.INFO);
        try (LogLines log = new LogLines(Level.DEBUG)) {
            for (String command : List.of("check", "plan", "run --once", "jobs --json", "jobs")) {
                List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
                arguments.addAll(
                        List.of("--feeds", jobdrop.home.resolve("feeds").toString()));
                jobdrop.run(arguments.toArray(String[]::new));
                said.add(command + "\n" + jobdrop.out() + jobdrop.err());
            }
            said.addAll(log.all());
        }
        try (Stream<Path> files = Files.walk(jobdrop.home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                said.add(file + "\n" + Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }

        assertThat(jobdrop.vendor.requests("/jobs").get(0)).satisfies(request -> {
            assertThat(request.query()).isEqualTo("api_key=" + JobId.inPath(KEY));
            assertThat(request.header("X-Own")).isEqualTo("own " + KEY);
        });
        assertThat(said.toString())
                .contains("\"good\"", "acme answered 400", "acme answered 404", "refuses the URL: 403");
        assertThat(said).noneMatch(text -> text.contains("k3y") || text.contains("Zq+81") || text.contains("Zq%2B81"));
    }
}
