package io.jobdrop.vendor;

import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A token endpoint at {@code /token} and an API at {@code /jobs} that takes the tokens that were issued and not revoked. */
final class TokenHost {
    final AtomicInteger issued = new AtomicInteger();
    private final List<String> valid = new ArrayList<>();
    private volatile String more = "\"expires_in\":3600";

    TokenHost(FakeVendor vendor) {
        vendor.on("/token", request -> issue());
        vendor.on("/jobs", this::api);
    }

    /** The fields of an answer beside {@code access_token} and {@code token_type}; {@code N} is the count of answers. */
    TokenHost answering(String fields) {
        more = fields;
        return this;
    }

    synchronized Answer issue() {
        int number = issued.incrementAndGet();
        valid.add("access-" + number);
        String fields = more.isEmpty() ? "" : "," + more.replace("N", Integer.toString(number));
        return Answer.json("{\"access_token\":\"access-" + number + "\",\"token_type\":\"bEARER\"" + fields + "}");
    }

    /** No token that was issued so far is taken any more. */
    synchronized void revoke() {
        valid.clear();
    }

    private synchronized Answer api(FakeVendor.Request request) {
        String authorization = String.valueOf(request.header("Authorization"));
        return valid.contains(authorization.replaceFirst("^Bearer ", ""))
                ? Answer.json("[1]")
                : Answer.status(401, "{\"error\":\"invalid_token\"}");
    }
}
