package io.jobdrop.vendor;

import io.jobdrop.http.ContentCodings;
import io.jobdrop.job.Held;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/** The body of a vendor's response, read whole and within a limit. */
final class WholeBody {
    private WholeBody() {}

    /**
     * Reads a response's body.
     *
     * @param limit the most bytes that it may have, decoded
     * @throws Held when it has more
     */
    static JsonBody.Entity of(HttpEntity entity, ExecChain.Scope scope, String vendor, long limit) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        boolean whole = false;
        try {
            InputStream sent = entity.getContent();
            InputStream in = decoded(sent, entity.getContentEncoding());
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                body.write(buffer, 0, read);
                if (body.size() > limit) {
                    throw new Held("an answer of " + vendor + " is larger than jobdrop.api.max-size (" + limit
                            + " bytes); raise the setting if it is meant, and Java's memory to sixteen times of it");
                }
            }
            // What is decoded may end before what was sent; only the end of that frees the connection.
            int rest = 0;
            while (rest >= 0) {
                rest = sent.read(buffer);
            }
            whole = true;
        } finally {
            if (!whole) {
                scope.execRuntime.discardEndpoint();
            }
        }
        return new JsonBody.Entity(body.toByteArray(), entity.getContentType());
    }

    // Only the coding that was asked for: a response could name thousands, and each takes memory.
    private static InputStream decoded(InputStream sent, @Nullable String coding) throws IOException {
        String registered = ContentCodings.in(coding);
        if (registered == null) {
            return sent;
        }
        if (!registered.equals("gzip")) {
            throw new IOException("the content coding " + registered + " was not asked for");
        }
        return new GZIPInputStream(sent);
    }
}
