package io.jobdrop.support;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request to S3, with the bucket in its path. {@code status} is what the client was told and {@code served} what the
 * server answered, 0 for nothing.
 */
public record S3Request(
        Kind kind,
        String bucket,
        String key,
        Map<String, String> query,
        Map<String, String> headers,
        int status,
        int served) {
    /** What a request asks for. */
    public enum Kind {
        PUT,
        CREATE_UPLOAD,
        UPLOAD_PART,
        COMPLETE,
        ABORT,
        GET,
        HEAD,
        DELETE,
        LIST,
        LIST_UPLOADS,
        LIST_PARTS,
        OTHER
    }

    static S3Request of(HttpHead head) {
        String[] target = head.first().split(" ")[1].split("\\?", 2);
        String[] path = target[0].substring(1).split("/", 2);
        String key = path.length > 1 ? decoded(path[1].replace("+", "%2B")) : "";
        Map<String, String> query = query(target.length > 1 ? target[1] : "");
        return new S3Request(kind(head.method(), key, query), path[0], key, query, head.headers(), 0, 0);
    }

    S3Request answered(int told, int server) {
        return new S3Request(kind, bucket, key, query, headers, told, server);
    }

    /** The number of the part, 0 for none. */
    public int part() {
        return Integer.parseInt(query.getOrDefault("partNumber", "0"));
    }

    public String header(String name) {
        return headers.get(name);
    }

    boolean isSignedTwice() {
        return query.containsKey("X-Amz-Signature") && headers.containsKey("Authorization");
    }

    private static Kind kind(String method, String key, Map<String, String> query) {
        boolean upload = query.containsKey("uploadId");
        if (key.isEmpty()) {
            boolean list = query.isEmpty() || query.containsKey("list-type");
            return !method.equals("GET")
                    ? Kind.OTHER
                    : query.containsKey("uploads") ? Kind.LIST_UPLOADS : list ? Kind.LIST : Kind.OTHER;
        }
        if (query.containsKey("tagging") || query.containsKey("acl")) {
            return Kind.OTHER;
        }
        return switch (method) {
            case "PUT" -> upload ? Kind.UPLOAD_PART : Kind.PUT;
            case "POST" -> upload ? Kind.COMPLETE : query.containsKey("uploads") ? Kind.CREATE_UPLOAD : Kind.OTHER;
            case "DELETE" -> upload ? Kind.ABORT : Kind.DELETE;
            case "GET" -> upload ? Kind.LIST_PARTS : Kind.GET;
            case "HEAD" -> Kind.HEAD;
            default -> Kind.OTHER;
        };
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : raw.isEmpty() ? new String[0] : raw.split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(decoded(parts[0]), decoded(parts.length > 1 ? parts[1] : ""));
        }
        return query;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
