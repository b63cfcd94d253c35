package io.jobdrop.stage;

import static io.jobdrop.download.DownloadScene.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.config.RuntimeSettings;
import io.jobdrop.config.Settings;
import io.jobdrop.config.TestFeed;
import io.jobdrop.job.GiveUp;
import io.jobdrop.job.Job;
import io.jobdrop.job.Result;
import io.jobdrop.job.RetryLater;
import io.jobdrop.name.JobNames;
import io.jobdrop.name.ResultHead;
import io.jobdrop.support.Checkpoints;
import io.jobdrop.support.DiskSteps;
import io.jobdrop.support.TestLedger;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of what an own step leaves. */
class LeftByStepTest {
    private static final Job JOB = TestLedger.job("a");
    private static final String CHANGED = "changed";

    @TempDir
    Path drop;

    private final CamelContext camel = new DefaultCamelContext();
    private final DiskSteps disk = new DiskSteps();
    private FolderStaging staging;
    private OwnStep step;
    private JobNames names;
    private StagedResult staged;

    @BeforeEach
    void open() throws IOException {
        staging = new FolderStaging(drop, "ledger", "me", 10, Progress.NONE, disk);
        step = new OwnStep(staging, disk);
        step.setCamelContext(camel);
        Settings settings =
                Settings.load(drop, List.of(), RuntimeSettings.NONE, Map.of(), List.of(), new ArrayList<>());
        names = settings.dropNames().of(TestFeed.plain(), JOB);
        Result result = new Result(1, "https://h.example/x", "a.csv.gz", OptionalLong.empty());
        ResultHead head = new ResultHead("h.example", "/x", "application/gzip", null, "b");
        staged = new StagedResult(
                result,
                names.path(result, head),
                staging.store(JOB, 1, body("abc"), Checkpoints.of(null, 3)),
                head,
                Instant.EPOCH,
                Instant.EPOCH);
    }

    @AfterEach
    void close() {
        staging.close();
    }

    @Test
    void components_read_a_staged_file_as_the_file_that_it_is() throws Exception {
        assertThat(step.getCamelContext()).isSameAs(camel);
        assertThat(camel.getTypeConverter().convertTo(File.class, staged)).hasContent("abc");
        assertThat(camel.getTypeConverter().convertTo(InputStream.class, staged))
                .hasContent("abc");
        assertThat(staged.getFile()).isEqualTo(staged.localFile().toString());
    }

    @Test
    void the_body_as_it_was_is_the_file_as_it_lies_now() throws Exception {
        Files.writeString(staged.localFile(), "abcd");
        disk.forget();

        StagedResult after = after(staged, null);

        assertThat(after.stored()).isEqualTo(new Staging.Stored(staged.localFile(), 4, Sha256.of(staged.localFile())));
        assertThat(after.head()).isEqualTo(staged.head());
        assertThat(after.path()).isEqualTo("f/a/a.csv.gz");
        assertThat(disk.taken()).containsExactly("flush 1");
    }

    @Test
    void the_staged_file_itself_is_not_copied() {
        assertThat(after(staged.localFile(), null).stored()).isEqualTo(staged.stored());
        assertThat(after(staged.localFile().toFile(), null).localFile()).isEqualTo(staged.localFile());
    }

