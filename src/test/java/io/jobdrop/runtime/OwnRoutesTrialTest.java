package io.jobdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.Problem;
import io.jobdrop.config.TestFeed;
import io.jobdrop.support.Installation;
import io.jobdrop.support.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnRoutesTrialTest {
    private static final String KAMELET = """
            apiVersion: camel.apache.org/v1
            kind: Kamelet
            metadata: {name: mine-action, labels: {camel.apache.org/kamelet.type: action}}
            spec:
              definition: {title: Mine, type: object, properties: {}}
              template:
                from:
                  uri: kamelet:source
                  steps:
                    - %s
            """;

    @TempDir
    Path home;

    @TempDir
    Path scratch;

    private Installation jobdrop;

    @BeforeEach
    void start() throws IOException {
        jobdrop = new Installation(home).set("CONVERTLY_TOKEN", "key").feed("acme", feed("log:x"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lgo: x                                                   | there is no step 'lgo'
            to: 'file:/tmp/zz?passwort=PW'                           | the component file has no option 'passwort'
            to: {uri: 'file:/tmp/zz', parameters: {a: PW, b: PW}}    | the component file has no option 'a', 'b'
            to: 'sftp://u@h/x?password=a&PW'                         | an option has no value; write a value that holds & as
            to: 'sftp://u@h/x?passwort=a&PW'                         | the component sftp has no option 'passwort'
            to: 'file:/tmp/zz?fileExist=PW'                          | the property 'fileExist' does not exist, or does not take
            to: 'nosuch:x?password=PW'                               | there is no Camel component 'nosuch'; put the jar
            bean: {beanType: no.such.Cls}                            | there is no class 'no.such.Cls' on the class path
            bean: {ref: nobody}                                      | there is no bean 'nobody' in the folders of feeds
            to: 'ref:own'                                            | there is no bean 'own' in the folders of feeds
            to: 'kamelet:nope'                                       | there is no kamelet 'nope'
            to: '{{no.such.key}}'                                    | there is no setting 'no.such.key'
            filter: {simple: '${bdoy} ==', steps: [{to: 'log:x'}]}   | unexpected = at location 8: ${bdoy} ==
            setBody: {simple: '${bdoy}'}                             | Unknown function: bdoy at location 0: ${bdoy}
            filter: {simple: '${body} == 1'}                         | the step filter has no steps; indent them
            unmarshal: {csv: {}}                                     | Data format 'csv' could not be created
            """)
    void a_step_that_camel_refuses_is_found_with_its_line(String step, String problem) throws IOException {
        jobdrop.feed("own", route("own", "direct:own", "log:fine", step));

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith(home.resolve("feeds/own.camel.yaml") + ":7: ")
                .contains(problem)
                .doesNotContain("PW", "\n", "Exception");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {name: own, type: no.such.Type}                                | there is no class 'no.such.Type'
            {name: own, type: java.util.Date, properties: {passwort: PW}}  | the property 'passwort' does not exist
            """)
    void a_bean_that_camel_refuses_is_found(String bean, String problem) throws IOException {
        jobdrop.feed("own", "- beans:\n    - " + bean + "\n");

        assertThat(problems())
                .singleElement()
                .asString()
                .contains("own.camel.yaml:", problem)
                .doesNotContain("PW", "Exception");
    }

    @Test
    void each_file_and_each_route_is_told_at_once() throws IOException {
        jobdrop.feed("a", route("a", "direct:a", "log:x", "lgo: x"))
                .feed(
                        "b",
                        route("b", "direct:b", "log:x", "to: nosuch:x") + route("c", "direct:c", "log:x", "to: no:x"));

        assertThat(problems())
                .hasSize(3)
                .anyMatch(p -> p.contains("a.camel.yaml:7: "))
                .anyMatch(p -> p.contains("b.camel.yaml:7: "))
                .anyMatch(p -> p.contains("b.camel.yaml:14: "));
    }

    @ParameterizedTest
    @CsvSource({
        "twice, already in",
        "job-delivery, already in",
        "acme-poll, belongs to another route or step",
        "acme, belongs to another route or step"
    })
    void an_id_of_another_route_is_found(String id, String problem) throws IOException {
        jobdrop.feed("first", route("twice", "direct:a", "log:x", "log: x"))
                .feed("second", route(id, "direct:b", "log:x", "log: x"));

        assertThat(problems()).singleElement().asString().contains("second.camel.yaml:1: ", "id '" + id + "'", problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:own?timout=5", "ref:own"})
    void a_step_of_a_feed_that_camel_refuses_is_found(String step) throws IOException {
        jobdrop.feed(
                        "own",
                        route("own", "direct:own", "log:x", "log: x")
                                + "- beans:\n    - {name: x, type: java.util.Date}\n")
                .feed("acme", feed(step));

        assertThat(problems())
                .singleElement()
                .asString()
                .contains("acme.camel.yaml:6: step: ", step.contains("?") ? "'timout'" : "'own'");
    }

    @Test
    void a_kamelet_is_tried_where_a_feed_uses_it() throws IOException {
        jobdrop.feed("acme", feed("kamelet:mine-action"));
        Path file = home.resolve("feeds/mine-action.kamelet.yaml");

        Files.writeString(file, KAMELET.formatted("to: 'nosuch:x'"));
        assertThat(problems())
                .singleElement()
                .asString()
                .contains("acme.camel.yaml:6: step: there is no Camel component 'nosuch'");

        Files.writeString(file, KAMELET.formatted("lgo: x"));
        assertThat(problems()).singleElement().asString().contains(file + ":10: there is no step 'lgo'");

        Files.writeString(file, KAMELET.formatted("to: 'log:x'"));
        assertThat(problems()).isEmpty();
    }

    @Test
    void what_runs_is_fine_and_nothing_is_started_or_left() throws IOException {
        Files.writeString(Files.createDirectory(home.resolve("in")).resolve("x.txt"), "x");
        jobdrop.feed(
                        "own",
                        route("own", "direct:own", "log:x", "bean: {ref: disk}")
                                + route(
                                        "own-in",
                                        "file:" + home.resolve("in"),
                                        "log:x",
                                        "to: 'sftp://u@127.0.0.1:1/x?password=PW'")
                                + "- beans:\n    - {name: x, type: java.util.ArrayList}\n"
                                + "- from: {uri: 'timer:x?delay=0', steps: [{bean: {ref: x, method: clear}}, {toD: 'nosuch:${body}'}]}\n")
                .feed("acme", feed("direct:own"));
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Set<Path> files = files();

        try (LogLines log = new LogLines(Level.WARN)) {
            assertThat(problems()).isEmpty();

            assertThat(log.all()).isEmpty();
        }
        assertThat(files()).isEqualTo(files);
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(t -> !before.contains(t))
                        .map(Thread::getName))
                .noneMatch(name -> name.matches("(?i).*(camel|jobdrop|quartz|hikari).*"));
    }

    private Set<Path> files() throws IOException {
        try (var all = Files.walk(home)) {
            return all.collect(Collectors.toSet());
        }
    }

    private static String feed(String step) {
        return TestFeed.yaml("acme", "vendor: convertly\nstep: '" + step + "'\n" + """
                list: {path: /jobs}
                job: {completed: done}
                results: {urls: $.url}
                """);
    }

    private static String route(String id, String from, String first, String second) {
        return """
                - route:
                    id: %s
                    from:
                      uri: %s
                      steps:
                        - to: '%s'
                        - %s
                """.formatted(id, from, first, second);
    }

    private List<String> problems() throws IOException {
        assertThat(jobdrop.read().problems()).isEmpty();
        return OwnRoutesTrial.of(
                        jobdrop.read(),
                        Files.createTempDirectory(scratch, "trial").resolve("ledger.db"))
                .stream()
                .map(Problem::toString)
                .toList();
    }
}
