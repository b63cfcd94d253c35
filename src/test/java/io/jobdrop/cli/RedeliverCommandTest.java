package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.TestFeed;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.FakeVendor.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command redeliver, with the real routes and a vendor that shows three jobs of two files. */
@Tag("slow")
class RedeliverCommandTest {
    private static final String DROP = "drop/acme-jobs/";

    private final List<String> ids = new ArrayList<>(List.of("j3", "j2", "j1"));
    private final Map<String, String> words = new HashMap<>();
    private final Map<String, String> revisions = new HashMap<>();

    @AutoClose
    private final JobdropHome scene;

    private final Path feeds;

    RedeliverCommandTest(@TempDir Path home) throws IOException {
        scene = new JobdropHome(home);
        feeds = Files.createDirectory(home.resolve("feeds"));
        scene.environment.put("ACME_URL", scene.vendor.url());
        scene.environment.put("ACME_TOKEN", "secret-key");
        scene.environment.put("JOBDROP_FEEDS", "acme-jobs");
        feed("");
        scene.vendor.on("/jobs", this::page);
        ids.forEach(this::serves);
    }

    private void feed(String job) throws IOException {
        Files.writeString(feeds.resolve("acme-jobs.camel.yaml"), TestFeed.yaml("acme-jobs", """
                vendor: acme
                list: {path: /jobs, items: $.jobs, paging: {type: page, size: 2, totalPages: $.pages}}
                job: {completed: done, failed: dead, createdAt: $.created%s}
                results: {urls: $.files}
                """.formatted(job)));
    }

    private void serves(String id) {
        List.of("a.csv", "b.csv").forEach(file -> serves(id, file, "1"));
    }

    private void serves(String id, String file, String content) {
        byte[] bytes = (id + file + content).getBytes(StandardCharsets.UTF_8);
        scene.vendor.on("/r/" + id + "/" + file, Answer.bytes("text/csv", bytes));
    }

    private Answer page(Request request) {
        int from = (request.number("page") - 1) * 2;
        String jobs = ids.subList(Math.min(from, ids.size()), Math.min(from + 2, ids.size())).stream()
                .map(this::entry)
                .collect(Collectors.joining(","));
        return Answer.json("{\"pages\":" + (ids.size() + 1) / 2 + ",\"jobs\":[" + jobs + "]}");
    }

    private String entry(String id) {
        String url = "{'url': '%s/r/%s/%s', 'name': '%s'}";
        String word = words.getOrDefault(id, "done");
        String files = Stream.of("a.csv", "b.csv")
                .filter(name -> !word.equals("gone"))
                .map(name -> url.formatted(scene.vendor.url(), id, name, name))
                .collect(Collectors.joining(","));
        String entry = "{'id': '%s', 'status': '%s', 'run': '%s', 'created': '2026-01-0%sT00:00:00Z', 'files': [%s]}";
        return entry.formatted(
                        id,
                        word.equals("gone") ? "done" : word,
                        revisions.getOrDefault(id, "1"),
                        id.substring(1),
                        files)
                .replace('\'', '"');
    }

    private int jobdrop(String... arguments) {
        return scene.run(Stream.concat(Stream.of(arguments), Stream.of("--feeds", feeds.toString()))
                .toArray(String[]::new));
    }

    private Path drop(String path) {
        return scene.home.resolve(DROP + path);
    }