    @Test
    void another_file_is_copied_flushed_and_hashed_and_the_staged_one_stays() throws Exception {
        Path other = Files.writeString(drop.resolve("other"), CHANGED);
        GenericFile<File> read = new GenericFile<>();
        read.setFile(other.toFile());
        for (Object left : List.of(other, other.toFile(), read)) {
            StagedResult after = after(left, null);

            assertThat(after.localFile()).hasContent(CHANGED).hasFileName("1.changed");
            assertThat(after.bytes()).isEqualTo(7);
            assertThat(after.sha256()).isEqualTo(Sha256.of(other));
            assertThat(after.head()).isEqualTo(new ResultHead("h.example", "/x", null, null, "b"));
            assertThat(staged.localFile()).hasContent("abc");
        }
        assertThat(disk.taken()).contains("create 1.changed", "flush 1.changed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"b.csv", "f/a/b.csv"})
    void other_content_counts_under_another_name(String name) {
        StagedResult after = after(new ByteArrayInputStream(CHANGED.getBytes()), name);

        assertThat(after.localFile()).hasContent(CHANGED);
        assertThat(after.path()).isEqualTo("f/a/b.csv");
        assertThat(after(CHANGED, "manifest.json").path()).isEqualTo("f/a/manifest-2.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.csv.gz", "f/a/a.csv.gz"})
    void its_own_name_is_no_other_name(String name) {
        assertThat(after(staged, name).path()).isEqualTo("f/a/a.csv.gz");
        assertThatThrownBy(() -> after(CHANGED, name))
                .isInstanceOf(RetryLater.class)
                .hasMessage("the feed's own step left a String as its body; leave the body as it was, hand on a file,"
                        + " or give other content another name in CamelFileName");
    }

    @Test
    void what_is_no_file_is_refused() {
        assertThatThrownBy(() -> after(null, null)).hasMessageContaining("left nothing as its body; leave");
        assertThatThrownBy(() -> after(null, "b"))
                .hasMessageContaining("left nothing as its body, which is no content");
        assertThatThrownBy(() -> after(new Object(), "b")).hasMessageContaining("left a Object as its body, which is");
        assertThatThrownBy(() -> after(drop.resolve("missing"), null))
                .isInstanceOf(RetryLater.class)
                .hasMessageStartingWith("what the feed's own step left cannot be read: ");
    }

    @Test
    void no_other_folder_is_written_to() {
        for (String name : List.of("../b", "/b", "f/b/b", "f/a/b/c")) {
            assertThatThrownBy(() -> after(staged, name))
                    .isInstanceOf(RetryLater.class)
                    .hasMessage("the feed's own step set CamelFileName to '" + name
                            + "'; it may give f/a/a.csv.gz another name, but no other folder");
        }
        assertThatThrownBy(() -> after(staged, "...")).hasMessageContaining("a name without any safe character");
    }

    @Test
    void content_that_ends_early_or_is_too_long_is_refused() {
        InputStream cut = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Not in GZIP format");
            }
        };
        assertThatThrownBy(() -> after(cut, "b"))
                .isInstanceOf(RetryLater.class)
                .hasMessage("what the feed's own step left cannot be read: Not in GZIP format");
        assertThatThrownBy(() -> after("12345678901", "b")).isInstanceOf(GiveUp.class);
    }

    @Test
    void a_disk_that_is_full_is_told_as_that() {
        disk.on("write 1.changed", written -> {
            throw new IOException("No space left");
        });

        assertThatThrownBy(() -> after(CHANGED, "b"))
                .isInstanceOf(RetryLater.class)
                .hasMessageStartingWith("cannot write to ")
                .hasMessageEndingWith("No space left");
    }

    @Test
    void a_failure_is_that_of_the_step_unless_the_step_knows_what_it_means() {
        Exchange failed = left(staged, null);
        failed.setException(new IllegalStateException());
        assertThatThrownBy(() -> step.aggregate(given(), failed))
                .isInstanceOf(RetryLater.class)
                .hasMessage("the feed's own step direct:own failed: IllegalStateException");

        GiveUp refused = new GiveUp("infected");
        failed.setException(refused);
        assertThatThrownBy(() -> step.aggregate(given(), failed)).isSameAs(refused);

        Exchange rolledBack = left(staged, null);
        rolledBack.setRollbackOnly(true);
        assertThatThrownBy(() -> step.aggregate(given(), rolledBack)).hasMessageEndingWith("it was rolled back");
    }

    private StagedResult after(Object body, String name) {
        Exchange given = given();
        assertThat(step.aggregate(given, left(body, name))).isSameAs(given);
        return given.getMessage().getBody(StagedResult.class);
    }

    private Exchange given() {
        Exchange given = new DefaultExchange(camel);
        given.setProperty(
                "feed",
                TestFeed.of("step: direct:own\nlist: {path: /jobs}\njob: {completed: done}\nresults: {urls: $.url}\n"));
        given.setProperty("job", JOB);
        given.setProperty("names", names);
        given.getMessage().setBody(staged);
        return given;
    }

    private Exchange left(Object body, String name) {
        Exchange left = new DefaultExchange(camel);
        left.getMessage().setBody(body);
        if (Objects.nonNull(name)) {
            left.getMessage().setHeader(Exchange.FILE_NAME, name);
        }
        return left;
    }
}
