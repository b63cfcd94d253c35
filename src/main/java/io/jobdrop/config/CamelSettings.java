package io.jobdrop.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Settings that are Camel's own, and pass to it: {@code camel.management.*}, {@code camel.metrics.*}, {@code
 * camel.server.*}, {@code camel.component.*} and {@code camel.vault.*}. Those on which a guarantee depends are refused.
 */
public final class CamelSettings {
    private static final Pattern OF_SERVICE = Pattern.compile("camel\\.(management|metrics|server)\\..+");
    private static final Pattern OF_ALL = Pattern.compile("camel\\.(component|vault)\\.[^.]+\\..+");
    // Variables of components are left out: CAMEL_COMPONENT_A_B may mean the option b of a, or a component a-b.
    private static final Pattern VARIABLE =
            Pattern.compile("CAMEL_(?:(MANAGEMENT|METRICS|SERVER)|(VAULT)_([A-Z0-9]+))_([A-Z0-9_]+)");
    // Kubernetes and Docker set these for a service that is called camel-server.
    private static final Pattern OF_PLATFORM = Pattern.compile("\\w+_(SERVICE_(HOST|PORT\\w*)|PORT_\\d+_\\w+)");
    private static final Pattern SECRET =
            Pattern.compile(".*(password|passphrase|secret|token|key|credentials|jaasconfig|connectionstring)");
    /** The components of our own routes: what they do must not depend on a setting that no test knows. */
    private static final Set<String> OUR_COMPONENTS = Set.of(
            "aws2s3",
            "bean",
            "class",
            "direct",
            "file",
            "http",
            "https",
            "jobdropjms",
            "kamelet",
            "language",
            "offers",
            "quartz",
            "ref",
            "seda",
            "timer");

    private static final Set<String> OURS =
            Set.of("camel.metrics.enabled", "camel.metrics.enableexchangeeventnotifier");
    private static final Set<String> OURS_WITH_PORT = Set.of(
            "camel.management.enabled",
            "camel.management.host",
            "camel.management.port",
            "camel.management.path",
            "camel.management.healthcheckenabled",
            "camel.management.healthpath",
            "camel.management.metricsenabled");

    private CamelSettings() {}

    /** Whether a key is one of Camel's that passes to it. */
    static boolean isOne(String key) {
        return OF_SERVICE.matcher(key).matches() || OF_ALL.matcher(key).matches();
    }

    /** Whether the value of such a key may never be shown. */
    static boolean isSecret(String key) {
        return isOne(key) && SECRET.matcher(plain(key)).matches();
    }

    /** Those that environment variables set: {@code CAMEL_SERVER_MAX_BODY_SIZE} is {@code camel.server.max-body-size}. */
    static List<Setting> in(Map<String, String> environment) {
        List<Setting> settings = new ArrayList<>();
        new TreeMap<>(environment).forEach((variable, value) -> {
            Matcher known = VARIABLE.matcher(variable);
            if (known.matches() && !OF_PLATFORM.matcher(variable).matches() && !value.contains("://")) {
                String group = known.group(1) == null ? known.group(2) + "." + known.group(3) : known.group(1);
                String key = "camel." + group + "." + known.group(4).replace('_', '-');
                settings.add(new Setting(key.toLowerCase(Locale.ROOT), value.strip(), "environment " + variable));
            }
        });
        return settings;
    }

    /** Why such a setting cannot be set; empty when it can. */
    static Optional<String> refusal(String key, Settings settings) {
        String plain = plain(key);
        String[] parts = plain.split("\\.", -1);
        if (parts[1].equals("component") && OUR_COMPONENTS.contains(parts[2])) {
            return Optional.of(key + " would change the component that Jobdrop's own routes use; set the option in the"
                    + " URI of your own route, or use a jobdrop setting");
        }
        if (OURS.contains(plain)) {
            return Optional.of(key + " is decided by Jobdrop; delete it");
        }
        String port = settings.get("jobdrop.http.port");
        if (OURS_WITH_PORT.contains(plain) && !port.isEmpty()) {
            return Optional.of(key + " is decided by jobdrop.http.host and jobdrop.http.port; set those, or leave"
                    + " jobdrop.http.port empty");
        }
        return plain.equals("camel.server.port") && settings.get(key).equals(port)
                ? Optional.of(key + " and jobdrop.http.port are both " + port + "; choose another port for one of them")
                : Optional.empty();
    }

    /**
     * What Camel is told of them, with property functions resolved.
     *
     * @param service whether this is a service: others open no port beside it
     */
    public static Properties of(Settings settings, boolean service) {
        Properties properties = new Properties();
        Stream<String> keys = settings.all().stream()
                .map(Setting::key)
                .filter(key -> OF_ALL.matcher(key).matches() || (service && isOne(key)));
        keys.filter(key -> !settings.get(key).isEmpty()).forEach(key -> properties.put(key, settings.get(key)));
        return properties;
    }

    // Camel knows an option in both spellings: healthCheckEnabled, health-check-enabled.
    private static String plain(String key) {
        return key.replace("-", "").toLowerCase(Locale.ROOT);
    }
}
