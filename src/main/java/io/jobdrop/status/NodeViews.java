package io.jobdrop.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jobdrop.http.Product;
import io.jobdrop.record.Nodes;
import io.jobdrop.record.Nodes.Node;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The nodes that share the ledger. Where one process has it alone, nothing is shown. */
final class NodeViews {
    private final Optional<Nodes> nodes;
    private final Text text;

    NodeViews(Optional<Nodes> nodes, Text text) {
        this.nodes = nodes;
        this.text = text;
    }

    /** All nodes, those that fell silent within the last hour too; none where nothing is shared. */
    List<Node> list() {
        return nodes.map(Nodes::all).orElse(List.of());
    }

    /** The table of nodes. */
    Html section(List<Node> all) {
        if (nodes.isEmpty()) {
            return Html.NONE;
        }
        return Html.of("""
                <section><h2>Nodes</h2>{}
                <table><thead><tr><th>Node<th>State<th>Version<th>Started<th>Last seen<th>Delivers<th>Polls</thead>
                <tbody>{}</tbody></table></section>
                """, versions(all), Html.each(all, this::row));
    }

    private static Html versions(List<Node> all) {
        List<String> running =
                all.stream().filter(Node::alive).map(Node::version).distinct().toList();
        return running.size() < 2
                ? Html.NONE
                : Html.of("<p class=\"note\">The nodes run different versions: {}.</p>", String.join(", ", running));
    }

    private Html row(Node node) {
        return Html.of(
                """
                <tr class="{}"><th scope="row" data-label="Node"><span class="id">{}</span>{}
                <td data-label="State"><span class="state {}">{}</span>
                <td data-label="Version"><span class="{}">{}</span><td data-label="Started">{}
                <td data-label="Last seen">{}<td data-label="Delivers" class="number">{}
                <td data-label="Polls" class="number">{}</tr>
                """,
                node.alive() ? "" : "trouble",
                node.id(),
                isSelf(node.id()) ? Html.of("<small>this node</small>") : Html.NONE,
                node.alive() ? "ok" : "silent",
                node.alive() ? "alive" : "silent for " + text.since(node.seenAt()),
                node.version().equals(Product.VERSION) ? "" : "state held",
                node.version(),
                text.time(node.startedAt()),
                text.time(node.seenAt()),
                counted(node.jobs(), "job"),
                counted(node.polls(), "feed"));
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    /** What needs somebody: the nodes that died, and were not started again. */
    List<Html> missed(List<Node> all) {
        return all.stream()
                .filter(node -> node.isMissed(all))
                .map(node -> Html.of(
                        "<li><strong>{}</strong> is silent; it was last seen {}</li>",
                        node.id(),
                        text.time(node.seenAt())))
                .toList();
    }

    /** Which node has something, and whether it is this one or a silent one; nothing where nothing is shared. */
    Html owner(String label, @Nullable String id, List<Node> all) {
        if (nodes.isEmpty() || id == null) {
            return Html.NONE;
        }
        boolean alive = all.stream().anyMatch(node -> node.alive() && node.id().equals(id));
        return Html.of(label, id, isSelf(id) ? " (this node)" : alive ? "" : " (silent)");
    }

    private boolean isSelf(String id) {
        return nodes.filter(shared -> shared.self().equals(id)).isPresent();
    }

    /** The nodes as a JSON array; empty where nothing is shared. */
    Optional<String> json() {
        return nodes.map(shared -> {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            shared.all()
                    .forEach(node -> array.addObject()
                            .put("node", node.id())
                            .put("self", isSelf(node.id()))
                            .put("state", node.alive() ? "alive" : "silent")
                            .put("version", node.version())
                            .put("startedAt", JobsJson.text(node.startedAt()))
                            .put("lastSeenAt", JobsJson.text(node.seenAt()))
                            .put("delivers", node.jobs())
                            .put("polls", node.polls()));
            return JobsJson.print(array);
        });
    }
}
