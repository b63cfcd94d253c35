package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jobdrop.support.CommandBlock;
import io.jobdrop.support.CommandBlock.Kind;
import io.jobdrop.support.CommandLists;
import io.jobdrop.support.PageReader;
import io.jobdrop.support.PageReader.Typed;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each block of commands in the README and in {@code docs} does what the page says: it is typed as it is written, in the
 * order of its page, with what was packaged, and ends well. A sample below it is what it prints. Blocks that name something
 * that no test has are listed in {@code command-blocks/not-run.txt}, words such as {@code DIR} in {@code words.txt}. What a
 * page takes for granted is in {@code command-blocks/PAGE.sh}.
 */
class CommandBlocksIT {
    private static final int AT_LEAST = 40;

    @TempDir
    static Path folder;

    private static final List<CommandBlock> BLOCKS = new ArrayList<>();
    private static final Map<String, Future<List<Outcome>>> PAGES = new LinkedHashMap<>();
    private static final ExecutorService READERS = Executors.newFixedThreadPool(3);
    private static CommandLists lists;
    private static CommandScene scene;

    /** What came of a block; no problem where all is well. */
    record Outcome(CommandBlock block, String problem) {}

    @BeforeAll
    static void read() throws IOException {
        for (String tool : List.of("bash", "setsid", "curl", "openssl", "psql", "unzip", "ssh-keyscan")) {
            boolean there = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                    .anyMatch(part -> Files.isExecutable(Path.of(part, tool)));
            assumeTrue(there, () -> "NO COMMAND OF THE DOCUMENTS IS RUN: " + tool + " is missing");
        }
        for (String tool : List.of("bash", "setsid", "curl", "openssl", "psql", "unzip", "ssh-keyscan")) {
            boolean there = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
            assumeTrue(there, () -> "NO COMMAND OF THE DOCUMENTS IS RUN: " + tool + " is missing");
        }
        lists = new CommandLists();
        scene = new CommandScene(folder);
        for (Path page : DocumentsTest.documents()) {
            if (!page.toString().equals("CONTRIBUTING.md")) {
                BLOCKS.addAll(CommandBlock.of(page));
            }
        }
        // The longest page first, so that all are done at about the same time.
        Map<String, Long> pages = BLOCKS.stream()
                .filter(block -> !lists.isListed(block))
                .collect(Collectors.groupingBy(CommandBlock::page, Collectors.counting()));
        pages.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .map(Map.Entry::getKey)
                .forEach(page -> PAGES.put(page, READERS.submit(() -> read(page))));
    }

    @AfterAll
    static void close() throws IOException {
        READERS.shutdownNow();
        if (scene != null) {
            scene.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> each_block_does_what_the_page_says() {
        return PAGES.values().stream()
                .flatMap(page -> of(page).stream())
                .map(outcome -> DynamicTest.dynamicTest(
                        outcome.block().toString(),
                        () -> assertThat(outcome.problem())
                                .as(outcome.block().toString())
                                .isEmpty()));
    }

    @Test
    void no_listed_block_is_gone_and_many_are_run() {
        assertThat(lists.gone(BLOCKS)).isEmpty();
        long run = run().count();
        long listed = BLOCKS.stream()
                .filter(block -> block.kind() == Kind.COMMAND && lists.isListed(block))
                .count();
        System.out.println(run + " command blocks run, " + listed + " listed with a reason");
        assertThat(run).isGreaterThanOrEqualTo(AT_LEAST);
    }

    private static Stream<CommandBlock> run() {
        return BLOCKS.stream().filter(block -> block.kind() == Kind.COMMAND && !lists.isListed(block));
    }

    private static List<Outcome> of(Future<List<Outcome>> page) {
        try {
            return page.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Outcome> read(String page) throws IOException, InterruptedException {
        List<CommandBlock> blocks = BLOCKS.stream()
                .filter(block -> block.page().equals(page) && !lists.isListed(block))
                .toList();
        List<Outcome> outcomes = new ArrayList<>();
        Path own = Files.createDirectories(folder.resolve(page.replace('/', '-')));
        try (PageReader reader = scene.reader(own, lists.before(page))) {
            Typed typed = reader.type(lists.before(page));
            outcomes.add(new Outcome(blocks.get(0), problem("before the page: ", typed)));
            for (CommandBlock block : blocks) {
                String text = lists.replaced(page, block.text(), reader.environment());
                if (block.kind() == Kind.COMMAND && reader.wouldChangeTheMachine(text)) {
                    outcomes.add(new Outcome(
                            block, "would change this machine: list it, or list other words for its paths"));
                } else if (block.kind() == Kind.COMMAND) {
                    typed = reader.type(lists.before(block) + (block.isSql() ? scene.sql(text) : text));
                    outcomes.add(new Outcome(block, problem("", typed)));
                } else {
                    outcomes.add(new Outcome(block, missing(text, typed.output())));
                }
            }
            outcomes.add(new Outcome(blocks.get(blocks.size() - 1), problem("behind the page: ", reader.stop())));
        }
        return outcomes;
    }

    private static String problem(String when, Typed typed) {
        return typed.exit() == 0 ? "" : when + "exit code " + typed.exit() + "\n" + typed.output();
    }

    // Columns are as wide as their longest entry, which is another one here.
    private static String missing(String sample, String output) {
        String printed = " " + output.replaceAll("\\s+", " ");
        List<String> missing = sample.lines()
                .map(line -> line.strip().replaceAll("\\s+", " "))
                .filter(line -> !Pattern.compile(" " + Pattern.quote(line).replace("…", "\\E.*\\Q"))
                        .matcher(printed)
                        .find())
                .toList();
        return missing.isEmpty()
                ? ""
                : "no known command, and not printed by the one above: " + missing + "\nbut\n" + output;
    }
}
