package io.jobdrop.status;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** The files beside the pages: style, script, icon. */
final class Asset {
    private static final Map<String, String> TYPES = Map.of(
            "status.css", "text/css; charset=utf-8",
            "status.js", "text/javascript; charset=utf-8",
            "icon.svg", "image/svg+xml");

    private Asset() {}

    static Optional<Response> of(String name) {
        String type = TYPES.get(name);
        if (type == null) {
            return Optional.empty();
        }
        try (InputStream in = Asset.class.getResourceAsStream(name)) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(Response.of(200, type, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
