package io.jobdrop.deliver;

import io.jobdrop.stage.StagedResult;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One message to an endpoint.
 *
 * @param path its name below the endpoint
 * @param staged the result; null for the manifest
 * @param headers what is said of it
 * @param content gives the body at the moment in which it is sent
 */
record Handover(String path, @Nullable StagedResult staged, Map<String, Object> headers, Content content) {
    /** A body: a file, or the bytes of a manifest. */
    interface Content {
        Object body() throws IOException;

        /** One that is made at the first time and is the same from then on. */
        static Content once(Content content) {
            AtomicReference<@Nullable Object> made = new AtomicReference<>();
            return () -> {
                Object body = made.get();
                if (body == null) {
                    body = content.body();
                    made.set(body);
                }
                return body;
            };
        }
    }
}
