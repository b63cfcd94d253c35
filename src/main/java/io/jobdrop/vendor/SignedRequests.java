package io.jobdrop.vendor;

import io.jobdrop.config.Auth;
import io.jobdrop.config.Settings;
import io.jobdrop.job.GiveUp;
import io.jobdrop.sign.RequestSignature;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpEntityContainer;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.jspecify.annotations.Nullable;

/** Credentials of a vendor that wants each request signed: the bean of {@code VENDOR.auth} does it, with {@code VENDOR.token}. */
final class SignedRequests implements Credentials {
    private final String vendor;
    private final Settings settings;
    private final OwnHosts hosts;
    private final Function<String, @Nullable Object> beans;

    /** Looks the bean up when it is needed: the files that declare it are read after this. */
    SignedRequests(String vendor, Settings settings, Function<String, @Nullable Object> beans) {
        this.vendor = vendor;
        this.settings = settings;
        this.hosts = new OwnHosts(vendor, settings);
        this.beans = beans;
    }

    @Override
    public boolean isOwn(URI url) {
        return hosts.have(url);
    }

    @Override
    public void addTo(HttpRequest request, String scheme) {
        hosts.require(request);
    }

    @Override
    public void atItsTurn(HttpRequest request) throws IOException {
        hosts.require(request);
        try {
            bean().of(unsigned(request), settings.get(vendor + ".token")).forEach(request::setHeader);
        } catch (RuntimeException e) {
            throw new GiveUp(settings.redact("the request for " + vendor + " could not be signed by " + vendor
                    + ".auth = " + settings.get(vendor + ".auth") + ": " + e.getMessage()
                    + "; nothing was sent. Correct the bean"));
        }
    }

    @Override
    public boolean renewAfter(HttpRequest asked, String scheme, int status, int before) {
        return false;
    }

    private RequestSignature bean() {
        String name = Auth.bean(settings, vendor);
        if (beans.apply(name) instanceof RequestSignature signature) {
            return signature;
        }
        throw new IllegalStateException("there is no bean '" + name + "' of a type that signs requests");
    }

    private static RequestSignature.Unsigned unsigned(HttpRequest request) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        request.headerIterator().forEachRemaining(header -> headers.put(header.getName(), header.getValue()));
        try {
            return new RequestSignature.Unsigned(request.getMethod(), request.getUri(), headers, body(request));
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a request with an address that is none", e);
        }
    }

    private static String body(HttpRequest request) throws IOException {
        HttpEntity entity = request instanceof HttpEntityContainer container ? container.getEntity() : null;
        try {
            return entity == null ? "" : EntityUtils.toString(entity, StandardCharsets.UTF_8);
        } catch (ParseException e) {
            throw new IllegalStateException("a body of an unknown type", e);
        }
    }
}
