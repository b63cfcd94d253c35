package io.jobdrop.recorded;

import io.jobdrop.download.ResultHttp;
import io.jobdrop.job.Held;
import io.jobdrop.recorded.RecordedRequest.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.message.BasicHeader;
import org.jspecify.annotations.Nullable;

/**
 * Plays a vendor and the hosts of its results from recorded answers. It takes the place of the connection, below
 * everything that decides what is sent: nothing leaves this process.
 */
final class RecordedVendor implements HttpClientConfigurer {
    // What each request has, or what the transport adds.
    private static final Set<String> USUAL =
            Set.of("accept-encoding", "connection", "content-length", "host", "transfer-encoding", "user-agent");
    // Those of a body as it came over the wire. It is recorded as text.
    private static final Set<String> OF_WIRE = Set.of("content-encoding", "content-length", "transfer-encoding");

    private final Answers answers;
    private final String address;
    private final Map<String, String> secrets;
    private final List<SentRequest> sent = new ArrayList<>();

    /** Knows what is answered to a request. */
    @FunctionalInterface
    interface Answers {
        /**
         * The request with its answer; null when there is none.
         *
         * @param before all requests that were made before it
         */
        @Nullable
        RecordedRequest to(SentRequest asked, List<SentRequest> before);
    }

    /**
     * A vendor.
     *
     * @param address that of its API, without a slash at its end
     * @param secrets the settings' keys by their values
     */
    RecordedVendor(Answers answers, String address, Map<String, String> secrets) {
        this.answers = answers;
        this.address = address;
        this.secrets = secrets;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        builder.addExecInterceptorBefore(
                ChainElement.CONNECT.name(),
                "recorded-answers",
                (request, scope, chain) -> answer(request, ResultHttp.isForResult(scope)));
    }

    /** All requests so far. */
    synchronized List<SentRequest> sent() {
        return List.copyOf(sent);
    }

    private synchronized ClassicHttpResponse answer(ClassicHttpRequest request, boolean forFile) throws IOException {
        SentRequest asked = asked(request, forFile);
        sent.add(asked);
        if (asked.recorded() == null) {
            throw new Held("no answer is recorded for " + asked);
        }
        return response(asked.recorded().answer());
    }

    private SentRequest asked(ClassicHttpRequest request, boolean forFile) throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Header header : request.getHeaders()) {
            add(header, headers);
        }
        // The transport makes it a header later.
        HttpEntity entity = request.getEntity();
        if (entity != null && entity.getContentType() != null && !request.containsHeader("Content-Type")) {
            add(new BasicHeader("Content-Type", entity.getContentType()), headers);
        }
        String body = body(request);
        SentRequest unknown = new SentRequest(
                request.getMethod(), target(request), headers, body == null ? null : masked(body), forFile, null);
        return unknown.recordedAs(answers.to(unknown, sent));
    }

    private void add(Header header, Map<String, String> headers) {
        if (!isUsual(header)) {
            headers.put(header.getName(), masked(header.getValue()));
        }
    }

    private static boolean isUsual(Header header) {
        String name = header.getName().toLowerCase(Locale.ROOT);
        return USUAL.contains(name)
                || (name.equals("accept") && Set.of("application/json", "*/*").contains(header.getValue()))
                || (name.equals("content-type") && header.getValue().equals("application/json"));
    }

    private String target(ClassicHttpRequest request) {
        String target = below(url(request), address);
        String masked = masked(target);
        return masked == null ? target : masked;
    }

    /** The whole URL of a request. */
    static String url(ClassicHttpRequest request) {
        return request.getScheme() + "://" + request.getAuthority() + request.getPath();
    }

    /** A URL as the file has it: one of the vendor's API is a path. */
    static String below(String url, String address) {
        boolean own = url.startsWith(address + "/") || url.startsWith(address + "?");
        return own ? url.substring(address.length()) : url;
    }

    private String masked(String text) {
        String masked = text;
        for (Map.Entry<String, String> secret : secrets.entrySet()) {
            masked = masked.replace(secret.getKey(), "{{" + secret.getValue() + "}}");
        }
        return masked;
    }

    /** The body of a request; null for none. */
    static @Nullable String body(ClassicHttpRequest request) throws IOException {
        try {
            return request.getEntity() == null
                    ? null
                    : EntityUtils.toString(request.getEntity(), StandardCharsets.UTF_8);
        } catch (ParseException e) {
            throw new IOException(e);
        }
    }

    private static ClassicHttpResponse response(Answer answer) {
        ClassicHttpResponse response = new BasicClassicHttpResponse(answer.status());
        answer.headers().forEach((name, value) -> {
            if (answer.body().isEmpty() || !OF_WIRE.contains(name.toLowerCase(Locale.ROOT))) {
                response.addHeader(name, value);
            }
        });
        response.setEntity(new ByteArrayEntity(answer.body().getBytes(StandardCharsets.UTF_8), null));
        return response;
    }
}
