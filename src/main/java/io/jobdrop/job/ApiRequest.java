package io.jobdrop.job;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One request to a vendor's API. Secrets are put in where it is sent, below the routes, and nowhere else.
 *
 * @param template what the feed declares
 * @param places what is put into its places
 * @param extraQuery more parameters, encoded; empty for none
 * @param address path and query below the vendor's address that the vendor gave for this request; null where the
 *     template's own count
 */
public record ApiRequest(
        RequestTemplate template,
        Places places,
        String extraQuery,
        @Nullable String address) {
    private static final Pattern ILLEGAL = Pattern.compile("[^!#$%&'()*+,./0-9:;=?@A-Z_a-z~\\[\\]-]");
    private static final String FORM = "application/x-www-form-urlencoded";

    /** The same request with more parameters. */
    public ApiRequest and(String query) {
        return new ApiRequest(template, places, query, address);
    }

    /** The same request for another address below the vendor's. */
    public ApiRequest at(String other) {
        return new ApiRequest(template, places, "", other);
    }

    public String method() {
        return template.method();
    }

    /** Path and query below the vendor's address, without secrets. */
    public String target() {
        return target(key -> "");
    }

    /**
     * Path and query below the vendor's address.
     *
     * @param secrets gives the secret of a setting
     * @throws Held when a place of the path has nothing
     */
    public String target(UnaryOperator<String> secrets) {
        String target = address == null ? template.path().inTarget(places, secrets) : address;
        for (Map.Entry<String, RequestText> parameter : template.query().entrySet()) {
            RequestText value = parameter.getValue();
            String name = JobId.inPath(parameter.getKey());
            // An address that the vendor gave lacks the key alone, if that.
            boolean lacking = address == null || (value.isSecret() && !has(address, name));
            if (lacking && !value.isOmitted(places)) {
                target = extended(target, name + "=" + JobId.inPath(value.in(places, secrets)));
            }
        }
        return escaped(extended(target, extraQuery));
    }

    private static boolean has(String address, String name) {
        return address.contains("?" + name + "=") || address.contains("&" + name + "=");
    }

    /** A part of an address whose illegal characters are percent-encoded; what is encoded already stays (RFC 3986 2.4). */
    public static String escaped(String address) {
        return ILLEGAL.matcher(address).replaceAll(found -> JobId.inPath(found.group()));
    }

    /** A path with more parameters behind those that it may have. */
    public static String extended(String path, String query) {
        return query.isEmpty() ? path : path + (path.contains("?") ? "&" : "?") + query;
    }

    /**
     * The headers that the feed declares; one whose place has nothing is left out.
     *
     * @param secrets gives the secret of a setting
     */
    public Map<String, String> headers(UnaryOperator<String> secrets) {
        Map<String, String> headers = new LinkedHashMap<>();
        template.headers().forEach((name, value) -> {
            if (!value.isOmitted(places)) {
                headers.put(name, value.inHeader(places, secrets));
            }
        });
        return headers;
    }

    /** The same without those that hold a secret, for a request that does not go to the vendor's own hosts. */
    public Map<String, String> headersWithoutSecrets() {
        Map<String, String> headers = headers(key -> "");
        template.headers().forEach((name, value) -> {
            if (value.isSecret()) {
                headers.remove(name);
            }
        });
        return headers;
    }

    /**
     * The body; null for none. It is JSON unless the header {@code Content-Type} says that it is a form.
     *
     * @param secrets gives the secret of a setting
     */
    public @Nullable String body(UnaryOperator<String> secrets) {
        RequestText body = template.body();
        if (body == null) {
            return null;
        }
        return isForm() ? body.inAddress(places, secrets) : body.inJson(places, secrets);
    }

    private boolean isForm() {
        return template.headers().entrySet().stream()
                .anyMatch(header -> header.getKey().equalsIgnoreCase("Content-Type")
                        && header.getValue().declared().toLowerCase(Locale.ROOT).startsWith(FORM));
    }

    /** Its address may hold what a vendor gave. */
    @Override
    public String toString() {
        return method() + " " + template.path();
    }
}
