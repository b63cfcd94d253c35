package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code jobdrop new} writes a feed that the check accepts, and a test that it passes. */
@Tag("slow")
class NewCommandTest {
    private static final String LIST = """
            {"jobs": [
              {"id": "a", "status": "done", "file": "https://files.acme.com/a.csv?Signature=s3cret&part=1"},
              {"id": "b", "status": "running", "file": null}
            ], "next": null}
            """;

    @AutoClose
    private final JobdropHome scene;

    private final Path feeds;
    private final Path list;

    NewCommandTest(@TempDir Path home) throws IOException {
        scene = new JobdropHome(home);
        feeds = home.resolve("feeds");
        list = Files.writeString(home.resolve("list.json"), LIST);
    }

    @Test
    void the_feed_is_accepted_and_its_test_passes() throws IOException {
        assertThat(create("acme-exports", "--answer", list.toString()))
                .as(scene.err())
                .isZero();
        assertThat(scene.out())
                .contains(
                        "Written: ",
                        "  results.urls: $.file\n",
                        "Fill in:\n  list.path: the path of the list below ACME_URL");
        assertThat(feeds.resolve("acme-exports.test.yaml"))
                .content()
                .contains("https://files.acme.com/a.csv?Signature=x&part=1")
                .doesNotContain("s3cret");

        assertThat(scene.runBare("test", "acme-exports", "--feeds", feeds.toString()))
                .isZero();
        assertThat(scene.out()).isEqualTo("acme-exports: passed (2 jobs, 2 requests)\n");

        scene.environment.put("ACME_URL", "https://api.acme.com");
        scene.environment.put("ACME_TOKEN", "secret-key");
        assertThat(scene.run("check", "--feeds", feeds.toString()))
                .as(scene.err())
                .isZero();
    }

    @Test
    void the_next_page_and_a_detail_that_nobody_gave_are_shown_as_what_to_fill_in() throws IOException {
        Files.writeString(list, LIST.replace("\"next\": null", "\"next\": \"/v1/jobs?after=b\""));

        assertThat(create("acme", "--answer", list.toString())).isZero();

        assertThat(feeds.resolve("acme.test.yaml"))
                .content()
                .contains("# Fill in: the answer to this request", "  # - GET: /v1/jobs?after=b\n", "\npoll: ");
    }

    @Test
    void secrets_in_the_answers_are_replaced_as_in_a_recording() throws IOException {
        Path detail = Files.writeString(
                scene.home.resolve("detail.json"),
                "{\"id\": \"a\", \"status\": \"done\", \"file\": \"https://f.acme.com/a.csv\", \"sftp\":"
                        + " {\"access_token\": \"SECRETACC123456\", \"password\": \"PW\"}, \"note\": \"SECRETACC123456\"}");

        assertThat(create("acme", "--answer", list.toString(), "--detail", detail.toString()))
                .isZero();

        assertThat(feeds.resolve("acme.test.yaml"))
                .content()
                .contains("\"access_token\" : \"x", "\"password\" : \"x\"")
                .doesNotContain("SECRETACC", "PW");
        assertThat(scene.runBare("test", "acme", "--feeds", feeds.toString())).isZero();
    }

    @Test
    void the_address_of_the_next_page_says_where_the_vendor_is() throws IOException {
        Files.writeString(list, LIST.replace("\"next\": null", "\"next\": \"https://api.acme.com/l?page=2\""));

        assertThat(create("n", "--answer", list.toString())).isZero();

        assertThat(scene.out())
                .contains(
                        "  N_URL: probably https://api.acme.com, as addresses in the answer have it\n",
                        "n.test.yaml: the poll in this test fails, and must not: ",
                        "export N_URL=https://api.acme.com N_TOKEN=…");
        assertThat(feeds.resolve("n.test.yaml"))
                .content()
                .contains("settings: {n.url: 'https://api.acme.com'}\n", "# Fill in: this poll fails.")
                .doesNotContain("which is not");
    }

    @Test
    void names_with_quotes_and_brackets_lead_to_a_feed_that_runs() throws IOException {
        Files.writeString(
                list,
                LIST.replace("\"jobs\"", "\"items'] || true\"")
                        .replace("\"next\"", "\"self\": \"/v1/l\\\\\\\\ {{x}}\", \"next\"")
                        .replace("\"file\"", "\"file['{{x}}\\\\u0007\""));

        assertThat(create("acme", "--answer", list.toString())).as(scene.err()).isZero();
        assertThat(scene.runBare("test", "acme", "--feeds", feeds.toString()))
                .as(scene.out())
                .isZero();
    }

    @Test
    void a_vendor_without_a_list_needs_a_detail_alone() throws IOException {
        Path detail = Files.writeString(
                scene.home.resolve("detail.json"),
                "{\"id\": \"7\", \"status\": \"done\", \"url\": \"https://f.acme.com/7.csv\"}");

        assertThat(create("acme", "--vendor", "acme-eu", "--detail", detail.toString()))
                .isZero();
        assertThat(feeds.resolve("acme.camel.yaml")).content().contains("vendor: acme-eu", "idPattern: '\\d+'");
        assertThat(scene.runBare("test", "acme", "--feeds", feeds.toString())).isZero();
    }

    @Test
    void nothing_is_overwritten() throws IOException {
        Files.createDirectory(feeds);
        Path mine = Files.writeString(feeds.resolve("acme.test.yaml"), "mine");

        assertThat(create("acme", "--answer", list.toString())).isEqualTo(2);
        assertThat(scene.err()).contains(mine + " exists already, and is not overwritten; nothing was written");
        assertThat(mine).hasContent("mine");
        assertThat(feeds.toFile().list()).containsExactly("acme.test.yaml");
        assertThat(create("userpilot-jobs", "--answer", list.toString())).isEqualTo(2);
        assertThat(scene.err()).contains("the feed 'userpilot-jobs' is built in; choose another name");
    }

    @Test
    void what_is_no_answer_is_refused() throws IOException {
        refused("HTTP/1.1 200 OK\n\n{}", ":1 is no JSON; save the body of the answer alone, without its headers");
        refused("", " is no JSON object or array");
        refused("7", " is no JSON object or array");
        refused("{\"jobs\": []}", " has no array of jobs");
        refused("[" + " ".repeat(300_000) + "]", " has 300002 bytes, and at most 300000 are read");
        assertThat(create("acme", "--answer", "none.json")).isEqualTo(2);
        assertThat(scene.err()).contains("none.json: no such file");
        assertThat(create("acme")).isEqualTo(2);
        assertThat(scene.err()).contains("jobdrop new needs --answer FILE");
        assertThat(create("Acme", "--answer", list.toString())).isEqualTo(2);
        assertThat(scene.err()).contains("'Acme' is no name");
        assertThat(feeds).doesNotExist();
    }

    private void refused(String answer, String why) throws IOException {
        Files.writeString(list, answer);
        assertThat(create("acme", "--answer", list.toString())).isEqualTo(2);
        assertThat(scene.err()).contains(list + why, "; nothing was written");
    }

    private int create(String name, String... more) {
        return scene.runBare(Stream.of(List.of("new", name, "--feeds", feeds.toString()), List.of(more))
                .flatMap(List::stream)
                .toArray(String[]::new));
    }

    @Test
    void it_has_help() {
        assertThat(scene.runBare("new", "--help")).isZero();
        assertThat(scene.out()).contains("Usage: jobdrop new", "--answer", "--detail", "--vendor", "--feeds");
    }
}
