package io.jobdrop.status;

import io.jobdrop.config.AuthFile;
import io.jobdrop.config.Settings;
import io.jobdrop.job.RootCause;
import io.jobdrop.status.Request.Reach;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may see and change what.
 *
 * <p>Health and metrics are served as ever where no users are named. Pages need this machine alone or a named user. A page
 * of another site cannot use them through a browser: the host's name must be ours (DNS rebinding), and a form must hold
 * the token of this process.
 */
final class Access {
    private static final Logger LOG = LoggerFactory.getLogger(Access.class);
    private static final String FILE = "jobdrop.http.auth-file";
    private static final Set<String> PROBES = Set.of("/observe/health/live", "/observe/health/ready");

    private final Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
    private final @Nullable AuthFile users;
    private final boolean restricted;
    private final String token;
    // Checking a password takes milliseconds on purpose; a browser sends it with each request.
    private volatile byte[] lastAccepted = {};

    Access(Settings settings) {
        String host = settings.get("jobdrop.http.host").toLowerCase(Locale.ROOT);
        if (!Set.of("0.0.0.0", "::", "[::]").contains(host)) {
            names.add(host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host);
        }
        settings.list("jobdrop.http.names").forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        restricted = !settings.get(FILE).isEmpty();
        users = restricted ? read(settings) : null;
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    // A file that became wrong after its check admits nobody.
    private static @Nullable AuthFile read(Settings settings) {
        try {
            return AuthFile.read(settings.path(FILE));
        } catch (IOException | IllegalArgumentException e) {
            LOG.error("{} cannot be used: {}. Nobody is admitted to the status page", FILE, RootCause.text(e));
            return null;
        }
    }

    /** What forms of this process hold. */
    String token() {
        return token;
    }

    /** Why a request is refused; empty when it may go on. */
    Optional<Response> refusal(Request request) {
        boolean machine = request.path().startsWith("/observe/");
        if (machine && (!restricted || PROBES.contains(request.path()))) {
            return Optional.empty();
        }
        if (!machine && request.reach() == Reach.NETWORK && !restricted) {
            return refused(
                    403,
                    "The status page is off, because other machines reach this address and no users are"
                            + " named. Set jobdrop.http.auth-file; outside of an application server,"
                            + " jobdrop.http.host = 127.0.0.1 will do."
                            + " /observe/health and /observe/metrics are served.");
        }
        if (!machine && !names.contains(host(request))) {
            return refused(403, "This host name is not known. Add it to jobdrop.http.names.");
        }
        if (restricted && !isKnown(request)) {
            return refused(401, "Log in as a user of jobdrop.http.auth-file.")
                    .map(response -> response.with("WWW-Authenticate", "Basic realm=\"Jobdrop\", charset=\"UTF-8\""));
        }
        return request.reads() ? Optional.empty() : foreign(request);
    }

    private static Optional<Response> refused(int status, String why) {
        return Optional.of(Response.text(status, why));
    }

    // Without the port: a tunnel may change it.
    private static String host(Request request) {
        return request.header("host").toLowerCase(Locale.ROOT).replaceFirst(":\\d*$", "");
    }

    // Browsers send Origin: null from pages with Referrer-Policy: no-referrer, and Sec-Fetch-Site to safe origins only.
    private Optional<Response> foreign(Request request) {
        String site = request.header("sec-fetch-site");
        String origin = request.header("origin");
        boolean ours = origin.isEmpty()
                || origin.equals("null")
                || origin.replaceFirst("^https?://", "").equalsIgnoreCase(request.header("host"));
        if (!ours || !(site.isEmpty() || site.equals("same-origin"))) {
            return refused(403, "Only the status page itself may send this.");
        }
        if (!same(request.field("token"), token)) {
            return refused(403, "The form is out of date, because Jobdrop was started again. Load the page again.");
        }
        return Optional.empty();
    }

    private boolean isKnown(Request request) {
        String given = request.header("authorization");
        if (users == null || !given.regionMatches(true, 0, "Basic ", 0, 6)) {
            return false;
        }
        byte[] digest = digest(given);
        if (MessageDigest.isEqual(digest, lastAccepted)) {
            return true;
        }
        try {
            String pair =
                    new String(Base64.getDecoder().decode(given.substring(6).strip()), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            if (colon < 0 || !users.accepts(pair.substring(0, colon), pair.substring(colon + 1))) {
                return false;
            }
        } catch (IllegalArgumentException e) {
            return false;
        }
        lastAccepted = digest;
        return true;
    }

    private byte[] digest(String given) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(token.getBytes(StandardCharsets.US_ASCII));
            return sha.digest(given.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
