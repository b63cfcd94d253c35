package io.jobdrop.http;

import org.apache.hc.client5.http.auth.AuthExchange;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.auth.BasicScheme;
import org.apache.hc.core5.http.HttpHost;
import org.jspecify.annotations.Nullable;

/**
 * The proxy of a company's network, by which we reach hosts: by CONNECT for https (RFC 9110 9.3.6), by the absolute form
 * for plain http (RFC 9112 3.2.2). It knows its user by Basic (RFC 7617), which is sent with the first request and never
 * to the host behind it.
 *
 * @param setting the setting that names it, for messages
 * @param user its user; null when it wants none
 * @param except the hosts that are reached without it
 * @param forLoopback whether this machine itself is reached by it
 */
public record Proxy(
        String setting,
        String host,
        int port,
        @Nullable String user,
        String password,
        HostList except,
        boolean forLoopback) {

    /** Whether this host is reached by it. */
    public boolean serves(String target, int targetPort) {
        return (forLoopback || !HostList.isLoopback(target)) && !except.holds(target, targetPort);
    }

    HttpHost address() {
        return new HttpHost("http", host, port);
    }

    // Without asking first, since some proxies close the connection with their question.
    void authenticate(AuthExchange exchange) {
        if (user != null) {
            BasicScheme basic = new BasicScheme();
            basic.initPreemptive(new UsernamePasswordCredentials(user, password.toCharArray()));
            exchange.select(basic);
        }
    }

    /** Another setting beside the one that names it. */
    String sibling(String name) {
        return setting.replaceFirst("url$", name);
    }

    @Override
    public String toString() {
        return "the proxy " + host + ":" + port + " (" + setting + ")";
    }
}
