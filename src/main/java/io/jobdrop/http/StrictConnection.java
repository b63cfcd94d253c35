package io.jobdrop.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentLengthStrategy;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A connection that believes in no bytes beyond the response to its request: it is used again only when the last body
 * was read to its end and nothing came behind it, and it reads heads and framing by {@link HeadParser}, {@link Framing}
 * and {@link ChunkedBody}. It prints nothing, neither heads nor bytes: both hold secrets.
 */
final class StrictConnection extends DefaultBHttpClientConnection implements ManagedHttpClientConnection {
    private static final int MOST_INTERIM = 10;
    private static final Timeout LOOK = Timeout.ofMilliseconds(1);
    private static final Timeout NONE = Timeout.ZERO_MILLISECONDS;

    private final HeadParser heads;
    private final Supplier<Patience> forHead;
    private final UnaryOperator<Patience> forBody;
    private Patience patience;
    private Timeout socketTimeout = NONE;
    private boolean asked;
    private int interim;
    private boolean opening;
    private @Nullable Tunnel tunnel;
    private volatile boolean inBody;
    private volatile boolean closed;
    private volatile @Nullable TimedSocket timed;

    /** The time for its first head begins now, with connecting. */
    StrictConnection(Supplier<Patience> forHead, UnaryOperator<Patience> forBody) {
        this(forHead, forBody, new HeadParser());
    }

    private StrictConnection(Supplier<Patience> forHead, UnaryOperator<Patience> forBody, HeadParser heads) {
        super(Http1Config.DEFAULT, null, null, new Framing(), null, null, config -> heads);
        this.heads = heads;
        this.forHead = forHead;
        this.forBody = forBody;
        this.patience = forHead.get();
    }

    /** It leads to a proxy. */
    void through(Tunnel to) {
        tunnel = to;
    }

    private void follow(Patience next) {
        patience = next;
        TimedSocket socket = timed;
        if (socket != null) {
            socket.follow(next);
        }
    }

    @Override
    public void bind(Socket socket) throws IOException {
        if (socket instanceof TimedSocket own) {
            timed = own;
            own.follow(patience);
        }
        bind(new SocketHolder(socket));
    }

    @Override
    public void bind(SSLSocket secure, Socket socket) throws IOException {
        bind(new SocketHolder(secure, socket));
    }

    @Override
    protected void bind(SocketHolder holder) throws IOException {
        super.bind(holder);
        if (closed) {
            super.close(CloseMode.IMMEDIATE);
            throw new InterruptedIOException("the connection was given up");
        }
    }

    @Override
    public @Nullable Socket getSocket() {
        SocketHolder holder = getSocketHolder();
        return holder == null ? null : holder.getSocket();
    }

    @Override
    public void sendRequestHeader(ClassicHttpRequest request) throws HttpException, IOException {
        if (asked) {
            follow(forHead.get());
        }
        // The time for the first head goes on while a proxy opens the way to it.
        opening = Method.CONNECT.isSame(request.getMethod());
        asked = !opening;
        interim = 0;
        super.sendRequestHeader(request);
    }

    @Override
    public ClassicHttpResponse receiveResponseHeader() throws HttpException, IOException {
        Tunnel way = tunnel;
        if (!opening || way == null) {
            return response();
        }
        ClassicHttpResponse response;
        try {
            response = super.receiveResponseHeader();
        } catch (IOException e) {
            throw way.failed(e);
        }
        return way.opened(response, heads.surplus());
    }

    private ClassicHttpResponse response() throws HttpException, IOException {
        ClassicHttpResponse response = super.receiveResponseHeader();
        int status = response.getCode();
        if (status == 101) {
            throw new InvalidResponse("another protocol, which nobody asked for");
        }
        if (status < 200 && ++interim > MOST_INTERIM) {
            throw new InvalidResponse("more than " + MOST_INTERIM + " interim responses");
        }
        if (status >= 200) {
            requireFraming(response);
            follow(forBody.apply(patience));
        }
        return response;
    }

    // Of a response without a body too: another reader on the way may have seen one.
    private static void requireFraming(ClassicHttpResponse response) throws InvalidResponse {
        try {
            new Framing().determineLength(response);
        } catch (HttpException e) {
            throw new InvalidResponse(String.valueOf(e.getMessage()));
        }
    }

    @Override
    protected InputStream createContentInputStream(long length, SessionInputBuffer buffer, InputStream in) {
        inBody = length != 0;
        InputStream body = length == ContentLengthStrategy.CHUNKED
                ? new ChunkedBody(buffer, in)
                : super.createContentInputStream(length, buffer, in);
        return new FilterInputStream(body) {
            @Override
            public int read() throws IOException {
                int value = super.read();
                count(value < 0 ? -1 : 1);
                return value;
            }

            @Override
            public int read(byte[] into, int offset, int size) throws IOException {
                int count = super.read(into, offset, size);
                count(count);
                return count;
            }
        };
    }

    private void count(int bytes) {
        if (bytes < 0) {
            inBody = false;
        } else {
            patience.received(bytes);
        }
    }

    @Override
    public boolean isConsistent() {
        return super.isConsistent() && !inBody;
    }

    /** Also when anything arrived since the last response: it would be taken for the next one. */
    @Override
    public boolean isStale() throws IOException {
        if (!isOpen()) {
            return true;
        }
        follow(forHead.get());
        try {
            awaitInput(LOOK);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    @Override
    public void setSocketTimeout(Timeout timeout) {
        super.setSocketTimeout(timeout);
        socketTimeout = timeout;
    }

    @Override
    public void passivate() {
        super.setSocketTimeout(NONE);
    }

    @Override
    public void activate() {
        super.setSocketTimeout(socketTimeout);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        super.close();
    }

    @Override
    public void close(CloseMode mode) {
        closed = true;
        super.close(mode);
    }
}
