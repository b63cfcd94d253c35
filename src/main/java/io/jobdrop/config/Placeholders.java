package io.jobdrop.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The places of a feed's text into which something is put.
 *
 * @param known the names of the places; {@code $} stands for each JSONPath. A setting always has one.
 */
record Placeholders(List<String> known) {
    private static final Pattern BRACES = Pattern.compile("\\$?\\{+[^{}/?&#=]*}*|[^{}/?&#=]*}+");
    // Its braces are no places.
    private static final Pattern JSON = Pattern.compile("\\s*(\\{\\s*\"|\\[\\s*[\"{\\[])");
    private static final Pattern SETTING = Pattern.compile("\\{\\{[^{}]+}}");
    private static final Pattern FIELD = Pattern.compile("\\{\\$[^{}]*}");

    /** The parts of a text with braces that nothing replaces, as they are written. */
    List<String> wrong(String text) {
        if (JSON.matcher(text).lookingAt()) {
            return List.of();
        }
        String rest = known.contains("$") ? FIELD.matcher(text).replaceAll("") : text;
        return BRACES.matcher(rest)
                .results()
                .map(MatchResult::group)
                .filter(found -> !SETTING.matcher(found).matches())
                .filter(found -> known.stream().noneMatch(place -> found.equals("{" + place + "}")))
                .toList();
    }

    /** What may be written. */
    String allowed() {
        List<String> allowed = new ArrayList<>();
        if (known.contains("jobId")) {
            allowed.add("{jobId} is the job's id");
        }
        if (known.contains("result")) {
            allowed.add("{result} a value at results.urls");
        }
        if (known.contains("$")) {
            allowed.add("{$.field} a field of the response before");
        }
        if (known.contains("cursor")) {
            allowed.add("{cursor}, {page}, {offset} and {size} are the paging's");
        }
        allowed.add(allowed.isEmpty() ? "{{KEY}} is a setting, and nothing else is known here" : "{{KEY}} a setting");
        return String.join(", ", allowed);
    }
}
