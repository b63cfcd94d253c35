package io.jobdrop.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Refuses YAML that no reader of a tree survives: lists and maps nested too deeply, a node that holds itself, and
 * references that unfold to too many nodes. It looks at each event before the tree has a node of it.
 */
final class YamlNesting extends ParserImpl {
    static final String KEY = "a key must be one word, and this one is a list or a map";

    private static final int MOST_LEVELS = 100;
    private static final int MOST_NODES = 100_000;

    /** A list or map that is not complete yet. */
    private static final class Open {
        final boolean map;
        final Optional<Anchor> anchor;
        long nodes = 1;
        boolean expectsKey;

        Open(boolean map, Optional<Anchor> anchor) {
            this.map = map;
            this.anchor = anchor;
            expectsKey = map;
        }
    }

    private final Deque<Open> open = new ArrayDeque<>();
    private final Map<Anchor, Long> nodes = new HashMap<>();

    YamlNesting(LoadSettings settings, String text) {
        super(settings, new StreamReader(settings, text));
    }

    /**
     * The next event.
     *
     * @throws ParserException with the line of what is refused, or that of the parser
     */
    @Override
    public Event next() {
        Event event = super.next();
        take(event);
        return event;
    }

    private void take(Event event) {
        if (event instanceof CollectionEndEvent) {
            Open ended = open.pop();
            ended.anchor.ifPresent(anchor -> nodes.put(anchor, ended.nodes));
            add(ended.nodes, event);
        } else if (event instanceof CollectionStartEvent start) {
            begin(start);
        } else if (event instanceof AliasEvent alias) {
            add(unfolded(alias), event);
        } else if (event instanceof NodeEvent node) {
            node.getAnchor().ifPresent(anchor -> nodes.put(anchor, 1L));
            add(1, event);
        }
    }

    private void begin(CollectionStartEvent start) {
        if (!open.isEmpty() && open.peek().expectsKey) {
            throw refused(KEY, start);
        }
        if (open.size() == MOST_LEVELS) {
            throw refused("lists and maps are nested in more than " + MOST_LEVELS + " levels", start);
        }
        open.push(new Open(start instanceof MappingStartEvent, start.getAnchor()));
    }

    private long unfolded(AliasEvent alias) {
        if (open.stream().anyMatch(node -> node.anchor.equals(Optional.of(alias.getAlias())))) {
            throw refused("*" + alias.getAlias() + " refers to what holds it", alias);
        }
        return nodes.getOrDefault(alias.getAlias(), 1L);
    }

    private void add(long more, Event event) {
        if (open.isEmpty()) {
            return;
        }
        Open holder = open.peek();
        holder.nodes += more;
        holder.expectsKey = holder.map && !holder.expectsKey;
        if (holder.nodes > MOST_NODES) {
            throw refused("the file has more than " + MOST_NODES + " values, with those that * repeats", event);
        }
    }

    private static ParserException refused(String what, Event event) {
        Optional<Mark> mark = event.getStartMark();
        return new ParserException("", Optional.empty(), what, mark);
    }
}
