package io.jobdrop.http;

import io.jobdrop.job.Redacted;
import java.io.IOException;
import java.util.Objects;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;

/** The way to a host by a proxy, and what is said when the proxy does not open it. */
record Tunnel(Proxy proxy, HttpHost target) {
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

    /**
     * The proxy's answer to CONNECT: only 200 opens the way. No refusal of the proxy is ever taken for a response of the
     * host behind it, and bytes that come before TLS are nobody's response.
     */
    ClassicHttpResponse opened(ClassicHttpResponse response, int surplus) throws IOException {
        if (response.getCode() != 200) {
            throw refused(response);
        }
        if (surplus > 0) {
            throw failed(new InvalidResponse("bytes behind its answer to CONNECT"));
        }
        return response;
    }

    /** The same response to a request in absolute form, unless the proxy wants to know who we are. */
    ClassicHttpResponse passed(ClassicHttpResponse response) throws IOException {
        if (response.getCode() == PROXY_AUTHENTICATION_REQUIRED) {
            throw refused(response);
        }
        return response;
    }

    private ProxyFailure refused(ClassicHttpResponse response) {
        int status = response.getCode();
        String words = Redacted.line(Objects.toString(response.getReasonPhrase(), ""));
        String advice = status == PROXY_AUTHENTICATION_REQUIRED
                ? "; check " + proxy.sibling("user") + " and " + proxy.sibling("password")
                : "; the proxy may have to allow this host";
        return new ProxyFailure(describe() + (status + " " + words).strip() + advice, null);
    }

    /** It cannot be reached itself, or says nothing that can be understood. */
    ProxyFailure failed(IOException failure) {
        String reason = failure.getMessage();
        return new ProxyFailure(
                describe() + (reason == null ? failure.getClass().getSimpleName() : reason), failure);
    }

    private String describe() {
        return proxy + " does not connect to " + target.toHostString() + ": ";
    }
}
