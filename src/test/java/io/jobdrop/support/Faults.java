package io.jobdrop.support;

import io.jobdrop.support.FakeVendor.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replies, good and bad, and the rules by which they follow one another. */
public final class Faults {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    private Faults() {}

    /** The first so many requests meet the fault, the others the reply. */
    public static Reply first(int times, Reply fault, Reply then) {
        AtomicInteger count = new AtomicInteger();
        return (request, wire) -> (count.incrementAndGet() <= times ? fault : then).send(request, wire);
    }

    public static Reply status(int status, String... headers) {
        return answer(status, "{\"error\":\"no\"}", headers);
    }

    public static Reply json(String json) {
        return answer(200, json, "Content-Type", "application/json");
    }

    /** A reply with a body of known length; headers are names and values in turn. */
    public static Reply answer(int status, String body, String... headers) {
        return (request, wire) -> wire.write("HTTP/1.1 " + status + " X\r\n" + lines(headers) + "Content-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\nConnection: close\r\n\r\n"
                + new String(body.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }

    public static Reply raw(String text) {
        return (request, wire) -> wire.write(text);
    }

    public static Reply reset() {
        return (request, wire) -> wire.reset();
    }

    /** Nothing, for longer than anybody should wait. */
    public static Reply silence() {
        return (request, wire) -> wire.pause(60_000);
    }

    public static Reply redirect(int status, String location) {
        return status(status, "Location", location);
    }

    /** Refuses any request that carries credentials, as object stores do with presigned URLs. */
    public static Reply withoutCredentials(Reply reply) {
        return (request, wire) -> {
            boolean any = request.header("Authorization") != null || request.header("x-api-key") != null;
            (any ? status(400) : reply).send(request, wire);
        };
    }

    public static File file(byte[] bytes) {
        return new File(bytes);
    }

    /** How a body says where it ends. */
    public enum Framing {
        LENGTH,
        CHUNKED,
        CLOSE
    }

    private static String lines(String... headers) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            lines.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        return lines.toString();
    }

    /** A file as an object store serves it, with ETag, Range and If-Range; the rest is what can go wrong with it. */
    public static final class File implements Reply {
        private final byte[] bytes;
        private final Map<String, String> headers = new TreeMap<>();
        private Framing framing = Framing.LENGTH;
        private boolean ranges = true;
        private String partial = "";
        private long announced = -1;
        private int cutAt = Integer.MAX_VALUE;
        private boolean resets;
        private boolean stalls;
        private int slowly;

        private File(byte[] bytes) {
            this.bytes = bytes;
            headers.put("ETag", "\"v1\"");
            headers.put("Content-Type", "text/csv");
        }

        public File with(String name, String value) {
            headers.put(name, value);
            return this;
        }

        public File without(String name) {
            headers.remove(name);
            return this;
        }

        public File framed(Framing as) {
            framing = as;
            return this;
        }

        public File ignoringRange() {
            ranges = false;
            return this;
        }

        /** A request for the rest is answered with this Content-Range, whatever was asked. */
        public File claimingRange(String contentRange) {
            partial = contentRange;
            return this;
        }

        public File announcing(long length) {
            announced = length;
            return this;
        }

        /** Ends after so many bytes of the answer's body. */
        public File cutAt(int count) {
            cutAt = count;
            return this;
        }

        public File resetAt(int count) {
            resets = true;
            return cutAt(count);
        }

        public File stallAt(int count) {
            stalls = true;
            return cutAt(count);
        }

        /** In pieces of so many bytes, with pauses. */
        public File slowly(int piece) {
            slowly = piece;
            return this;
        }

        @Override
        public void send(FakeVendor.Request request, Wire wire) throws IOException {
            int from = from(request);
            if (from > 0 && from >= bytes.length) {
                status(416, "Content-Range", "bytes */" + bytes.length).send(request, wire);
                return;
            }
            int end = from > 0 ? end(request) : bytes.length;
            int length = end - from;
            StringBuilder head = new StringBuilder(from > 0 ? "HTTP/1.1 206 X\r\n" : "HTTP/1.1 200 OK\r\n");
            headers.forEach((name, value) -> head.append(lines(name, value)));
            if (from > 0) {
                String range = "bytes " + from + "-" + (end - 1) + "/" + bytes.length;
                head.append(lines("Content-Range", partial.isEmpty() ? range : partial));
            }
            if (framing == Framing.LENGTH) {
                head.append(lines("Content-Length", Long.toString(announced < 0 ? length : announced)));
            } else if (framing == Framing.CHUNKED) {
                head.append(lines("Transfer-Encoding", "chunked"));
            }
            wire.write(head + "Connection: close\r\n\r\n");
            body(wire, Arrays.copyOfRange(bytes, from, from + Math.min(length, cutAt)), length > cutAt);
        }

        private int from(FakeVendor.Request request) {
            String wanted = request.header("Range");
            Matcher range = RANGE.matcher(wanted == null ? "" : wanted);
            String validator = request.header("If-Range");
            boolean same = validator == null
                    || validator.equals(headers.get("ETag"))
                    || validator.equals(headers.get("Last-Modified"));
            return ranges && range.matches() && same ? Integer.parseInt(range.group(1)) : 0;
        }

        // Exclusive.
        private int end(FakeVendor.Request request) {
            Matcher range = RANGE.matcher(request.header("Range"));
            return range.matches() && !range.group(2).isEmpty()
                    ? Math.min(bytes.length, Integer.parseInt(range.group(2)) + 1)
                    : bytes.length;
        }

        private void body(Wire wire, byte[] body, boolean isCut) throws IOException {
            int piece = slowly > 0 ? slowly : Math.max(1, body.length);
            for (int at = 0; at < body.length; at += piece) {
                byte[] part = Arrays.copyOfRange(body, at, Math.min(body.length, at + piece));
                if (framing == Framing.CHUNKED) {
                    wire.write(Integer.toHexString(part.length) + "\r\n");
                }
                wire.write(part);
                if (framing == Framing.CHUNKED) {
                    wire.write("\r\n");
                }
                if (slowly > 0) {
                    wire.pause(100);
                }
            }
            if (isCut && stalls) {
                wire.pause(60_000);
            } else if (isCut && resets) {
                wire.pause(50);
                wire.reset();
            } else if (framing == Framing.CHUNKED && !isCut) {
                wire.write("0\r\n\r\n");
            }
        }
    }
}
