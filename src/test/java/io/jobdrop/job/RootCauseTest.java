package io.jobdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootCauseTest {
    @TempDir
    Path folder;

    @Test
    void java_says_of_a_file_no_more_than_its_name() throws IOException {
        Path file = Files.write(folder.resolve("file"), "\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        Path missing = folder.resolve("missing");

        assertThat(text(() -> Files.readString(missing))).isEqualTo(missing + ": no such file or folder");
        assertThat(text(() -> Files.createFile(file))).isEqualTo(file + ": it exists already");
        assertThat(text(() -> Files.list(file))).isEqualTo(file + ": it is no folder");
        assertThat(text(() -> {
                    Files.delete(folder);
                    return folder;
                }))
                .isEqualTo(folder + ": the folder is not empty");
        assertThat(text(() -> Files.readString(file))).isEqualTo("it is no text in UTF-8");
        // Root may read everything.
        assertThat(RootCause.text(new AccessDeniedException("/key"))).isEqualTo("/key: permission denied");
    }

    @Test
    void a_sentence_that_names_the_file_names_it_once() {
        var forbidden = new AccessDeniedException("/key");

        assertThat(RootCause.of("/key", forbidden)).isEqualTo("permission denied");
        assertThat(RootCause.of(Path.of("/other"), forbidden)).isEqualTo("/key: permission denied");
    }

    @Test
    void a_reason_stays_as_it_is() {
        var full = new FileSystemException("/drop/a", null, "No space left on device");

        assertThat(RootCause.text(new UncheckedIOException("cannot write", full)))
                .isEqualTo("/drop/a: No space left on device");
        assertThat(RootCause.text(new IOException("outer", new IOException()))).isEqualTo("IOException");
    }

    private static String text(Callable<?> work) {
        try {
            work.call();
            return "it worked";
        } catch (Exception e) {
            return RootCause.text(e);
        }
    }
}
