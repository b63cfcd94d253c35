package io.jobdrop.status;

import java.util.LinkedHashMap;
import java.util.Map;

/** What is answered, whatever server sends it. */
public record Response(int status, Map<String, String> headers, String body) {
    static Response of(int status, String type, String body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", type);
        return new Response(status, headers, body);
    }

    /** A sentence. */
    static Response text(int status, String sentence) {
        return of(status, "text/plain; charset=utf-8", sentence + "\n");
    }

    /** Sends the browser to another page, which it gets by GET: RFC 9110 15.4.4. */
    static Response seeOther(String location) {
        return text(303, "See " + location).with("Location", location);
    }

    Response with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Response(status, more, body);
    }
}
