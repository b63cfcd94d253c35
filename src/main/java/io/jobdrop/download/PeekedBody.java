package io.jobdrop.download;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobdrop.http.BlockStream;
import io.jobdrop.http.ContentCodings;
import io.jobdrop.job.Held;
import io.jobdrop.job.RetryThenHold;
import io.jobdrop.vendor.NoJson;
import io.jobdrop.vendor.VendorResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A body of JSON that is kept in memory while it is staged, up to {@code jobdrop.api.max-size}. */
final class PeekedBody extends BlockStream {
    private final VendorResponse json;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long bytes;

    PeekedBody(InputStream body, VendorResponse json) {
        super(body);
        this.json = json;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = super.read(into, offset, length);
        bytes += Math.max(0, count);
        if (bytes > json.mostBytes()) {
            throw tooLarge();
        }
        kept.write(into, offset, Math.max(0, count));
        return count;
    }

    /**
     * The JSON that came.
     *
     * @throws Held when it is larger than the setting, or in a coding that was not asked for
     * @throws RetryThenHold when it is none
     */
    JsonNode json(@Nullable String contentType, @Nullable String contentEncoding) {
        try {
            return json.parse(decoded(ContentCodings.in(contentEncoding)), Objects.toString(contentType, ""));
        } catch (NoJson e) {
            throw new RetryThenHold("a part of the result is no JSON, and download.parts looks into it: "
                    + e.getMessage() + "; nothing was delivered");
        } catch (IOException e) {
            throw new RetryThenHold("a part of the result cannot be decoded: " + e.getMessage());
        }
    }

    private byte[] decoded(@Nullable String coding) throws IOException {
        if (coding == null) {
            return kept.toByteArray();
        }
        if (!coding.equals("gzip")) {
            throw new Held("a part of the result has the coding " + coding
                    + ", and download.parts looks into it; the next poll checks it again");
        }
        try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(kept.toByteArray()))) {
            byte[] all = plain.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, json.mostBytes() + 1));
            if (all.length > json.mostBytes()) {
                throw tooLarge();
            }
            return all;
        }
    }

    private Held tooLarge() {
        return new Held("a part of the result is larger than jobdrop.api.max-size (" + json.mostBytes()
                + " bytes), and download.parts looks into it; raise the setting, or ask for smaller parts");
    }
}
