package io.jobdrop.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds misspelt environment variables. One that nobody knows is only a mistake when it is nearly one that we know: platforms
 * set JOBDROP_… ones of their own (Kubernetes does for a service of that name), and others may be somebody else's unless two
 * letters are swapped.
 */
final class VariableCheck {
    private final List<FeedFile> feeds;
    private final List<Problem> problems;

    VariableCheck(List<FeedFile> feeds, List<Problem> problems) {
        this.feeds = feeds;
        this.problems = problems;
    }

    /** Checks them; {@code known} are the keys of settings. */
    void run(Set<String> known, Map<String, String> environment) {
        Set<String> variables = known.stream().map(Setting::variable).collect(Collectors.toSet());
        variables.addAll(List.of(LogLevel.VARIABLE, "JOBDROP_HOME", "JOBDROP_CONFIG", "JOBDROP_FEEDS_DIR"));
        Set<String> prefixes = new TreeSet<>(List.of("JOBDROP"));
        feeds.forEach(feed -> prefixes.addAll(List.of(Setting.variable(feed.vendor()), Setting.variable(feed.name()))));
        for (String variable : new TreeSet<>(environment.keySet())) {
            boolean isOurs = prefixes.stream().anyMatch(prefix -> variable.startsWith(prefix + "_"));
            Stream<String> near = variables.stream().filter(name -> isOurs || Nearest.isSwapped(variable, name));
            String suggestion = variables.contains(variable) ? "" : Nearest.suggestion(variable, near.toList(), 2);
            if (!suggestion.isEmpty()) {
                problems.add(new Problem("environment " + variable, "unknown setting" + suggestion));
            }
        }
    }
}
