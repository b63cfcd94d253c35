package io.jobdrop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The examples of the page about feeds. An example is a block of YAML with the requests above it. A request is an
 * indented line {@code GET /path}, with a header or a body of the request behind several blanks. The lines below it are
 * the answer: a status other than 200, headers, the body. A request without an answer is one that comes next.
 */
final class TutorialPage {
    private static final Pattern REQUEST = Pattern.compile(" {4}(GET|POST) (\\S+)(?: {2,}(.+))?");
    private static final Pattern HEADER = Pattern.compile("([A-Za-z-]+): (.+)");
    private static final Pattern ENTRY_AND_MORE = Pattern.compile("(\\{[^{}]*\\}), …");
    private static final int MORE = 99;

    private final List<Example> examples = new ArrayList<>();
    private final List<Exchange> exchanges = new ArrayList<>();
    private String section = "";
    private @Nullable StringBuilder yaml;
    private boolean answering;

    private TutorialPage(List<String> lines) {
        lines.forEach(this::read);
    }

    /** A block of YAML, the requests that it leads to, and the title above it. */
    record Example(String section, List<Exchange> exchanges, String yaml) {
        @Override
        public String toString() {
            return section + ", "
                    + yaml.strip().lines().findFirst().orElseThrow().strip();
        }
    }

    /** A request and its answer as lines. What is sent beside the target is empty for nothing. */
    record Exchange(String target, String sent, List<String> answer) {
        boolean isAnswered() {
            return !answer.isEmpty();
        }

        int status() {
            return isAnswered() && answer.get(0).matches("\\d{3}") ? Integer.parseInt(answer.get(0)) : 200;
        }

        Map<String, String> headers() {
            Map<String, String> headers = new LinkedHashMap<>();
            head().stream()
                    .map(HEADER::matcher)
                    .filter(Matcher::matches)
                    .forEach(header -> headers.put(header.group(1), header.group(2)));
            return headers;
        }

        /** The body, with a whole page of entries in the place of one and an ellipsis. */
        String body() {
            String written = String.join("\n", answer.subList(head().size(), answer.size()));
            return ENTRY_AND_MORE.matcher(written).replaceAll(found -> {
                StringBuilder entries = new StringBuilder(found.group(1));
                for (int i = 1; i <= MORE; i++) {
                    entries.append(", ").append(found.group(1).replace("-1\"", "-1-" + i + "\""));
                }
                return Matcher.quoteReplacement(entries.toString());
            });
        }

        private List<String> head() {
            return answer.stream()
                    .takeWhile(line ->
                            line.matches("\\d{3}") || HEADER.matcher(line).matches())
                    .toList();
        }
    }

    static List<Example> examples() throws IOException {
        return new TutorialPage(Files.readAllLines(Path.of("docs/feeds.md"))).examples;
    }

    private void read(String line) {
        if (yaml != null) {
            readYaml(line, yaml);
            return;
        }
        Matcher request = REQUEST.matcher(line);
        if (line.equals("```yaml")) {
            yaml = new StringBuilder();
        } else if (line.startsWith("#")) {
            section = line.replaceFirst("#+ ", "");
        } else if (request.matches()) {
            String sent = request.group(3) == null ? "" : request.group(3);
            exchanges.add(new Exchange(request.group(2), sent, new ArrayList<>()));
            answering = true;
        } else if (answering && line.startsWith("    ")) {
            exchanges.get(exchanges.size() - 1).answer().add(line.substring(4));
        } else {
            answering = false;
        }
    }

    private void readYaml(String line, StringBuilder block) {
        if (line.equals("```")) {
            examples.add(new Example(section, List.copyOf(exchanges), block.toString()));
            exchanges.clear();
            yaml = null;
        } else {
            block.append(line).append('\n');
        }
    }
}
