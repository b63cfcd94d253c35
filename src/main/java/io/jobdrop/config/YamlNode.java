package io.jobdrop.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A part of a YAML file that still knows its line. */
public record YamlNode(Node node) {
    /** What a backslash in a text of YAML needs. */
    static final String ESCAPE = "in double quotes a backslash begins an escape, so use single quotes";

    /** A file that cannot be read as YAML. */
    public static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Problem problem;

        Unreadable(Problem problem) {
            super(problem.toString());
            this.problem = problem;
        }

        /** What is wrong with it. */
        public Problem problem() {
            return problem;
        }
    }

    /** A map without anything in it. */
    static YamlNode empty() {
        return new YamlNode(new MappingNode(Tag.MAP, new ArrayList<>(), FlowStyle.BLOCK));
    }

    /** A map of one text. */
    static YamlNode map(String key, String value) {
        return new YamlNode(new MappingNode(
                Tag.MAP, new ArrayList<>(List.of(new NodeTuple(scalar(key), scalar(value)))), FlowStyle.BLOCK));
    }

    private static Node scalar(String text) {
        return new ScalarNode(Tag.STR, text, ScalarStyle.PLAIN);
    }

    /** Reads a file of YAML, of at most one megabyte. */
    public static YamlNode read(Path file) throws Unreadable {
        return root(file).orElseThrow(() -> new Unreadable(new Problem(file + ":1", "the file is empty")));
    }

    /** Refuses a file that cannot be read as YAML; an empty one can. */
    static void check(Path file) throws Unreadable {
        root(file);
    }

    private static Optional<YamlNode> root(Path file) throws Unreadable {
        String text = YamlText.read(file);
        try {
            LoadSettings settings =
                    LoadSettings.builder().setLabel(file.toString()).build();
            return new Composer(settings, new YamlNesting(settings, text))
                    .getSingleNode()
                    .map(YamlNode::new);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            String problem = String.valueOf(e.getProblem());
            throw new Unreadable(new Problem(file + ":" + line, "no valid YAML: " + problem + explained(problem)));
        } catch (YamlVersionException e) {
            long line = 1
                    + text.lines().takeWhile(each -> !each.startsWith("%YAML")).count();
            throw new Unreadable(
                    new Problem(file + ":" + line, "no valid YAML: this version of YAML is unknown; delete the line"));
        } catch (YamlEngineException e) {
            throw new Unreadable(new Problem(file + ":1", "no valid YAML: " + e.getMessage()));
        }
    }

    // The parser says what it expected, not what people do wrong.
    private static String explained(String problem) {
        if (problem.contains("TAB")) {
            return "; indent with blanks, not with tabs";
        }
        if (problem.contains("unknown escape") || problem.contains("escape sequence")) {
            return "; " + ESCAPE;
        }
        if (problem.contains("block end")) {
            return "; check the indentation of this line and of those above it";
        }
        if (problem.startsWith(YamlNesting.KEY)) {
            return "; quote a value that begins with '{'";
        }
        return problem.contains("mapping values") || problem.contains("':'")
                ? "; check the indentation of this line, and quote a value that holds ': '"
                : "";
    }

    /** The line, counted from 1. */
    public int line() {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    /** The items of a list; none of anything else. */
    public List<YamlNode> items() {
        return node instanceof SequenceNode list
                ? list.getValue().stream().map(YamlNode::new).toList()
                : List.of();
    }

    /** The fields of a map; none of anything else. */
    public Map<String, YamlNode> fields() {
        Map<String, YamlNode> fields = new LinkedHashMap<>();
        if (node instanceof MappingNode map) {
            map.getValue()
                    .forEach(entry ->
                            fields.put(new YamlNode(entry.getKeyNode()).text(), new YamlNode(entry.getValueNode())));
        }
        return fields;
    }

    public Optional<YamlNode> field(String name) {
        return Optional.ofNullable(fields().get(name));
    }

    public boolean isMap() {
        return node instanceof MappingNode;
    }

    public boolean isList() {
        return node instanceof SequenceNode;
    }

    /** The keys of a map that it has more than once, but for the first of each. */
    public List<YamlNode> duplicates() {
        return duplicates(false);
    }

    /** The same for names that are one whatever their case is. */
    List<YamlNode> duplicates(boolean inAnyCase) {
        Set<String> seen = inAnyCase ? new TreeSet<>(String.CASE_INSENSITIVE_ORDER) : new HashSet<>();
        return node instanceof MappingNode map
                ? map.getValue().stream()
                        .map(entry -> new YamlNode(entry.getKeyNode()))
                        .filter(key -> !seen.add(key.text()))
                        .toList()
                : List.of();
    }

    /** The scalar's text, or an empty text for anything else. */
    public String text() {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    public String text(String field) {
        return field(field).map(YamlNode::text).orElse("");
    }
}
