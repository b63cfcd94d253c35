package io.jobdrop.recorded;

import io.jobdrop.http.BlockStream;
import io.jobdrop.http.ContentCodings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what vendors answer while the real routes ask them, in memory alone and with all secrets. It changes nothing.
 * Answers that break off are not kept, nor is any beyond 32 MB in all. Requests for access tokens do not pass here.
 */
public final class Recording implements HttpClientConfigurer {
    private static final int MOST_BYTES = 32_000_000;

    private final List<Heard> heard = new ArrayList<>();
    private int bytes;

    /**
     * A request with the answer that came.
     *
     * @param body that of the request; null for none
     * @param content that of the answer, as it came over the wire
     */
    record Heard(
            String method,
            String url,
            @Nullable String body,
            int status,
            List<Header> headers,
            ByteArrayOutputStream content) {
        /** The values of a header by commas; empty when there is none: RFC 9110 5.3. */
        String header(String name) {
            return headers.stream()
                    .filter(header -> header.getName().equalsIgnoreCase(name))
                    .map(Header::getValue)
                    .collect(Collectors.joining(", "));
        }

        /** The body of the answer without its coding. The account read it before, within its limits. */
        byte[] decoded() throws IOException {
            if (!"gzip".equals(ContentCodings.in(header("Content-Encoding")))) {
                return content.toByteArray();
            }
            try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(content.toByteArray()))) {
                return plain.readNBytes(MOST_BYTES);
            }
        }
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        builder.addExecInterceptorBefore(ChainElement.CONNECT.name(), "recording", (request, scope, chain) -> {
            String body = RecordedVendor.body(request);
            ClassicHttpResponse answer = chain.proceed(request, scope);
            Answer heardNow = new Answer(request, body, answer);
            HttpEntity entity = answer.getEntity();
            if (entity == null) {
                heardNow.ended(new ByteArrayOutputStream());
            } else {
                answer.setEntity(new HttpEntityWrapper(entity) {
                    @Override
                    public InputStream getContent() throws IOException {
                        return new Copied(super.getContent(), heardNow);
                    }
                });
            }
            return answer;
        });
    }

    /** All of them, in the order in which the answers ended. */
    synchronized List<Heard> heard() {
        return List.copyOf(heard);
    }

    private synchronized void keep(Heard each) {
        if (bytes + each.content().size() <= MOST_BYTES) {
            bytes += each.content().size();
            heard.add(each);
        }
    }

    // What is known once the head of an answer is there. The account takes headers away later.
    private final class Answer {
        private final String method;
        private final String url;
        private final @Nullable String body;
        private final int status;
        private final List<Header> headers;

        Answer(ClassicHttpRequest request, @Nullable String body, ClassicHttpResponse answer) {
            this.method = request.getMethod();
            this.url = RecordedVendor.url(request);
            this.body = body;
            this.status = answer.getCode();
            this.headers = Arrays.asList(answer.getHeaders());
        }

        void ended(ByteArrayOutputStream content) {
            keep(new Heard(method, url, body, status, headers, content));
        }
    }

    // A body that is copied while it is read. More than is ever kept is not copied.
    private static final class Copied extends BlockStream {
        private final ByteArrayOutputStream copy = new ByteArrayOutputStream();
        private @Nullable Answer answer;

        Copied(InputStream in, Answer answer) {
            super(in);
            this.answer = answer;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            Answer whole = answer;
            if (whole == null) {
                return count;
            }
            if (count < 0) {
                answer = null;
                whole.ended(copy);
            } else {
                copy.write(buffer, offset, count);
                answer = copy.size() > MOST_BYTES ? null : whole;
            }
            return count;
        }
    }
}
