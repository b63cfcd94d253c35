package io.jobdrop.http;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** TLS with some {@link TlsKeys}: the client certificate is shown to the hosts that may see it, and to no other. */
public final class Tls implements TlsSocketStrategy {
    // What servers answer to a missing certificate, or to one that they do not like: RFC 8446 6.2.
    private static final List<String> ABOUT_OURS = List.of(
            "certificate_required",
            "bad_certificate",
            "unsupported_certificate",
            "certificate_revoked",
            "certificate_expired",
            "certificate_unknown",
            "unknown_ca",
            "access_denied",
            "handshake_failure");

    private static final String ASKED = "jobdrop.tls.asked";

    private final TlsKeys keys;
    private final HostList shownTo;
    private final String settings;

    /**
     * TLS for the hosts of one vendor.
     *
     * @param shownTo the hosts that get the client certificate
     * @param settings where the settings are, for messages: {@code VENDOR.tls} or {@code jobdrop.tls}
     */
    public Tls(TlsKeys keys, HostList shownTo, String settings) {
        this.keys = keys;
        this.shownTo = shownTo;
        this.settings = settings;
    }

    @Override
    public SSLSocket upgrade(Socket socket, String target, int port, @Nullable Object attachment, HttpContext context)
            throws IOException {
        TlsKeys.Client certified = keys.certified();
        TlsKeys.Client client = certified != null && shownTo.holds(target, port) ? certified : keys.anonymous();
        try {
            return new DefaultClientTlsStrategy(client.context(), HostnameVerificationPolicy.BUILTIN, null)
                    .upgrade(socket, target, port, attachment, context);
        } finally {
            if (client.keys().wereAsked()) {
                context.setAttribute(ASKED, true);
            }
        }
    }

    /** The same failure, in words when TLS is its reason. */
    IOException failure(HttpHost host, IOException failure, HttpContext context) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BadCertificate bad) {
                return new TlsFailure(
                        "the certificate of " + host.getHostName() + " " + bad.getMessage() + advice(bad.reason()),
                        failure);
            }
            if (cause instanceof SocketTimeoutException late) {
                return late;
            }
        }
        String said = Objects.toString(failure.getMessage(), "no reason");
        boolean broken = failure instanceof SocketException || failure instanceof NoHttpResponseException;
        boolean asked = context.getAttribute(ASKED) != null && broken;
        boolean alert =
                said.startsWith("Received fatal alert") && ABOUT_OURS.stream().anyMatch(said::endsWith);
        if (!asked && !(failure instanceof SSLException)) {
            return failure;
        }
        return new TlsFailure(
                "the TLS connection to " + host.getHostName() + " failed: " + said
                        + (asked || alert ? client(host.getHostName(), host.getPort()) : ""),
                failure);
    }

    private String advice(BadCertificate.Reason reason) {
        return switch (reason) {
            case UNKNOWN_AUTHORITY -> "; if it is your company's, add it to " + settings + ".trust-store";
            case EXPIRED, NOT_YET_VALID -> "; its owner must renew it, or this machine's clock is wrong";
            case OTHER_NAME -> "; check the host in the URL";
            case OTHER -> "; check " + settings + ".trust-store";
        };
    }

    private String client(String host, int port) {
        if (keys.certified() == null) {
            return "; it may want a client certificate, see " + settings + ".key-store";
        }
        return shownTo.holds(host, port)
                ? "; it may not like our client certificate, see " + settings + ".key-store"
                : "; it did not get our client certificate, see " + settings + ".key-store-hosts";
    }
}
