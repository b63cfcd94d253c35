package io.jobdrop.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
    @AutoClose("shutdownNow")
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);

    private final Connections connections = new Connections(timer, 8, Timeout.ofMinutes(1));
    private final List<String> closed = new ArrayList<>();

    @Test
    void one_address_leaves_room_for_others_and_others_leave_room_for_this_machine() {
        List<IOSession> first = open("198.51.100.1", 3);
        assertThat(closed).containsExactly("198.51.100.1/2");

        open("198.51.100.2", 2);
        open("2001:db8::1", 3);
        assertThat(closed).containsExactly("198.51.100.1/2", "2001:db8::1/2");
        open("198.51.100.3", 1);
        assertThat(closed).hasSize(3);

        open("127.0.0.1", 3);
        assertThat(closed).hasSize(4).last().isEqualTo("127.0.0.1/2");

        connections.disconnected(first.get(0));
        open("127.0.0.2", 1);
        assertThat(closed).hasSize(4);
    }

    private List<IOSession> open(String address, int times) {
        List<IOSession> sessions = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            IOSession session = session(address, address + "/" + i);
            connections.connected(session);
            sessions.add(session);
        }
        return sessions;
    }

    private IOSession session(String address, String id) {
        return (IOSession) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {IOSession.class}, (proxy, method, arguments) -> {
                    return switch (method.getName()) {
                        case "getId" -> id;
                        case "getRemoteAddress" -> new InetSocketAddress(address, 40_000);
                        case "close" -> closed.add(id) ? null : null;
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }
}
