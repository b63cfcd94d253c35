package io.jobdrop.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Who we are. */
public final class Product {
    /** The version of the build. */
    public static final String VERSION = version();

    /** Who we are, as hosts see it: RFC 9110 10.1.5. */
    static final String USER_AGENT = "Jobdrop/" + VERSION;

    private Product() {}

    private static String version() {
        try (InputStream in = Product.class.getResourceAsStream("version.txt")) {
            String version = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
            // Without a build the file still holds its placeholder.
            return version.matches("[A-Za-z0-9.+-]+") ? version : "development";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
