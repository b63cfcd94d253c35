package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts what was packaged, as a user would, and looks into the drop. */
class DistributionIT {
    private static final Path DISTRIBUTION = Path.of(System.getProperty("jobdrop.distribution"));

    @TempDir
    Path folder;

    @Test
    void the_packaged_command_delivers_the_sandbox_and_delivers_nothing_twice() throws Exception {
        Path home = Files.createDirectories(folder.resolve("a home"));

        String first = jobdrop(0, "run", "--once", "--sandbox", "--home", home.toString());
        String second = jobdrop(0, "run", "--once", "--sandbox", "--home", home.toString());

        assertThat(first).contains("delivered", "Files and manifests are in");
        assertThat(second).contains("companyenrich-exports  ok    0");
        for (String feed : List.of("companyenrich-exports", "companyenrich-bulk", "userpilot-jobs", "convertly-jobs")) {
            try (var files = Files.walk(home.resolve("drop").resolve(feed))) {
                assertThat(files).anyMatch(file -> file.endsWith("manifest.json"));
            }
        }
    }

    @Test
    void the_package_holds_what_it_needs_and_says_what_is_wrong() throws Exception {
        assertThat(DISTRIBUTION.resolve("sbom.json")).isNotEmptyFile();
        assertThat(DISTRIBUTION.resolve("LICENSE")).isNotEmptyFile();
        assertThat(DISTRIBUTION.resolveSibling("jobdrop.zip")).isNotEmptyFile();
        assertThat(DISTRIBUTION.resolveSibling("jobdrop.tar.gz")).isNotEmptyFile();
        assertThat(jobdrop(0, "--version")).startsWith("jobdrop ");
        assertThat(jobdrop(2, "check", "--home", folder.toString())).contains("no feed is active");
    }

    private String jobdrop(int expected, String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", null);
        List<String> command = new java.util.ArrayList<>(
                List.of(DISTRIBUTION.resolve("bin/jobdrop").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("JOBDROP_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        String text = Files.readString(output);
        assertThat(process.exitValue()).as(text).isEqualTo(expected);
        return text;
    }
}
