package bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** One connection to the stand-in: requests without a body, one after the other. */
final class Conversation {
    private static final String EXPORTS = "/companies/search/async/jobs";
    private static final String EXPORT = "/companies/search/async/";

    private final Vendor vendor;
    private final SocketChannel client;
    private final ByteBuffer buffer = ByteBuffer.allocate(64 << 10);

    Conversation(Vendor vendor, SocketChannel client) {
        this.vendor = vendor;
        this.client = client;
    }

    void hold() throws IOException {
        try (client) {
            for (String head = head(); head != null; head = head()) {
                answer(head);
            }
        }
    }

    // The next request up to its empty line; null at the end.
    private String head() throws IOException {
        while (true) {
            String read = new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
            int end = read.indexOf("\r\n\r\n");
            if (end >= 0) {
                buffer.flip().position(end + 4);
                buffer.compact();
                return read.substring(0, end);
            }
            if (client.read(buffer) < 0) {
                return null;
            }
        }
    }

    private void answer(String head) throws IOException {
        String[] request = head.substring(0, head.indexOf("\r\n")).split(" ");
        String[] target = request[1].split("\\?", 2);
        Map<String, String> query = query(target.length > 1 ? target[1] : "");
        String path = target[0];
        boolean withBody = !request[0].equals("HEAD");
        if (path.startsWith("/files/")) {
            file(path, head, withBody);
        } else if (path.equals("/_account")) {
            change(query);
        } else if (path.equals("/_stats")) {
            send("200 OK", vendor.account(query.get("name")).stats());
        } else {
            api(path, query, key(head));
        }
    }

    private void api(String path, Map<String, String> query, String key) throws IOException {
        Account account = vendor.account(key);
        account.asked(path.startsWith(EXPORT) && !path.equals(EXPORTS) ? account.details : account.lists);
        if (account.hanging) {
            hang();
        }
        String json;
        if (path.equals(EXPORTS)) {
            json = VendorJson.exports(account, query);
        } else if (path.startsWith(EXPORT)) {
            String id = path.substring(EXPORT.length());
            json = VendorJson.export(account, VendorJson.job(id), vendor.resultUrls(key) + id);
        } else if (path.equals("/api/jobs")) {
            json = VendorJson.conversions(account, query, vendor.resultUrls(key));
        } else if (path.equals("/v1/background_jobs")) {
            json = "[]";
        } else {
            send("404 Not Found", "{}");
            return;
        }
        account.apiBytes.addAndGet(json.length());
        send("200 OK", json);
    }

    // /files/ACCOUNT/ID
    private void file(String path, String request, boolean withBody) throws IOException {
        String[] names = path.split("/");
        if (names.length < 4) {
            send("200 OK", "");
            return;
        }
        Account account = vendor.account(names[2]);
        String tag = "\"" + names[3] + "\"";
        Range range = account.rate == 0 ? Range.whole(account.size) : Range.of(request, tag, account.size);
        String length = account.chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + range.length();
        String head = "HTTP/1.1 " + range.status() + "\r\nContent-Type: application/octet-stream\r\nETag: " + tag
                + "\r\nLast-Modified: Tue, 17 Feb 2026 02:04:03 GMT\r\n" + length + "\r\n"
                + (account.rate == 0 ? "" : range.headers()) + "\r\n";
        Body.write(client, ByteBuffer.wrap(head.getBytes(StandardCharsets.ISO_8859_1)));
        if (withBody) {
            account.asked(account.downloads);
            vendor.body().write(client, VendorJson.job(names[3]), range, account.chunked, account.rate);
            account.lastDownloadAt.set(System.currentTimeMillis());
        }
    }

    private void change(Map<String, String> query) throws IOException {
        Account account = vendor.account(query.get("name"));
        account.size = Long.parseLong(query.getOrDefault("size", String.valueOf(account.size)));
        account.chunked = Boolean.parseBoolean(query.get("chunked"));
        account.rate = Long.parseLong(query.getOrDefault("rate", "0"));
        account.hanging = Boolean.parseBoolean(query.get("hanging"));
        account.add(Long.parseLong(query.getOrDefault("add", "0")));
        send("200 OK", account.stats());
    }

    private void send(String status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        String head =
                "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n";
        Body.write(client, ByteBuffer.wrap(head.getBytes(StandardCharsets.ISO_8859_1)), ByteBuffer.wrap(bytes));
    }

    private static void hang() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String key(String head) {
        for (String line : head.split("\r\n")) {
            if (line.regionMatches(true, 0, "authorization:", 0, 14)) {
                return line.substring(line.lastIndexOf(' ') + 1);
            }
        }
        return "nobody";
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new HashMap<>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return query;
    }
}
