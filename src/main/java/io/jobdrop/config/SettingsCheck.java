package io.jobdrop.config;

import io.jobdrop.job.Redacted;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds settings that are right each by itself, and yet cannot be meant. */
final class SettingsCheck {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsCheck.class);

    private final Settings settings;
    private final List<Problem> problems;

    SettingsCheck(Settings settings, List<Problem> problems) {
        this.settings = settings;
        this.problems = problems;
    }

    /** Checks what everything has in common. */
    void run(Map<String, String> environment) {
        LogLevel.problem(environment).ifPresent(problems::add);
        LedgerAddress.problem(settings).ifPresent(what -> report(LedgerAddress.JNDI, what));
        boolean shared =
                LedgerAddress.isOnServer(settings) && !settings.get(Cluster.KEY).isEmpty();
        String queue = settings.get("jobdrop.queue");
        if (!queue.equals("seda") && !shared) {
            report(
                    "jobdrop.queue",
                    "jobdrop.queue = " + queue + " is for nodes that share a ledger; set jobdrop.ledger.url ="
                            + " jdbc:postgresql:... and " + Cluster.KEY + ", or write seda");
        } else if (queue.equals("jms")
                && SettingKind.of("jobdrop.queue.kind")
                        .problem(settings.get("jobdrop.queue.kind"))
                        .isEmpty()) {
            BrokerAddress.of(settings).problem(SettingsCheck::isThere).ifPresent(what -> report("jobdrop.queue", what));
        }
    }

    private static boolean isThere(String type) {
        try {
            Class.forName(type, false, SettingsCheck.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Checks what an active feed uses. Problems that others have reported are left out. */
    void run(FeedFile feed) {
        String vendor = feed.vendor();
        SecretCheck secrets = new SecretCheck(settings, problems);
        for (String suffix : Auth.of(settings, vendor).read()) {
            if (suffix.equals("token")) {
                secrets.run(vendor + ".token", ", its scheme is the setting " + vendor + ".auth-scheme");
            } else if (Setting.isSecret(suffix) || suffix.equals("client-id")) {
                secrets.run(vendor + "." + suffix, "");
            }
        }
        address(vendor + ".url", "key");
        if (Auth.of(settings, vendor).isOAuth2()) {
            address(vendor + ".token-url", "client's secret");
        }
    }

    // What cannot be resolved, or is wrong in itself, is reported where it is set. A path is one of VENDOR.url.
    private void address(String key, String secret) {
        try {
            URI uri = URI.create(settings.get(key));
            boolean plain = "http".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null;
            if (plain && !PlainHttp.isTrusted(settings, uri.getHost(), uri.getPort())) {
                report(
                        key,
                        key + ": '" + Redacted.withoutSecrets(uri.toString()) + "' would send the " + secret
                                + " unencrypted; write https, or name the host in jobdrop.download.allow-hosts if its"
                                + " network is trusted");
            }
        } catch (RuntimeException e) {
            LOG.trace("an address cannot be used", e);
        }
    }

    private void report(String key, String what) {
        problems.add(new Problem(settings.origin(key), what));
    }
}
