package io.jobdrop.recorded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.job.Redacted;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request that a feed made.
 *
 * @param target a path below the vendor's address, or a URL
 * @param headers those beside the ones that every request has; a secret is the name of its setting in braces
 * @param body null for none
 * @param forFile whether a file is asked for, and not JSON
 * @param recorded what it is among the recorded ones; null when it is none of them
 */
record SentRequest(
        String method,
        String target,
        Map<String, String> headers,
        @Nullable String body,
        boolean forFile,
        @Nullable RecordedRequest recorded) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The same with its answer, if there is one. */
    SentRequest recordedAs(@Nullable RecordedRequest answered) {
        return new SentRequest(method, target, headers, body, forFile, answered);
    }

    /** Whether it is this one: parameters may be in any order, and JSON may be written in any way. */
    boolean is(RecordedRequest other) {
        return method.equals(other.method())
                && isSameTarget(target, other.target())
                && (other.body() == null || isSameBody(body == null ? "" : body, other.body()));
    }

    /** Whether both go to the same place with the same method, but for query and body. */
    boolean isLike(RecordedRequest other) {
        return method.equals(other.method()) && path(target).equals(path(other.target()));
    }

    /** Whether its address or its body names this id. */
    boolean isFor(String id) {
        return decoded(target).contains(id) || (body != null && body.contains(id));
    }

    private static boolean isSameTarget(String one, String other) {
        return path(one).equals(path(other)) && parameters(one).equals(parameters(other));
    }

    private static String path(String target) {
        return decoded(target.replaceFirst("[?#].*", ""));
    }

    private static List<String> parameters(String target) {
        int query = target.indexOf('?');
        return query < 0
                ? List.of()
                : Arrays.stream(target.substring(query + 1).split("&"))
                        .map(SentRequest::decoded)
                        .sorted()
                        .toList();
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // A percent sign that encodes nothing.
        }
    }

    private static boolean isSameBody(String one, String other) {
        try {
            JsonNode json = JSON.readTree(one);
            return !json.isMissingNode() && json.equals(JSON.readTree(other));
        } catch (JsonProcessingException e) {
            return one.strip().equals(other.strip());
        }
    }

    static String shown(String method, String target, @Nullable String body) {
        return method + " " + shown(target) + (body == null ? "" : " with the body " + body.strip());
    }

    // A recorded URL may still be signed; a path below the vendor's address is not.
    private static String shown(String target) {
        int query = target.indexOf('?');
        return query < 0 || target.startsWith("/")
                ? target
                : Arrays.stream(target.substring(query + 1).split("&"))
                        .map(SentRequest::shownParameter)
                        .collect(Collectors.joining("&", target.substring(0, query + 1), ""));
    }

    private static String shownParameter(String parameter) {
        String name = parameter.replaceFirst("=.*", "");
        return Redacted.isSecretName(decoded(name)) ? name + "=***" : parameter;
    }

    @Override
    public String toString() {
        return shown(method, target, body);
    }
}