    private Map<String, String> landed() throws IOException {
        Map<String, String> landed = new TreeMap<>();
        try (Stream<Path> files = Files.walk(scene.home.resolve(DROP))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                landed.put(
                        drop("").relativize(file).toString(),
                        Files.getAttribute(file, "unix:ino") + " " + Files.getLastModifiedTime(file) + " "
                                + Files.readString(file));
            }
        }
        return landed;
    }

    @Test
    void exactly_what_is_missing_comes_back_and_the_rest_is_not_touched() throws IOException {
        assertThat(jobdrop("run", "--once")).isZero();
        Map<String, String> before = landed();
        Files.delete(drop("j1/b.csv"));
        Files.delete(drop("j2/a.csv"));

        assertThat(jobdrop("redeliver", "--missing")).isZero();
        assertThat(scene.out())
                .contains("acme-jobs job j1 is due again: " + drop("j1/b.csv") + " (missing)", "2 jobs are due again")
                .doesNotContain("j3");
        assertThat(jobdrop("audit")).isEqualTo(1);
        assertThat(scene.out()).contains(drop("j1/b.csv").toString(), "2 missing or changed");
        assertThat(jobdrop("jobs", "--state", "due", "--json")).isZero();
        assertThat(scene.out()).contains(drop("j1/b.csv").toString());

        assertThat(jobdrop("run", "--once")).isZero();
        Map<String, String> after = landed();
        assertThat(after.keySet()).isEqualTo(before.keySet());
        assertThat(drop("j1/b.csv")).hasContent("j1b.csv1");
        assertThat(drop("j2/a.csv")).hasContent("j2a.csv1");
        List.of("j1/b.csv", "j2/a.csv")
                .forEach(name -> assertThat(after.remove(name)).isNotEqualTo(before.remove(name)));
        assertThat(after).isEqualTo(before);
        assertThat(scene.vendor.requests("/r/j3/a.csv")).hasSize(1);
        assertThat(jobdrop("audit")).isZero();
        assertThat(jobdrop("redeliver", "--missing")).isZero();
        assertThat(scene.out()).contains("nothing is missing");
    }

    @Test
    void an_old_job_is_found_wherever_the_list_shows_it_now() throws IOException {
        assertThat(jobdrop("run", "--once")).isZero();
        assertThat(jobdrop("run", "--once")).isZero();
        assertThat(scene.vendor.requests("/jobs")).hasSize(3);
        ids.addAll(0, List.of("j5", "j4"));
        List.of("j4", "j5").forEach(this::serves);
        assertThat(jobdrop("run", "--once")).isZero();
        Files.delete(drop("j1/manifest.json"));

        assertThat(jobdrop("redeliver", "acme-jobs", "j1")).isZero();
        assertThat(jobdrop("run", "--once")).isZero();

        assertThat(drop("j1/manifest.json")).exists();
    }

    @Test
    void a_changed_file_is_listed_and_left_alone_and_never_replaced() throws IOException {
        assertThat(jobdrop("run", "--once")).isZero();
        Files.writeString(drop("j1/a.csv"), "mine");
        Files.delete(drop("j1/b.csv"));

        assertThat(jobdrop("redeliver", "--missing", "acme-jobs")).isZero();
        assertThat(scene.out())
                .contains("j1 is left alone", "(missing)", "(changed: 4 bytes", "nothing is missing that");

        assertThat(jobdrop("redeliver", "acme-jobs", "j1")).isZero();
        assertThat(jobdrop("run", "--once")).isEqualTo(1);
        assertThat(scene.out()).contains("gave-up", "a file of other content already stands at " + drop("j1/a.csv"));
        assertThat(drop("j1/a.csv")).hasContent("mine");
        assertThat(drop("j1/b.csv")).doesNotExist();
    }

    @Test
    void other_content_under_the_manifest_that_stands_is_not_published() throws IOException {
        assertThat(jobdrop("run", "--once")).isZero();
        Files.delete(drop("j1/b.csv"));
        serves("j1", "b.csv", "2");

        jobdrop("redeliver", "--missing");
        assertThat(jobdrop("run", "--once")).isEqualTo(1);
        assertThat(scene.out()).contains("another manifest already stands at " + drop("j1/manifest.json"));
        assertThat(drop("j1/b.csv")).doesNotExist();

        Files.delete(drop("j1/manifest.json"));
        jobdrop("retry", "acme-jobs", "j1");
        assertThat(jobdrop("run", "--once")).isZero();
        assertThat(drop("j1/b.csv")).hasContent("j1b.csv2");
        assertThat(jobdrop("audit")).isZero();
    }

    @Test
    void nothing_is_delivered_under_other_names() throws IOException {
        assertThat(jobdrop("run", "--once")).isZero();
        Map<String, String> before = landed();
        jobdrop("redeliver", "acme-jobs", "j1");
        scene.environment.put("JOBDROP_DROP_NAME", "${feed}/other/${jobId}/${fileName}");

        assertThat(jobdrop("run", "--once")).isEqualTo(1);

        assertThat(scene.out()).contains("it was delivered as acme-jobs/j1/a.csv", "other/j1/a.csv");
        assertThat(landed()).isEqualTo(before);
        scene.environment.remove("JOBDROP_DROP_NAME");
        jobdrop("retry", "acme-jobs", "j1");
        assertThat(jobdrop("run", "--once")).isZero();
    }

    @Test
    void a_result_that_the_vendor_does_not_offer_any_more_leaves_the_job_held_and_its_record() throws IOException {
        assertThat(jobdrop("run", "--once")).isZero();
        Files.delete(drop("j1/b.csv"));
        jobdrop("redeliver", "--missing");
        for (String now : List.of("gone", "dead")) {
            words.put("j1", now);
            assertThat(jobdrop("run", "--once")).isEqualTo(1);
            jobdrop("jobs", "--state", "held");
            assertThat(scene.out()).contains("j1", "2");
        }
        assertThat(jobdrop("audit")).isEqualTo(1);
        assertThat(scene.out()).contains(drop("j1/b.csv").toString());
        assertThat(jobdrop("dismiss", "acme-jobs", "j1", "--reason", "expired")).isZero();
        assertThat(jobdrop("run", "--once")).isZero();
        assertThat(jobdrop("redeliver", "--missing")).isZero();
        assertThat(scene.out()).contains("nothing is missing that");
    }

    @Test
    void a_second_delivery_comes_back_under_its_own_names() throws IOException {
        feed(", revision: $.run");
        assertThat(jobdrop("run", "--once")).isZero();
        revisions.put("j3", "2");
        serves("j3", "a.csv", "2");
        serves("j3", "b.csv", "2");
        assertThat(jobdrop("run", "--once")).isZero();
        Map<String, String> before = landed();
        Files.delete(drop("j3@2/a.csv"));
        Files.delete(drop("j3@2/manifest.json"));

        assertThat(jobdrop("redeliver", "--missing")).isZero();
        assertThat(jobdrop("run", "--once")).isZero();

        assertThat(landed().keySet()).isEqualTo(before.keySet());
        assertThat(drop("j3@2/a.csv")).hasContent("j3a.csv2");
        assertThat(drop("j3/a.csv")).hasContent("j3a.csv1");
    }
}
