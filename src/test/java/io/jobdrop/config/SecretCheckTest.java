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

class SecretCheckTest {
    private static final String BLANK = "convertly.token holds a blank or a line break; write the key alone, its scheme"
            + " is the setting convertly.auth-scheme";

    @TempDir
    Path home;

    private Installation jobdrop;

    @BeforeEach
    void start() {
        jobdrop = new Installation(home).set("CONVERTLY_TOKEN", "key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3 cret", "s3\u00a0cret", "s3\ncret\n", "s3\r\ncret", "s3\tcret", "s3\u2028cret"})
    void a_blank_is_found_in_a_mounted_file_and_in_a_variable(String text) throws IOException {
        Path file = Files.writeString(home.resolve("key"), text);

        jobdrop.set("CONVERTLY_TOKEN", "{{file:" + file + "}}");
        assertThat(problems()).containsExactly("environment CONVERTLY_TOKEN: " + BLANK);

        jobdrop.set("CONVERTLY_TOKEN", "{{env:MINE}}").set("MINE", text);
        assertThat(problems()).containsExactly("environment CONVERTLY_TOKEN: " + BLANK);

        jobdrop.set("CONVERTLY_TOKEN", text);
        assertThat(problems()).containsExactly("environment CONVERTLY_TOKEN: " + BLANK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ufeffs3cret", "s3\u200bcret", "s3cret\u0000", "s3\u001b[0mcret"})
    void an_invisible_character_is_found(String text) throws IOException {
        Path file = Files.writeString(home.resolve("key"), text);
        jobdrop.set("CONVERTLY_TOKEN", "{{file:" + file + "}}");

        assertThat(problems())
                .containsExactly("environment CONVERTLY_TOKEN: convertly.token holds an invisible character, such as a"
                        + " byte order mark; write the key alone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"s3cret\"", "'s3cret'", "`s3cret`", "\u201cs3cret\u201d", "s3cret'", "\u2018s3cret"})
    void quotes_are_found(String text) throws IOException {
        Path file = Files.writeString(home.resolve("key"), text);
        jobdrop.set("CONVERTLY_TOKEN", "{{file:" + file + "}}");

        assertThat(problems())
                .containsExactly("environment CONVERTLY_TOKEN: convertly.token begins or ends with a quote; write the"
                        + " key without quotes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret", "s3'cret", "a+b/c==", "schl\u00fcssel", "{x}"})
    void another_key_is_fine(String text) {
        jobdrop.set("CONVERTLY_TOKEN", text);

        assertThat(problems()).isEmpty();
    }

    @Test
    void what_cannot_be_resolved_hides_nothing_else() {
        jobdrop.set("CONVERTLY_TOKEN", "{{env:NOT_THERE}}").set("CONVERTLY_URL", "http://api.example.com");

        assertThat(problems())
                .anyMatch(p -> p.contains("convertly.token cannot be resolved"))
                .anyMatch(p -> p.contains("convertly.url: 'http://api.example.com' would send the key unencrypted"))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", " "})
    void an_empty_one_that_a_setting_names_does_not_switch_its_feed_off_silently(String text) throws IOException {
        Path file = Files.writeString(home.resolve("key"), text);
        jobdrop.set("CONVERTLY_TOKEN", "{{file:" + file + "}}").set("USERPILOT_TOKEN", "{{env:NOTHING}}");
        jobdrop.set("NOTHING", text.strip()).set("COMPANYENRICH_TOKEN", "key");

        assertThat(problems())
                .containsExactlyInAnyOrder(
                        "environment CONVERTLY_TOKEN: convertly.token is empty, since {{file:" + file
                                + "}} is; give it a value, or delete this",
                        "environment USERPILOT_TOKEN: userpilot.token is empty, since {{env:NOTHING}} is; give it a"
                                + " value, or delete this");
    }

    @Test
    void a_file_that_cannot_be_read_is_named() throws IOException {
        Path latin = Files.write(home.resolve("latin"), new byte[] {(byte) 0xe9});
        jobdrop.set("CONVERTLY_TOKEN", "{{file:" + home + "}}").set("USERPILOT_TOKEN", "{{file:" + latin + "}}");

        assertThat(problems())
                .anyMatch(p -> p.contains("convertly.token cannot be resolved: " + home + ": Is a directory"))
                .anyMatch(p -> p.contains("userpilot.token cannot be resolved: " + latin + ": it is no text in UTF-8"));
    }

    @Test
    void a_file_that_is_not_there_is_named() {
        jobdrop.set("CONVERTLY_TOKEN", "{{file:" + home.resolve("key") + "}}");

        assertThat(problems())
                .containsExactly("environment CONVERTLY_TOKEN: convertly.token cannot be resolved: "
                        + home.resolve("key") + ": no such file or folder");
    }

    @ParameterizedTest
    @CsvSource({"{{evn:SECRET}},evn", "{{aws:acme}},aws", "{{?vault:acme/key}},vault", "a{{Env:B}}c,Env"})
    void a_function_that_is_not_there_is_named_and_its_argument_is_no_key(String value, String function) {
        jobdrop.set("CONVERTLY_TOKEN", value);

        assertThat(problems())
                .containsExactly(
                        "environment CONVERTLY_TOKEN: convertly.token cannot be resolved: there is no function '"
                                + function + "' in {{" + function
                                + ":...}}; write env or file, or put the jar of Camel's vault into lib/");
    }

    @ParameterizedTest
    @CsvSource({"ACCESS_KEY,access-key", "SECRET_KEY,secret-key", "SESSION_TOKEN,session-token"})
    void keys_of_a_bucket_are_held_against_the_same_rules(String variable, String key) {
        jobdrop.set("JOBDROP_DROP", "s3")
                .set("JOBDROP_DROP_S3_BUCKET", "results")
                .set("JOBDROP_DROP_S3_REGION", "eu-central-1")
                .set("JOBDROP_DROP_S3_ACCESS_KEY", "id")
                .set("JOBDROP_DROP_S3_SECRET_KEY", "secret")
                .set("JOBDROP_DROP_S3_" + variable, "\"s3cret\"");

        assertThat(problems())
                .containsExactly("environment JOBDROP_DROP_S3_" + variable + ": jobdrop.drop.s3." + key
                        + " begins or ends with a quote; write the key without quotes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"api.example.com:80", "API.example.com", "*.example.com"})
    void a_plain_address_is_fine_where_its_host_is_allowed_in_any_spelling(String allowed) {
        jobdrop.set("CONVERTLY_URL", "http://api.example.com").set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", allowed);

        assertThat(problems()).isEmpty();
    }

    private List<String> problems() {
        return jobdrop.read().problems().stream().map(Problem::toString).toList();
    }
}
