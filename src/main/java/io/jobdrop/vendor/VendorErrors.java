package io.jobdrop.vendor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.config.Auth;
import io.jobdrop.config.Settings;
import io.jobdrop.http.InvalidResponse;
import io.jobdrop.job.ApiRequest;
import io.jobdrop.job.Held;
import io.jobdrop.job.JobFailure;
import io.jobdrop.job.Redacted;
import io.jobdrop.job.RetryLater;
import io.jobdrop.job.RetryThenHold;
import io.jobdrop.job.VendorWords;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;

/** Says in words what went wrong between us and a vendor, without secrets, and what to do about it. */
public final class VendorErrors {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Settings settings;
    private final Clock clock;

    public VendorErrors(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** One sentence about a failure, for people; it names the request where the status is about that. */
    public String describe(String vendor, Throwable failure, @Nullable ApiRequest request) {
        String text;
        if (failure instanceof HttpOperationFailedException http) {
            text = vendor + " answered " + http.getStatusCode() + " "
                    + Redacted.line(Objects.toString(http.getStatusText(), ""))
                    + (request == null || !isAboutRequest(http.getStatusCode()) ? "" : asked(vendor, request))
                    + vendorMessage(http.getResponseBody()) + advice(vendor, http.getStatusCode());
        } else if (failure instanceof NoJson) {
            text = vendor + " answered something that is no JSON: " + reason(failure);
        } else if (failure instanceof InvalidResponse) {
            text = vendor + " answered with invalid HTTP: " + reason(failure);
        } else if (failure instanceof IOException && !(failure instanceof NoAccessToken)) {
            text = vendor + " cannot be reached: " + reason(failure);
        } else {
            text = reason(failure);
        }
        return redact(text).replaceAll("\\p{C}", " ").strip();
    }

    // Neither the account nor the moment is what it is about.
    private static boolean isAboutRequest(int status) {
        return !isPassing(status) && status != 401 && status != 402 && status != 403 && status != 407;
    }

    // The query is left out: it may hold a cursor, or a key.
    private String asked(String vendor, ApiRequest request) {
        String base = VendorAddress.of(settings, vendor).replaceFirst("^\\w+://[^/]*", "");
        String path = base + request.target().replaceFirst("[?#].*", "");
        return " to " + request.method() + " " + Redacted.line(redact(path));
    }

    /** A text for people without our keys and without the secrets of URLs. */
    public String redact(String text) {
        return settings.redact(text);
    }

    /** What a failure means for a job. */
    public JobFailure failure(String vendor, Throwable failure, @Nullable ApiRequest request) {
        if (failure instanceof JobFailure known) {
            return known;
        }
        String reason = describe(vendor, failure, request);
        if (failure instanceof HttpOperationFailedException http && !isPassing(http.getStatusCode())) {
            String meaning = http.getStatusCode() == 404 ? "the vendor does not know the job: " : "";
            return new Held(meaning + reason + "; the next poll checks it again", failure);
        }
        return failure instanceof NoJson
                ? new RetryThenHold(reason)
                : new RetryLater(reason, failure, notBefore(failure));
    }

    /** Before when the vendor does not want to be asked again; null when it does not say so. */
    @Nullable
    Instant notBefore(Throwable failure) {
        if (!(failure instanceof HttpOperationFailedException http)) {
            return null;
        }
        Instant now = clock.instant();
        return RateLimits.pause(http.getStatusCode(), http.getResponseHeaders(), now)
                .map(now::plus)
                .orElse(null);
    }

    /** Whether a poll that failed like this may go well soon. */
    public static boolean isPassing(Throwable failure) {
        return failure instanceof HttpOperationFailedException http
                ? isPassing(http.getStatusCode())
                : failure instanceof IOException;
    }

    /** Whether a status may be gone at the next request: RFC 9110 15.5 and 15.6, RFC 6585 4, RFC 8470 5.2. */
    public static boolean isPassing(int status) {
        return status == 408 || status == 425 || status == 429 || status >= 500;
    }

    private String advice(String vendor, int status) {
        if (Auth.of(settings, vendor).isOAuth2() && (status == 401 || status == 403)) {
            return "; the access token of " + vendor + ".client-id may not do this; check " + vendor + ".scope and "
                    + vendor + ".auth-scheme";
        }
        if (Auth.of(settings, vendor) == Auth.SIGNATURE && (status == 401 || status == 403)) {
            return "; check " + vendor + ".token, the bean that " + vendor + ".auth names, and this machine's clock";
        }
        String token = vendor + ".token (" + vendor.toUpperCase(Locale.ROOT).replace('-', '_') + "_TOKEN)";
        return switch (status) {
            case 401 -> "; check " + token + " and " + vendor + ".auth-scheme";
            case 402 -> "; the account has no credit left, or its plan does not include this";
            case 403 -> "; the key of " + token + " may not do this";
            case 404 -> "; check " + vendor + ".url";
            default -> "";
        };
    }

    private String vendorMessage(String body) {
        if (body == null || body.isBlank()) {
            return "";
        }
        try {
            return VendorWords.in(JSON.readTree(body))
                    .map(words -> ": " + redact(words))
                    .orElse("");
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    private static String reason(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
