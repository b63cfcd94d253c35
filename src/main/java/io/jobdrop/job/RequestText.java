package io.jobdrop.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text of a request as a feed declares it. Only its places are replaced: <code>{jobId}</code> and the like, a JSONPath
 * such as <code>{$.file.id}</code>, and secret settings such as <code>{{acme.token}}</code>. All other braces stay.
 */
public final class RequestText {
    /** Names of places that the paging of a list fills. */
    public static final List<String> PAGING = List.of("cursor", "page", "offset", "size");

    private static final Pattern PLACE = Pattern.compile(
            "\\{\\{\\s*([A-Za-z0-9._-]+)\\s*}}|\\{(jobId|result|cursor|page|offset|size|part|\\$[^{}]*)}");
    // RFC 9110 5.5; the client sends each as one octet.
    private static final Pattern NO_HEADER = Pattern.compile("[^\\t\\x20-\\x7e\\xa0-\\xff]");
    // A JSONPath may hold the same characters.
    private static final Pattern QUERY = Pattern.compile("\\?(?![^{}]*})");
    private static final Pattern PARAMETER = Pattern.compile("&(?![^{}]*})");

    // Of text, place and secret one is given.
    private record Part(
            String text, @Nullable String place, @Nullable String secret) {}

    private final String declared;
    private final List<Part> parts = new ArrayList<>();

    /**
     * A text with places.
     *
     * @throws com.jayway.jsonpath.InvalidPathException when a place is no JSONPath
     */
    public RequestText(String declared) {
        this.declared = declared;
        Matcher matcher = PLACE.matcher(declared);
        int end = 0;
        for (MatchResult found : matcher.results().toList()) {
            parts.add(new Part(declared.substring(end, found.start()), null, null));
            if (found.group(2) != null && found.group(2).startsWith("$")) {
                new JsonField(found.group(2));
            }
            parts.add(new Part("", found.group(2), found.group(1)));
            end = found.end();
        }
        parts.add(new Part(declared.substring(end), null, null));
    }

    /** As it was written. */
    public String declared() {
        return declared;
    }

    /** The names of its places, without those of settings. */
    public List<String> places() {
        return parts.stream()
                .flatMap(part -> Optional.ofNullable(part.place()).stream())
                .toList();
    }

    /** Whether a secret is put into it. */
    public boolean isSecret() {
        return parts.stream().anyMatch(part -> part.secret() != null);
    }

    /** Whether it is left out, since it is one place that has nothing, or there is no cursor before the second page. */
    boolean isOmitted(Places places) {
        boolean one = declared.matches("\\{[^{}]*}") && places().size() == 1;
        return places().stream()
                .filter(place -> one || place.equals("cursor"))
                .anyMatch(place -> places.get(place).isEmpty());
    }

    /**
     * As path and query: what is put in is percent-encoded, each as one segment or one value (RFC 3986 2.1). A parameter of
     * which nothing is known is left out.
     *
     * @throws Held when a place has nothing, or something that would lead to another path
     */
    String inTarget(Places places, UnaryOperator<String> secrets) {
        String[] texts = QUERY.split(declared, 2);
        StringBuilder target = new StringBuilder(new RequestText(texts[0]).filled(places, secrets, this::inSegment));
        char separator = '?';
        for (String parameter : texts.length == 1 ? new String[0] : PARAMETER.split(texts[1], -1)) {
            RequestText text = new RequestText(parameter);
            if (!new RequestText(parameter.substring(parameter.indexOf('=') + 1)).isOmitted(places)) {
                target.append(separator).append(text.inAddress(places, secrets));
                separator = '&';
            }
        }
        return target.toString();
    }

    private String inSegment(String value) {
        if (value.isBlank() || value.equals(".") || value.equals("..")) {
            throw new Held("the request " + declared + " would lead to another path, since a value is '" + value
                    + "'; the next poll checks it again");
        }
        return JobId.inPath(value);
    }

    /**
     * As part of an address: what is put in is percent-encoded, each as one value (RFC 3986 2.1).
     *
     * @throws Held when a place has nothing
     */
    String inAddress(Places places, UnaryOperator<String> secrets) {
        return filled(places, secrets, JobId::inPath);
    }

    /**
     * As it is.
     *
     * @throws Held when a place has nothing
     */
    String in(Places places, UnaryOperator<String> secrets) {
        return filled(places, secrets, value -> value);
    }

    /**
     * As a header.
     *
     * @throws Held when a place has nothing, or something that no header may hold
     */
    String inHeader(Places places, UnaryOperator<String> secrets) {
        String header = in(places, secrets);
        if (NO_HEADER.matcher(header).find()) {
            throw new Held("the header " + declared + " would hold a character that no header can hold; nothing was"
                    + " requested, and the next poll checks it again");
        }
        return header;
    }

    /**
     * As JSON: within quotes what is put in is escaped, outside of them it is a JSON value, {@code null} for nothing.
     */
    String inJson(Places places, UnaryOperator<String> secrets) {
        StringBuilder json = new StringBuilder();
        for (Part part : parts) {
            boolean quoted = isQuoted(json);
            JsonNode value = part.secret() != null
                    ? new TextNode(secrets.apply(part.secret()))
                    : part.place() == null ? null : places.get(part.place()).orElse(null);
            if (part.place() == null && part.secret() == null) {
                json.append(part.text());
            } else if (!quoted) {
                json.append(value == null ? "null" : value.toString());
            } else if (value != null) {
                String text = new TextNode(text(part.place(), value)).toString();
                json.append(text, 1, text.length() - 1);
            }
        }
        return json.toString();
    }

    private static boolean isQuoted(CharSequence json) {
        boolean quoted = false;
        for (int i = 0; i < json.length(); i++) {
            if (quoted && json.charAt(i) == '\\') {
                i++;
            } else if (json.charAt(i) == '"') {
                quoted = !quoted;
            }
        }
        return quoted;
    }

    private String filled(Places places, UnaryOperator<String> secrets, UnaryOperator<String> written) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            text.append(part.text());
            if (part.secret() != null) {
                text.append(written.apply(secrets.apply(part.secret())));
            } else if (part.place() != null) {
                JsonNode value = places.get(part.place())
                        .orElseThrow(() -> new Held("the request " + declared + " needs {" + part.place()
                                + "}, and there is nothing; the next poll checks it again"));
                text.append(written.apply(text(part.place(), value)));
            }
        }
        return text.toString();
    }

    private String text(@Nullable String place, JsonNode value) {
        JsonNode only = value.isArray() && value.size() == 1 ? value.get(0) : value;
        return JsonField.textOf(only)
                .orElseThrow(() -> new Held("the request " + declared + " needs one value at {" + place
                        + "}, and there is another thing; the next poll checks it again"));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RequestText text && text.declared.equals(declared);
    }

    @Override
    public int hashCode() {
        return declared.hashCode();
    }

    @Override
    public String toString() {
        return declared;
    }
}
