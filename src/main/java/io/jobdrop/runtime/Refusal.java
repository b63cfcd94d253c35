package io.jobdrop.runtime;

import io.jobdrop.config.EndpointUri;
import io.jobdrop.job.Redacted;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.ResolveEndpointFailedException;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * Why Camel refuses a route, in plain words. Camel repeats whole URIs and the values of options, which may be passwords;
 * this names options and places only.
 */
final class Refusal {
    private static final Pattern KAMELET = Pattern.compile("([^/]+)\\.kamelet\\.yaml$");
    private static final Pattern SETTING = Pattern.compile("Property with key \\[([^\\]]+)] not found");
    private static final Pattern NO_STEPS = Pattern.compile("Definition has no children on (\\w+)");
    private static final Pattern STEP = Pattern.compile("(?i)unknown node id: (\\S+)");

    private final UnaryOperator<String> redact;

    /** {@code redact} takes known secrets out of a text. */
    Refusal(UnaryOperator<String> redact) {
        this.redact = redact;
    }

    /** The line that Camel's reader of YAML names, counted from 1. */
    static int line(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYamlEngineException marked) {
                return marked.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            }
        }
        return 1;
    }

    /** One line about the cause. */
    String reason(Throwable failure) {
        Throwable last = failure;
        Throwable before = failure;
        // Below it is only what the value was.
        while (last.getCause() != null && last.getCause() != last && !(last instanceof PropertyBindingException)) {
            before = last;
            last = last.getCause();
        }
        return Redacted.line(redact.apply(reason(before, last)));
    }

    // Our beans say what they take; others may repeat a value that is secret.
    private static Optional<String> ofOurBean(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(cause -> cause instanceof IllegalArgumentException
                        && cause.getStackTrace()[0].getClassName().startsWith("io.jobdrop."))
                .map(Throwable::getMessage)
                .findFirst();
    }

    private static String reason(Throwable before, Throwable last) {
        String message = String.valueOf(last.getMessage());
        if (last instanceof ResolveEndpointFailedException refused && message.contains("Unknown parameters=")) {
            return unknownOptions(refused.getUri(), message.substring(message.indexOf("Unknown parameters=")));
        }
        if (last instanceof NoSuchEndpointException missing) {
            return "there is no Camel component '" + missing.getUri().replaceFirst(":.*", "")
                    + "'; put the jar that holds it into lib/";
        }
        if (last instanceof PropertyBindingException wrong) {
            return ofOurBean(wrong)
                    .orElse("the property '" + wrong.getPropertyName()
                            + "' does not exist, or does not take its value");
        }
        if (last instanceof NoSuchBeanException missing) {
            return "there is no bean '" + missing.getName() + "' in the folders of feeds";
        }
        if (last instanceof ClassNotFoundException) {
            return "there is no class '" + message + "' on the class path; put its jar into lib/";
        }
        if (last instanceof MarkedYamlEngineException marked) {
            return STEP.matcher(String.valueOf(marked.getProblem())).replaceFirst("there is no step '$1'");
        }
        return said(String.valueOf(before.getMessage()), message);
    }

    // The rest of a password that holds '&' looks like an option without a value.
    private static String unknownOptions(String uri, String unknown) {
        EndpointUri endpoint = EndpointUri.of(uri);
        String names = endpoint.options().stream()
                .filter(option -> unknown.contains("{" + option + "=") || unknown.contains(", " + option + "="))
                .filter(option -> Pattern.compile("[?&]" + Pattern.quote(option) + "=(?!&|$)")
                        .matcher(uri)
                        .find())
                .map(option -> "'" + option + "'")
                .collect(Collectors.joining(", "));
        return names.isEmpty()
                ? "an option has no value; write a value that holds & as RAW(value)"
                : "the component " + endpoint.scheme() + " has no option " + names;
    }

    private static String said(String before, String message) {
        Matcher kamelet = KAMELET.matcher(message);
        if (kamelet.find()) {
            return "there is no kamelet '" + kamelet.group(1) + "'";
        }
        Matcher setting = SETTING.matcher(message);
        if (setting.find()) {
            return "there is no setting '" + setting.group(1) + "'";
        }
        Matcher empty = NO_STEPS.matcher(message);
        if (empty.find()) {
            return "the step " + empty.group(1).toLowerCase(Locale.ROOT) + " has no steps; indent them below 'steps:'";
        }
        // The parser of simple expressions points at the place with a star below the expression.
        String text = before.startsWith(message + " at location") ? before : message;
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.equals("*"))
                .collect(Collectors.joining(": "))
                // A word before '=' is redacted as if it named a secret.
                .replace("Unexpected token ", "unexpected ");
    }
}
