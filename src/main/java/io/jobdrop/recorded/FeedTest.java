package io.jobdrop.recorded;

import io.jobdrop.Feed;
import io.jobdrop.config.Configuration;
import io.jobdrop.config.FeedFile;
import io.jobdrop.config.FeedFolders;
import io.jobdrop.config.Problem;
import io.jobdrop.config.Settings;
import io.jobdrop.config.TestConfiguration;
import io.jobdrop.poll.InboxFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Runs the real routes of one feed against recorded answers: no network, only a temporary ledger, no file delivered.
 * What a vendor or a host would be asked for is compared with what is recorded, and so is what becomes of the jobs.
 */
public final class FeedTest {
    private static final int MOST_BYTES = 1_000_000;

    private final Path install;
    private final FeedFolders folders;

    /**
     * What a test found.
     *
     * @param wrong what is wrong with the test or its feed, so that it was not run
     * @param differences what did not come as it must; empty when the feed passes
     * @param summary how much was compared
     */
    public record Result(List<Problem> wrong, List<String> differences, String summary) {}

    /** Tests feeds of these folders with the routes of an installation. */
    public FeedTest(Path install, FeedFolders folders) {
        this.install = install;
        this.folders = folders;
    }

    /** Runs the test of a feed. */
    public Result run(FeedFile file, TestFile test) throws IOException, InterruptedException {
        return inNewFolder(home -> {
            Configuration configuration = configuration(home, file, test.settings(), test.path());
            List<Problem> wrong = new ArrayList<>(configuration.obstacles());
            if (wrong.isEmpty()) {
                wrong.addAll(wrongIds(configuration.feeds().get(0), test));
            }
            return wrong.isEmpty() ? compared(new Play(configuration), test) : new Result(wrong, List.of(), "");
        });
    }

    private static Result compared(Play play, TestFile written) throws IOException, InterruptedException {
        TestFile test = written.below(play.address());
        Outcome outcome = play.run(test::answerTo, test.ids(), test.settings().keySet());
        List<String> differences = Stream.concat(
                        UnfoundPaths.of(play.feed(), test).stream(), Differences.between(test, outcome).stream())
                .toList();
        return new Result(
                List.of(),
                differences,
                outcome.jobs().size() + " jobs, " + test.requests().size() + " requests");
    }

    /**
     * The text of a test that a feed passes: what it asks for, and what comes of these answers.
     *
     * @param title what stands above it
     * @param settings those of the test
     * @param problems get what is wrong with the feed; and, as one that stops nothing, that its poll fails
     * @return nothing when something is wrong with the feed
     */
    public String draft(
            FeedFile file, String title, Map<String, String> settings, GivenAnswers answers, List<Problem> problems)
            throws IOException, InterruptedException {
        return inNewFolder(home -> {
            Configuration configuration = configuration(home, file, settings, file.path());
            problems.addAll(configuration.obstacles());
            if (!configuration.obstacles().isEmpty()) {
                return "";
            }
            GivenAnswers given = answers.withoutSecrets(file);
            Outcome outcome = new Play(configuration).run(given::to, given.ids(), settings.keySet());
            if (outcome.pollError() != null) {
                problems.add(new Problem(file.name(), outcome.pollError(), false));
            }
            return new TestText(title, settings, answers.ids(), List.of(), outcome).toString();
        });
    }

    /**
     * The text of a test from what was heard while the feed asked its vendor. It holds no secret, and the feed passes it.
     *
     * @param ids the job ids that entered, for a feed without a list
     * @param settings those with which the vendor was asked
     * @param problems get what is wrong, so that the text is of no use
     */
    public String recorded(
            FeedFile file, Recording recording, List<String> ids, Settings settings, List<Problem> problems)
            throws IOException, InterruptedException {
        Map<String, String> values = TestConfiguration.of(settings, file);
        String text = inNewFolder(home -> {
            Configuration configuration = configuration(home, file, values, file.path());
            problems.addAll(configuration.obstacles());
            if (!problems.isEmpty()) {
                return "";
            }
            Play play = new Play(configuration);
            HeardAnswers answers = new HeardAnswers(recording, file, play.address(), settings);
            Outcome outcome = play.run(answers, ids, values.keySet());
            if (outcome.pollError() != null) {
                problems.add(new Problem(file.name(), "the recorded answers end in an error: " + outcome.pollError()));
            }
            List<RecordedRequest> requests = outcome.requests().stream()
                    .map(SentRequest::recorded)
                    .filter(Objects::nonNull)
                    .toList();
            List<String> untested = UnfoundPaths.properties(file, requests);
            String title = "Recorded by jobdrop plan --record. Read it before you share it.";
            return settings.withoutSecrets(new TestText(title, values, ids, untested, outcome).toString());
        });
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_BYTES) {
            problems.add(new Problem(
                    file.name(),
                    "its recording has " + bytes + " bytes, and a test has at most " + MOST_BYTES
                            + "; record an account with fewer jobs"));
        }
        return !problems.isEmpty()
                ? ""
                : inNewFolder(folder -> {
                    Path written = Files.writeString(folder.resolve(file.name() + ".test.yaml"), text);
                    TestFile test = TestFile.read(written, problems);
                    if (problems.isEmpty()) {
                        // A secret that was hidden where the feed needs it shows here.
                        Result result = run(file, test);
                        problems.addAll(result.wrong());
                        result.differences().forEach(each -> problems.add(new Problem(file.name(), each)));
                    }
                    return text;
                });
    }

    private Configuration configuration(Path home, FeedFile file, Map<String, String> settings, Path origin) {
        return TestConfiguration.of(install, home, folders, file, settings, String.valueOf(origin));
    }

    private static List<Problem> wrongIds(Feed feed, TestFile test) {
        String file = String.valueOf(test.path());
        if (feed.list().isPresent() != test.ids().isEmpty()) {
            return List.of(new Problem(
                    file,
                    feed.list().isPresent()
                            ? "the feed has a list, so that no ids enter; leave ids out"
                            : "the feed has no list; ids names the jobs that enter"));
        }
        return test.ids().stream()
                .filter(id -> !InboxFile.idIn(feed, id).equals(Optional.of(id)))
                .map(id -> new Problem(file, "'" + id + "' does not match job.idPattern"))
                .toList();
    }

    @FunctionalInterface
    private interface InFolder<T> {
        T run(Path folder) throws IOException, InterruptedException;
    }

    private static <T> T inNewFolder(InFolder<T> what) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("jobdrop-test");
        try {
            return what.run(folder);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
