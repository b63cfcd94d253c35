package io.jobdrop.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.Feed;
import io.jobdrop.config.TestFeed;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.support.TestLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InboxFileTest {
    private static final String A = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
    private static final String B = "3fa85f64-5717-4562-b3fc-2c963f66afa7";

    @TempDir
    Path folder;

    private TestLedger ledger;
    private InboxFile inbox;
    private Feed feed = feed("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private static Feed feed(String idPattern) {
        return TestFeed.of("job: {completed: completed, idPattern: '" + idPattern
                + "'}\ndetail: {path: \"/jobs/{jobId}\"}\nresults: {urls: $.url}\n");
    }

    @BeforeEach
    void open() {
        ledger = new TestLedger(folder);
        inbox = new InboxFile(ledger.jobs());
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void plain_text_has_one_id_a_line() throws Exception {
        assertThat(register("\uFEFF# ordered today\r\n" + A + "\r\n\r\n  " + B + "\n" + A + "\n"))
                .isEqualTo(2);
        assertThat(ids()).containsExactlyInAnyOrder(A, B);
    }

    @Test
    void csv_has_a_job_id_column_wherever_it_stands() throws Exception {
        assertThat(register("name,\"job_id\",note\n\"x, y\"," + A + ",\"a\nb\"\nz," + B + ",\n"))
                .isEqualTo(2);
        assertThat(ids()).containsExactlyInAnyOrder(A, B);
    }

    @Test
    void semicolons_separate_too() throws Exception {
        assertThat(register("job_id;name\n" + A + ";x\n")).isEqualTo(1);
    }

    @Test
    void the_vendors_answer_is_one_object_or_an_array_of_them() throws Exception {
        assertThat(register("{\"job_id\":\"" + A + "\",\"status\":\"pending\"}"))
                .isEqualTo(1);
        assertThat(register("[{\"job_id\":\"" + A + "\"},{\"job_id\":\"" + B + "\"}]"))
                .isEqualTo(1);
    }

    @Test
    void the_first_group_of_the_pattern_is_the_id() throws Exception {
        feed = feed("(?:https://h/statements/)?([0-9A-Fa-f-]{36})(?:[?].*)?");

        assertThat(register("https://h/statements/" + A + "\nhttps://h/statements/" + B.toUpperCase(Locale.ROOT)
                        + "?x=1\n" + A + "\nhttps://h/statements/..\n"))
                .isEqualTo(2);

        assertThat(ids()).containsExactlyInAnyOrder(A, B);
        assertThat(Files.readString(folder.resolve("ids.rejected")))
                .startsWith("https://h/statements/.. # does not match ");
    }

    @Test
    void an_id_that_the_pattern_takes_and_no_job_may_have_is_rejected() throws Exception {
        feed = feed(".*/jobs/(.*)");

        assertThat(register("https://h/jobs/..\nhttps://h/jobs/\nhttps://h/jobs/7\n"))
                .isEqualTo(1);
        assertThat(ids()).containsExactly("7");
        assertThat(Files.readAllLines(folder.resolve("ids.rejected")))
                .containsExactly("https://h/jobs/.. # is a dot segment of a path", "https://h/jobs/ # is empty");
    }

    @Test
    void what_is_no_id_goes_to_a_rejected_file_that_says_why() throws Exception {
        assertThat(register(A + "\nnot-a-uuid\n../../etc\n")).isEqualTo(1);

        assertThat(Files.readAllLines(folder.resolve("ids.rejected")))
                .hasSize(2)
                .allMatch(line -> line.contains(" # does not match "));
    }

    @Test
    void broken_files_are_rejected_with_their_reason() throws Exception {
        assertThat(register("{\"job_id\":1e99999999999}")).isZero();
        assertThat(register("{\"job_id\":")).isZero();
        assertThat(Files.readString(folder.resolve("ids.rejected"))).contains("looks like JSON, but is none");
        Files.write(folder.resolve("ids"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThat(inbox.register(feed, folder.resolve("ids").toFile())).isZero();
        assertThat(Files.readString(folder.resolve("ids.rejected"))).contains("is no text in UTF-8");
    }

    @Test
    void a_broken_head_of_csv_is_rejected_with_its_reason() throws Exception {
        assertThat(register("\"job_id\"x,name\n" + A + ",y\n")).isZero();
        assertThat(rejected()).singleElement().asString().contains("the file # looks like CSV, but is none");
    }

    @Test
    void a_second_json_value_is_rejected_and_not_passed_over() throws Exception {
        assertThat(register("{\"job_id\":\"" + A + "\"}\n{\"job_id\":\"" + B + "\"}"))
                .isZero();
        assertThat(rejected()).singleElement().asString().contains("the file # looks like JSON, but is none");
    }

    @Test
    void each_rejected_entry_is_one_line_of_text() throws Exception {
        assertThat(register("[\"a\\nb\",\"\\ud800\"]")).isZero();
        assertThat(rejected())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("a b # does not match "),
                        line -> assertThat(line).startsWith(" # does not match "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "JOB_ID\n" + A + "\n",
                "name,Job_Id\nx," + A + "\n",
                "\uFEFF\"Job_ID\",name\n" + A + ",x\n",
                "name;JOB_ID\nx;" + A + "\n",
                "Job_id\tname\n" + A + "\tx\n",
                "{\"JOB_ID\":\"" + A + "\"}",
                "[{\"Job_Id\":\"" + A + "\"}]"
            })
    void the_column_and_the_field_are_found_in_any_case(String text) throws Exception {
        assertThat(register(text)).isEqualTo(1);
        assertThat(ids()).containsExactly(A);
    }

    @Test
    void a_number_keeps_its_digits() throws Exception {
        feed = feed("[0-9.]+");

        assertThat(register("[{\"job_id\":12345678901234567890123},{\"job_id\":7},8,{\"job_id\":1.10}]"))
                .isEqualTo(4);
        assertThat(ids()).containsExactlyInAnyOrder("12345678901234567890123", "7", "8", "1.10");
    }

    @Test
    void a_uuid_in_capitals_is_the_same_job() throws Exception {
        assertThat(register(A.toUpperCase(Locale.ROOT) + "\n" + A + "\n")).isEqualTo(1);
        assertThat(register("[\"" + A.toUpperCase(Locale.ROOT) + "\"]")).isZero();
        assertThat(ids()).containsExactly(A);
    }

    @Test
    void an_id_of_any_visible_characters_is_taken_where_the_feed_allows_it() throws Exception {
        feed = feed(".*");

        assertThat(register("[\"gid://shopify/Job/7\",\"a b\",\"..\",\"a\\tb\"]"))
                .isEqualTo(2);
        assertThat(ids()).containsExactlyInAnyOrder("gid://shopify/Job/7", "a b");
        assertThat(rejected()).containsExactly(".. # is a dot segment of a path", "a b # holds an invisible character");
    }

    private List<String> rejected() throws IOException {
        return Files.readAllLines(folder.resolve("ids.rejected"));
    }

    private int register(String text) throws IOException {
        Files.writeString(folder.resolve("ids"), text);
        return inbox.register(feed, folder.resolve("ids").toFile());
    }

    private List<String> ids() {
        return ledger.jobs().queries().jobs("f", null).stream()
                .map(LedgerEntry::jobId)
                .toList();
    }
}
