package io.jobdrop.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.config.FeedFile;
import io.jobdrop.config.FeedFolders;
import io.jobdrop.config.Problem;
import io.jobdrop.draft.FeedDraft;
import io.jobdrop.recorded.FeedTest;
import io.jobdrop.recorded.GivenAnswers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "new",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a feed and its test from answers of a vendor: NAME.camel.yaml and NAME.test.yaml.",
            "It recognises jobs, ids, status words, times, results and pages by their names and forms. A line that begins"
                    + " with \"# Fill in:\" says what only the vendor's documentation knows.",
            "Signatures, tokens and passwords in the answers are replaced. No file is overwritten."
        })
final class NewCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    // The test that holds it, indented, may have a megabyte.
    private static final long MOST_BYTES = 300_000;

    private final Console console;

    @Parameters(index = "0", paramLabel = "NAME", description = "The feed's name, such as acme-exports.")
    private String name = "";

    @Option(names = "--answer", paramLabel = "FILE", description = "What the vendor's list answers, as JSON.")
    private @Nullable Path answer;

    @Option(
            names = "--detail",
            paramLabel = "FILE",
            description = "What the vendor answers for one job, as JSON. Enough for a vendor without a list.")
    private @Nullable Path detail;

    @Option(
            names = "--vendor",
            paramLabel = "VENDOR",
            description = "The prefix of the settings with address and key. Default: NAME up to its first hyphen.")
    private String vendor = "";

    @Option(names = "--feeds", paramLabel = "DIR", description = "The folder to write to. Default: the current folder.")
    private Path feeds = Path.of("");

    /** What keeps the command from writing anything. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    NewCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try {
            check();
            JsonNode list = answer == null ? null : read(answer);
            JsonNode job = detail == null ? null : read(detail);
            String from = Stream.of(answer, detail)
                    .filter(file -> file != null)
                    .map(file -> String.valueOf(file.getFileName()))
                    .collect(Collectors.joining(" and "));
            FeedDraft draft = draft(list, job, from);
            List<Problem> problems = new ArrayList<>();
            String test = test(draft, new GivenAnswers(list, job, draft.detailId()), from, problems);
            Files.createDirectories(feeds.toAbsolutePath());
            Files.writeString(file(".camel.yaml"), draft.text(), StandardOpenOption.CREATE_NEW);
            Files.writeString(file(".test.yaml"), test, StandardOpenOption.CREATE_NEW);
            print(draft, problems);
            return Console.FINE;
        } catch (Refused e) {
            return console.wrong(e.getMessage() + "; nothing was written");
        }
    }

    private void check() throws Refused {
        if (answer == null && detail == null) {
            throw new Refused("jobdrop new needs --answer FILE, or for a vendor without a list --detail FILE");
        }
        vendor = vendor.isEmpty() ? name.replaceFirst("-.*", "") : vendor;
        for (String each : List.of(name, vendor)) {
            if (!each.matches("[a-z0-9][a-z0-9-]*")) {
                throw new Refused("'" + each + "' is no name: it has lower case letters, digits and hyphens only");
            }
        }
        if (Files.exists(feeds) && !Files.isDirectory(feeds)) {
            throw new Refused("--feeds " + feeds + ": this is a file, and a folder is needed");
        }
        for (String ending : List.of(".camel.yaml", ".test.yaml")) {
            if (Files.exists(file(ending))) {
                throw new Refused(file(ending) + " exists already, and is not overwritten");
            }
        }
        if (Files.exists(console.sources().install().resolve("routes/feeds/" + name + ".camel.yaml"))) {
            throw new Refused("the feed '" + name + "' is built in; choose another name");
        }
    }

    private Path file(String ending) {
        return feeds.resolve(name + ending);
    }

    private static JsonNode read(Path file) throws Refused, IOException {
        if (!Files.isRegularFile(file)) {
            throw new Refused(file + ": no such file");
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new Refused(file + " has " + Files.size(file) + " bytes, and at most " + MOST_BYTES
                    + " are read; keep a few jobs of it");
        }
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(file));
            if (!json.isContainerNode()) {
                throw new Refused(file + " is no JSON object or array");
            }
            return json;
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new Refused(
                    file + ":" + line + " is no JSON; save the body of the answer alone, without its headers");
        }
    }

    private FeedDraft draft(@Nullable JsonNode list, @Nullable JsonNode job, String from) throws Refused {
        try {
            return FeedDraft.of(name, vendor, from, list, job);
        } catch (FeedDraft.NoJobs e) {
            throw new Refused(answer + " " + e.getMessage());
        }
    }

    // The feed runs once in a temporary folder, to see what it asks for and what comes of the answers.
    private String test(FeedDraft draft, GivenAnswers answers, String from, List<Problem> problems)
            throws Refused, IOException, InterruptedException {
        Path folder = Files.createTempDirectory("jobdrop-new");
        Path written = folder.resolve(name + ".camel.yaml");
        try {
            Files.writeString(written, draft.text());
            FeedFolders folders = FeedFolders.read(List.of(folder), problems);
            String test = "";
            if (problems.isEmpty()) {
                FeedFile feed = folders.feeds().get(0);
                String title = "What comes of " + from + ". Run: jobdrop test " + name;
                Map<String, String> settings = draft.origin()
                        .map(origin -> Map.of(feed.vendor() + ".url", origin))
                        .orElse(Map.of());
                test = new FeedTest(console.sources().install(), folders)
                        .draft(feed, title, settings, answers, problems);
            }
            if (problems.stream().anyMatch(Problem::stops)) {
                // Nobody has seen the folder.
                throw new Refused(Problem.all(problems, "the answers lead to no feed that can run")
                        .replace(written.toString(), "the draft of " + written.getFileName())
                        .replace(folder.toString(), "the draft"));
            }
            return test;
        } finally {
            Files.deleteIfExists(written);
            Files.delete(folder);
        }
    }

    private void print(FeedDraft draft, List<Problem> problems) {
        String prefix = vendor.toUpperCase(Locale.ROOT).replace('-', '_');
        console.out().println("Written: " + file(".camel.yaml") + " and " + file(".test.yaml"));
        console.out().println("Guessed:");
        draft.origin()
                .ifPresent(origin -> console.out()
                        .println("  " + prefix + "_URL: probably " + origin + ", as addresses in the answer have it"));
        draft.guesses().forEach(guess -> console.out().println("  " + guess));
        console.out().println("Fill in:");
        draft.questions().forEach(question -> console.out().println("  " + question));
        problems.forEach(problem -> console.out()
                .println("  " + file(".test.yaml") + ": the poll in this test fails, and must not: " + problem.what()));
        console.out().println("Then:");
        console.out()
                .println("  export " + prefix + "_URL=" + draft.origin().orElse("https://…") + " " + prefix
                        + "_TOKEN=…");
        String folder = feeds.toString().isEmpty() ? "." : feeds.toString();
        console.out().println("  jobdrop check --feeds " + folder);
        console.out().println("  jobdrop test " + name + " --feeds " + folder);
    }
}
