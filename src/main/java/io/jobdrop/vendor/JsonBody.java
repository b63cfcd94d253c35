package io.jobdrop.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.apache.camel.Exchange;
import org.apache.camel.converter.stream.ByteArrayInputStreamCache;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer as Camel's http component hands it on, with the JSON that was read from it already: an answer that
 * is no JSON has to fail the request itself, since that is the step that Camel repeats.
 */
public final class JsonBody extends ByteArrayInputStreamCache {
    private final JsonNode json;

    private JsonBody(byte[] bytes, JsonNode json) {
        super(new ByteArrayInputStream(bytes));
        this.json = json;
    }

    /**
     * Replaces a body of this type by its JSON, and any other by nothing.
     *
     * <p>A simple expression on the body would keep the last thousand of them: Camel caches what it knows of a bean by the
     * instance when a method of its class takes an exchange or an annotated parameter, as {@code StreamCache.copy} does.
     */
    public static void unwrap(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        exchange.getMessage().setBody(body instanceof JsonBody response ? response.json : null);
    }

    /** An answer that was read whole; its content is a {@link JsonBody}. */
    static final class Entity extends HttpEntityWrapper {
        private final byte[] bytes;
        private JsonNode json = MissingNode.getInstance();

        Entity(byte[] bytes, @Nullable String type) {
            super(new ByteArrayEntity(bytes, ContentType.parseLenient(type)));
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes;
        }

        /** Takes note of the JSON in it. */
        void read(JsonNode found) {
            json = found;
        }

        @Override
        public InputStream getContent() {
            return new JsonBody(bytes, json);
        }
    }
}
