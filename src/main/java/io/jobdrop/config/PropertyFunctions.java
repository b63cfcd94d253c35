package io.jobdrop.config;

import io.jobdrop.job.RootCause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertiesFunction;
import org.jspecify.annotations.Nullable;

/**
 * Resolves Camel's property functions in values, so that a secret can stay where it is kept: {@code {{env:NAME}}},
 * {@code {{file:PATH}}} (a mounted secret, its text without the white space around it), and whatever vault function a
 * Camel jar on the class path adds, with what the process's own environment says about that vault.
 */
final class PropertyFunctions {
    private static final Pattern NAMED = Pattern.compile("\\{\\{[?!]*([^{}:]+):");

    private final Map<String, String> environment;
    private @Nullable DefaultCamelContext context;

    PropertyFunctions(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * The value with its functions replaced.
     *
     * @throws IllegalArgumentException when a function finds nothing, or there is none of its name
     */
    synchronized String resolve(String value) {
        if (!value.contains("{{")) {
            return value;
        }
        requireFunctions(value);
        // Asked for the same, the context would print what it found at debug.
        return context().getPropertiesComponent().parseUri(value);
    }

    // Camel takes a name that is no function for a key, and what follows it for the key's default.
    private void requireFunctions(String value) {
        Matcher named = NAMED.matcher(value);
        while (named.find()) {
            String name = named.group(1);
            if (context().getPropertiesComponent().getPropertiesFunction(name) == null) {
                throw new IllegalArgumentException("there is no function '" + name + "' in {{" + name
                        + ":...}}; write env or file, or put the jar of Camel's vault into lib/");
            }
        }
    }

    // A context that is never started: only its properties component is used.
    private DefaultCamelContext context() {
        DefaultCamelContext existing = context;
        if (existing != null) {
            return existing;
        }
        DefaultCamelContext created = new DefaultCamelContext();
        created.getPropertiesComponent().setInitialProperties(new Properties());
        created.getPropertiesComponent().addPropertiesFunction(new Environment(environment));
        created.getPropertiesComponent().addPropertiesFunction(new MountedFile());
        context = created;
        return created;
    }

    private record Environment(Map<String, String> variables) implements PropertiesFunction {
        @Override
        public String getName() {
            return "env";
        }

        @Override
        public String apply(String name) {
            String value = variables.get(name);
            if (value == null) {
                throw new IllegalArgumentException("the environment has no " + name);
            }
            return value;
        }
    }

    private static final class MountedFile implements PropertiesFunction {
        @Override
        public String getName() {
            return "file";
        }

        @Override
        public String apply(String path) {
            try {
                return Files.readString(Path.of(path)).strip();
            } catch (IOException e) {
                throw new UncheckedIOException(path + ": " + RootCause.of(path, e), e);
            }
        }
    }
}
