package io.jobdrop.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.FeedFile;
import io.jobdrop.config.FeedFolders;
import io.jobdrop.config.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder with one feed, {@code acme}, and its test. */
final class FeedTestScene {
    private final Path folder;

    FeedTestScene(Path folder) {
        this.folder = folder;
    }

    /** The feed's properties, indented by nothing. */
    FeedTestScene feed(String properties) throws IOException {
        String text =
                "- beans:\n    - name: acme\n      type: io.jobdrop.Feed\n      properties:\n        vendor: acme\n"
                        + properties.indent(8);
        Files.writeString(folder.resolve("acme.camel.yaml"), text);
        return this;
    }

    FeedTest.Result run(String test) throws IOException, InterruptedException {
        Path path = Files.writeString(folder.resolve("acme.test.yaml"), test);
        List<Problem> problems = new ArrayList<>();
        FeedFolders folders = FeedFolders.read(List.of(folder), problems);
        FeedFile feed = folders.feeds().get(0);
        assertThat(feed.test()).isEqualTo(path);
        TestFile answers = TestFile.read(path, problems);
        assertThat(problems).isEmpty();
        return new FeedTest(Path.of("").toAbsolutePath(), folders).run(feed, answers);
    }

    /** What does not come as the test says. */
    List<String> differences(String test) throws IOException, InterruptedException {
        FeedTest.Result result = run(test);
        assertThat(result.wrong()).isEmpty();
        return result.differences();
    }
}
