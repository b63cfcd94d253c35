package io.jobdrop.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/**
 * How this process works with others on one ledger on a server.
 *
 * @param name nodes of one name share work
 * @param node the name of this one, for people
 * @param lease a node that is silent for so long is taken for dead
 * @param key encrypts what nodes hand to each other; empty when one process at a time works on the ledger
 */
public record Cluster(String name, String node, Duration lease, String key) {
    /** The setting of the key. */
    public static final String KEY = "jobdrop.cluster.key";

    static Cluster of(Settings settings) {
        String node = settings.get("jobdrop.cluster.node");
        return new Cluster(
                settings.get("jobdrop.cluster.name"),
                node.isEmpty() ? hostName() : node,
                settings.duration("jobdrop.cluster.lease"),
                settings.get(KEY));
    }

    private static String hostName() {
        try {
            String name = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "-");
            return name.isEmpty() ? "node" : name;
        } catch (UnknownHostException e) {
            return "node";
        }
    }

    /** Whether more than one process may work on the ledger. */
    public boolean isShared() {
        return !key.isEmpty();
    }

    /** The same for a process that keeps all others away. */
    Cluster alone() {
        return new Cluster(name, node, lease, "");
    }

    /** Without the key. */
    @Override
    public String toString() {
        return name;
    }
}
