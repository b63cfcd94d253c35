package io.jobdrop.support;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.Consumer;

/**
 * One request on its way to the server and back. What was answered is recorded before the client hears of it, so that a
 * test that got its answer also finds the record.
 */
final class S3Exchange {
    private static final int SERVER_TIMEOUT_MS = 60_000;

    private final HttpHead head;
    private final S3Request request;
    private final Socket client;
    private final InputStream in;
    private final URI server;
    private final Consumer<S3Request> requests;
    private boolean recorded;

    S3Exchange(
            HttpHead head, S3Request request, Socket client, InputStream in, URI server, Consumer<S3Request> requests) {
        this.head = head;
        this.request = request;
        this.client = client;
        this.in = in;
        this.server = server;
        this.requests = requests;
    }

    /** Returns whether the connection can carry another request. */
    boolean run(S3Fault fault) throws IOException {
        try {
            return switch (fault.way()) {
                case REFUSED -> {
                    // A client that was not told to go on sends no body.
                    if (!head.waitsToContinue()) {
                        HttpBody.copyOfRequest(head, in, OutputStream.nullOutputStream());
                    }
                    yield refuse(fault, 0);
                }
                case CUT -> cut(0);
                case SILENT -> keepSilent();
                case NONE, CORRUPTED, DONE_BUT_CUT, DONE_BUT_REFUSED -> passOn(fault);
            };
        } finally {
            if (!recorded) {
                record(0, 0);
            }
        }
    }

    private void record(int told, int served) {
        recorded = true;
        requests.accept(request.answered(told, served));
    }

    private boolean passOn(S3Fault fault) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(SERVER_TIMEOUT_MS);
            InputStream answers = new BufferedInputStream(socket.getInputStream());
            HttpHead early = head(answers, socket.getOutputStream());
            if (early == null) {
                sendBody(fault, answers, socket.getOutputStream());
            }
            HttpHead answer = early == null ? finalHead(answers) : early;
            return switch (fault.way()) {
                case DONE_BUT_CUT -> {
                    HttpBody.copyOfAnswer(answer, head.method(), answers, OutputStream.nullOutputStream());
                    yield cut(answer.status());
                }
                case DONE_BUT_REFUSED -> {
                    HttpBody.copyOfAnswer(answer, head.method(), answers, OutputStream.nullOutputStream());
                    yield refuse(fault, answer.status());
                }
                default -> answer(early == null ? answer : answer.closing(), answers, early == null);
            };
        }
    }

    /** Sends the head, and lets the client go on where it waits for that; returns an answer that came instead. */
    private HttpHead head(InputStream answers, OutputStream out) throws IOException {
        out.write(head.raw());
        out.flush();
        if (!head.waitsToContinue()) {
            return null;
        }
        HttpHead answer = required(HttpHead.read(answers));
        if (answer.status() != 100) {
            return answer;
        }
        client.getOutputStream().write(answer.raw());
        return null;
    }

    private void sendBody(S3Fault fault, InputStream answers, OutputStream server) throws IOException {
        OutputStream out = new HttpBody.UntilAnswered(answers, server);
        if (fault.way() == S3Fault.Way.CORRUPTED) {
            boolean signedInPieces = head.has("x-amz-content-sha256", "streaming");
            int lines = (head.has("Transfer-Encoding", "chunked") ? 1 : 0) + (signedInPieces ? 1 : 0);
            out = new HttpBody.Corrupting(out, lines);
        }
        HttpBody.copyOfRequest(head, in, out);
    }

    private static HttpHead finalHead(InputStream answers) throws IOException {
        HttpHead answer = required(HttpHead.read(answers));
        return answer.status() < 200 ? finalHead(answers) : answer;
    }

    private boolean answer(HttpHead answer, InputStream body, boolean open) throws IOException {
        record(answer.status(), answer.status());
        OutputStream out = client.getOutputStream();
        out.write(answer.raw());
        HttpBody.copyOfAnswer(answer, head.method(), body, out);
        boolean framed = answer.headers().containsKey("Content-Length")
                || answer.has("Transfer-Encoding", "chunked")
                || answer.status() == 204;
        return open && framed && !answer.has("Connection", "close") && !head.has("Connection", "close");
    }

    private boolean refuse(S3Fault fault, int served) throws IOException {
        record(fault.status(), served);
        String xml = """
                <?xml version="1.0" encoding="UTF-8"?>
                <Error><Code>%s</Code><Message>Announced by the test.</Message><RequestId>test</RequestId></Error>
                """.formatted(fault.code());
        boolean bare = head.method().equals("HEAD");
        String answer = "HTTP/1.1 " + fault.status() + " Announced\r\nx-amz-request-id: test\r\nDate: "
                + DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC))
                + "\r\nContent-Type: application/xml\r\nContent-Length: " + (bare ? 0 : xml.length())
                + "\r\nConnection: close\r\n\r\n" + (bare ? "" : xml);
        client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        client.shutdownOutput();
        return false;
    }

    private boolean cut(int served) throws IOException {
        record(0, served);
        client.setSoLinger(true, 0);
        return false;
    }

    private boolean keepSilent() throws IOException {
        record(0, 0);
        while (in.read() >= 0) {
            continue;
        }
        return false;
    }

    private static HttpHead required(HttpHead head) throws IOException {
        if (head == null) {
            throw new IOException("the server ended the connection without an answer");
        }
        return head;
    }
}
