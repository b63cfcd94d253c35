package io.jobdrop.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The two lists beside the pages: which blocks cannot run in a test and why, and which words of a page stand for something
 * that the reader has. Their lines are {@code page | first words | reason} and {@code page | words | text}; the page
 * {@code *} is each page.
 */
public final class CommandLists {
    private static final Path FOLDER = Path.of("src/test/resources/command-blocks");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}");

    private final List<String[]> notRun;
    private final List<String[]> words;

    public CommandLists() throws IOException {
        notRun = lines("not-run.txt");
        words = lines("words.txt");
    }

    /** Whether the block is listed as one that is not run, or not printed. */
    public boolean isListed(CommandBlock block) {
        return notRun.stream().anyMatch(entry -> names(entry, block));
    }

    /** The entries that name none of the blocks. */
    public List<String> gone(List<CommandBlock> blocks) {
        return notRun.stream()
                .filter(entry -> blocks.stream().noneMatch(block -> names(entry, block)))
                .map(entry -> entry[0] + " | " + entry[1])
                .toList();
    }

    /** The text with what the reader has in the place of the page's words. */
    public String replaced(String page, String text, Map<String, String> environment) {
        String replaced = text;
        for (String[] entry : words) {
            if (entry[0].equals("*") || entry[0].equals(page)) {
                String found = entry[1].matches("[A-Z-]+")
                        ? "(?<![\\w$-])" + entry[1] + "(?![\\w-])"
                        : Pattern.quote(entry[1]);
                replaced = replaced.replaceAll(found, Matcher.quoteReplacement(expanded(entry[2], environment)));
            }
        }
        return replaced;
    }

    /** What the reader has done before the page: commands, or nothing. */
    public String before(String page) throws IOException {
        return scene(page)[0];
    }

    /** What the reader does before one block: the part of the page's file below {@code ## before} and its first words. */
    public String before(CommandBlock block) throws IOException {
        return Arrays.stream(scene(block.page()))
                .skip(1)
                .filter(part ->
                        block.firstLine().startsWith(part.lines().findFirst().orElseThrow()))
                .map(part -> part.substring(part.indexOf('\n')))
                .findFirst()
                .orElse("");
    }

    private static String[] scene(String page) throws IOException {
        Path scene = FOLDER.resolve(Path.of(page).getFileName() + ".sh");
        return (Files.exists(scene) ? Files.readString(scene) : "").split("## before ");
    }

    private static boolean names(String[] entry, CommandBlock block) {
        return block.page().equals(entry[0]) && block.firstLine().startsWith(entry[1]);
    }

    private static String expanded(String text, Map<String, String> environment) {
        return VARIABLE.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(environment.getOrDefault(found.group(1), "")));
    }

    private static List<String[]> lines(String file) throws IOException {
        return Files.readAllLines(FOLDER.resolve(file)).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split(" \\| ", 3))
                .toList();
    }
}
