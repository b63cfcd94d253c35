package io.jobdrop.cli;

import io.jobdrop.config.FeedFile;
import io.jobdrop.config.FeedFolders;
import io.jobdrop.config.Nearest;
import io.jobdrop.config.Problem;
import io.jobdrop.recorded.FeedTest;
import io.jobdrop.recorded.TestFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        description = {
            "Runs feeds against the recorded answers in NAME.test.yaml beside their files: jobs, states, requests, names.",
            "There is no network, no ledger and no setting: test values are used. docs/feed-tests.md describes the file.",
            "Exit code 0 when all pass, 1 when one does not, 2 for wrong usage or a wrong file."
        })
final class TestCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            arity = "0..*",
            paramLabel = "FEED",
            description = "The feeds to test, active or not. Default: all that have a test.")
    private List<String> names = List.of();

    @Option(
            names = "--feeds",
            paramLabel = "DIR",
            description = "A folder with more feed files, beside routes/feeds. Repeatable.")
    private List<Path> feedFolders = new ArrayList<>();

    private final List<Problem> problems = new ArrayList<>();
    private int failed;

    TestCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Path> paths = Stream.of(
                        Stream.of(console.sources().install().resolve("routes/feeds")),
                        console.sources().feedFolders().stream(),
                        feedFolders.stream())
                .flatMap(each -> each)
                .toList();
        List<Problem> unreadable = new ArrayList<>();
        FeedFolders folders = FeedFolders.read(paths, unreadable);
        problems.addAll(unreadable.stream().filter(this::matters).toList());
        List<FeedFile> chosen = chosen(folders.feeds());
        if (!problems.isEmpty()) {
            return console.wrong(Problem.all(problems, "nothing was tested"));
        }
        FeedTest test = new FeedTest(console.sources().install(), folders);
        for (FeedFile feed : chosen) {
            run(test, feed);
        }
        if (!problems.isEmpty()) {
            return console.wrong(Problem.all(problems, "these feeds were not tested"));
        }
        return failed == 0 ? Console.FINE : Console.UNDELIVERED;
    }

    // Of the feeds that were not named, nothing is asked.
    private boolean matters(Problem problem) {
        return names.isEmpty()
                || names.stream().anyMatch(name -> problem.where().matches(".*\\b" + name + "\\.(camel|test)\\.yaml.*"))
                || !problem.where().contains(".yaml");
    }

    private List<FeedFile> chosen(List<FeedFile> feeds) {
        if (names.isEmpty()) {
            return feeds;
        }
        List<FeedFile> chosen = new ArrayList<>();
        List<String> known = feeds.stream().map(FeedFile::name).toList();
        for (String name : names) {
            Optional<FeedFile> feed =
                    feeds.stream().filter(each -> each.name().equals(name)).findFirst();
            if (feed.isEmpty()) {
                problems.add(
                        new Problem("jobdrop test", "unknown feed '" + name + "'" + Nearest.suggestion(name, known)));
            } else if (!Files.isRegularFile(feed.get().test())) {
                problems.add(
                        new Problem(feed.get().test().toString(), "no such file; the feed " + name + " has no test"));
            } else {
                chosen.add(feed.get());
            }
        }
        return chosen;
    }

    private void run(FeedTest test, FeedFile feed) throws IOException, InterruptedException {
        if (!Files.isRegularFile(feed.test())) {
            console.out().println(feed.name() + ": has no test; write " + feed.test());
            return;
        }
        List<Problem> wrong = new ArrayList<>();
        TestFile answers = TestFile.read(feed.test(), wrong);
        if (!wrong.isEmpty()) {
            problems.addAll(wrong);
            return;
        }
        FeedTest.Result result = test.run(feed, answers);
        problems.addAll(result.wrong());
        if (result.wrong().isEmpty()) {
            print(feed, result);
        }
    }

    private void print(FeedFile feed, FeedTest.Result result) {
        List<String> differences = result.differences();
        if (differences.isEmpty()) {
            console.out().println(feed.name() + ": passed (" + result.summary() + ")");
            return;
        }
        failed++;
        console.out().println(feed.name() + ": failed, " + feed.test());
        differences.forEach(each -> console.out().print(each.indent(2)));
    }
}
