package io.jobdrop.cli;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.FeedFile;
import io.jobdrop.config.Problem;
import io.jobdrop.config.WrongSetting;
import io.jobdrop.recorded.FeedTest;
import io.jobdrop.recorded.Recording;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The folder for recorded tests: a file for each feed, which appears whole or not at all. No file is overwritten. */
record RecordingFolder(Path folder, Console console) {
    private static final String NOTHING = "; nothing was recorded";

    /**
     * Makes the folder.
     *
     * @throws WrongSetting when a test of these feeds exists there, or none can be written
     */
    void prepare(List<FeedFile> feeds) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new WrongSetting("--record " + folder + ": this is a file, and a folder is needed" + NOTHING);
        }
        for (FeedFile feed : feeds) {
            if (Files.exists(file(feed))) {
                throw new WrongSetting(file(feed)
                        + " exists already, and is not overwritten; move it, or record to another folder" + NOTHING);
            }
        }
        try {
            Files.createDirectories(folder.toAbsolutePath());
            Files.delete(Files.createTempFile(folder, ".recording", ".tmp"));
        } catch (IOException e) {
            throw new WrongSetting("--record " + folder + ": no file can be written there: " + e + NOTHING);
        }
    }

    private Path file(FeedFile feed) {
        return folder.resolve(feed.test().getFileName());
    }

    /**
     * Writes the test of a feed, and says so, or says why not.
     *
     * @param pollError why the feed's poll failed; null when it did not
     * @return whether it was written
     */
    boolean write(
            Configuration configuration,
            FeedFile feed,
            Recording recording,
            List<String> ids,
            @Nullable String pollError)
            throws IOException, InterruptedException {
        List<Problem> problems = new ArrayList<>();
        if (pollError != null) {
            problems.add(new Problem(feed.name(), "its poll failed"));
        } else if (feed.feed().list().isEmpty() && ids.isEmpty()) {
            problems.add(new Problem(
                    feed.name(), "no job waits in the ledger; name one with jobdrop watch " + feed.name() + " ID"));
        } else {
            FeedTest test = new FeedTest(configuration.install(), configuration.folders());
            String text = test.recorded(feed, recording, ids, configuration.settings(), problems);
            if (problems.isEmpty()) {
                write(file(feed), text);
                console.out().println("Recorded: " + file(feed));
                text.lines()
                        .filter(line -> line.startsWith("untested:"))
                        .forEach(line -> console.out().println("  " + line + " (no recorded answer has them)"));
                return true;
            }
        }
        console.err()
                .println(configuration.settings().redact(Problem.all(problems, feed.name() + " was not recorded")));
        return false;
    }

    private void write(Path file, String text) throws IOException {
        Path begun = Files.createTempFile(folder, ".recording", ".tmp");
        try {
            Files.writeString(begun, text);
            Files.move(begun, file);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(file + " was written by somebody else meanwhile, and is not overwritten", e);
        } finally {
            Files.deleteIfExists(begun);
        }
    }
}
