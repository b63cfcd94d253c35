package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.Distribution;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of any script, where the environment names a locale of ASCII, or one that is not on this machine. */
class LocaleIT {
    private static final String NAME = "\u00dcbersicht-\u7d71\u8a08.csv";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"C", "xx_YY.UTF-8", "tr_TR.ISO-8859-9"})
    void the_command_keeps_a_name_of_any_script(String locale) throws Exception {
        try (FakeVendor vendor = new FakeVendor()) {
            String result = "{\"url\":\"" + vendor.url() + "/r\",\"filename\":\"" + NAME + "\"}";
            vendor.on("/r", Answer.bytes("text/csv", new byte[] {1}));
            vendor.on(
                    "/api/jobs",
                    Answer.json("{\"jobs\":[{\"id\":\"j\",\"status\":\"completed\",\"results\":[" + result
                            + "]}],\"pagination\":{\"hasMore\":false}}"));
            Distribution jobdrop = new Distribution(folder)
                    .set("CONVERTLY_URL", vendor.url())
                    .set("CONVERTLY_TOKEN", "key")
                    .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host())
                    .set("LC_ALL", locale);

            assertThat(jobdrop.run("run", "--once")).isZero();
            assertThat(jobdrop.run("audit")).isZero();

            assertThat(folder.resolve("drop/convertly-jobs/j/manifest.json"))
                    .content(StandardCharsets.UTF_8)
                    .contains(NAME);
        }
    }

    @Test
    void another_start_of_java_is_warned() throws Exception {
        Path said = folder.resolve("said");
        String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        ProcessBuilder check = new ProcessBuilder(List.of(
                java, "-cp", Distribution.FOLDER.resolve("lib") + "/*", "io.jobdrop.cli.Main", "check", "--home", "."));
        check.directory(folder.toFile()).redirectErrorStream(true).redirectOutput(said.toFile());
        check.environment().put("LC_ALL", "C");
        check.environment().put("CONVERTLY_TOKEN", "key");
        Process process = check.start();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(Files.readString(said))
                .contains("a run starts all the same")
                .contains("jobdrop.drop.dir: Java writes the names of files in ")
                .contains("Set the environment variable LC_ALL to C.UTF-8");
    }
}
