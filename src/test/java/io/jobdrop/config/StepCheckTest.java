package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StepCheckTest {
    private static final String ROUTES = """
            - route:
                id: unpack
                from: {uri: direct:unpack, steps: [{to: {uri: log:x}}]}
            - from: {uri: direct, parameters: {name: repack}, steps: [{to: {uri: log:x}}]}
            - beans:
                - {name: unpacker, type: java.util.ArrayList}
            """;

    @TempDir
    Path home;

    private Installation jobdrop;

    @BeforeEach
    void start() {
        jobdrop = new Installation(home).set("CONVERTLY_TOKEN", "key");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            kamelet:own-step-actoin        | there is no kamelet 'own-step-actoin'; did you mean 'own-step-action'?
            kamelet:nope?x=y               | there is no kamelet 'nope'
            own-step-action                | 'own-step-action' is no endpoint; write COMPONENT:PLACE, such as kamelet:NAME; did you mean 'kamelet:own-step-action'?
            direct:unpakc                  | no route in the folders of feeds begins with direct:unpakc; did you mean 'direct:unpack'?
            direct:poll                    | no route in the folders of feeds begins with direct:poll
            seda:unpack                    | no route in the folders of feeds begins with seda:unpack
            bean:unpakcer?method=append    | there is no bean 'unpakcer' in the folders of feeds; did you mean 'unpacker'?
            bean:io.jobdrop.support.AppendingStep | ; write class:io.jobdrop.support.AppendingStep
            class:com.acme.Nope            | there is no class 'com.acme.Nope' on the class path; put its jar into lib/
            no-such:thing                  | there is no Camel component 'no-such'; put camel-no-such-
            no-such:thing                  | . There is aws2-s3,
            sfpt:host/in                   | there is no Camel component 'sfpt'; did you mean 'sftp'? Or put camel-sfpt-
            sftp:host/in?pasword=x         | the component sftp has no option 'pasword'; did you mean 'password'?
            file:out?fileExist=Sometimes   | Sometimes
            log:x?nam={jobId}              | {jobId} is replaced by nothing here; write ${exchangeProperty.job.id}
            "file:C:\\drop"                | a URI has no backslash; write / in its place
            """)
    void a_step_that_leads_nowhere_is_found_with_its_line(String step, String problem) throws IOException {
        jobdrop.feed("routes", ROUTES).feed("acme", feed(step.replace("\\\\", "\\")));

        assertThat(problems())
                .singleElement()
                .asString()
                .contains("acme.camel.yaml:6: step: ")
                .contains(problem.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kamelet:own-step-action",
                "direct:unpack",
                "direct://unpack?timeout=5000",
                "direct:repack",
                "bean:unpacker?method=append",
                "class:io.jobdrop.support.AppendingStep",
                "class:io.jobdrop.support.AppendingStep?method=append",
                "file:out?fileName=${exchangeProperty.job.id}",
                "kamelet:${exchangeProperty.job.id}",
                "log:{{jobdrop.drop}}"
            })
    void a_step_that_leads_somewhere_is_fine(String step) throws IOException {
        jobdrop.feed("routes", ROUTES).feed("acme", feed(step));

        assertThat(problems()).isEmpty();
    }

    @Test
    void a_kamelet_beside_the_feed_is_found() throws IOException {
        jobdrop.feed("acme", feed("kamelet:mine-action/one?x=y"));
        Files.writeString(home.resolve("feeds/mine-action.kamelet.yaml"), "");

        assertThat(problems()).isEmpty();
    }

    private static String feed(String step) {
        return TestFeed.yaml("acme", "vendor: convertly\nstep: '" + step + "'\n" + """
                list: {path: /jobs}
                job: {completed: done}
                results: {urls: $.url}
                """);
    }

    private List<String> problems() {
        return jobdrop.read().problems().stream().map(Problem::toString).toList();
    }
}
