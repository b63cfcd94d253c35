package io.jobdrop.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The broker that tells nodes of jobs ({@code jobdrop.queue = jms}). As text it is fit for people and logs.
 *
 * @param url an address as the client of this kind has it, or {@code #} and the name of a bean
 * @param cluster the name of the nodes that share the queues
 */
public record BrokerAddress(Kind kind, String url, String user, String password, String cluster) {
    /** The setting of the address. */
    public static final String URL = "jobdrop.queue.url";

    /** What is read with {@code jobdrop.queue = jms} only. */
    static final List<String> SETTINGS =
            List.of(URL, "jobdrop.queue.kind", "jobdrop.queue.user", "jobdrop.queue.password");

    /** Which client speaks with the broker. */
    public enum Kind {
        /** Apache Artemis and those that are made of it. */
        ARTEMIS("org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory"),
        /** AMQP 1.0: RabbitMQ from 4.0 on, Azure Service Bus and others. */
        AMQP("org.apache.qpid.jms.JmsConnectionFactory"),
        /** A connection factory of the engineer's own. */
        BEAN("jakarta.jms.ConnectionFactory");

        private final String type;

        Kind(String type) {
            this.type = type;
        }

        /** The class of its connection factory. */
        public String type() {
            return type;
        }

        static Kind of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    private static final String COMPONENT = "org.apache.camel.component.jms.JmsComponent";
    private static final Pattern BEAN = Pattern.compile("#[A-Za-z0-9_.-]+");
    private static final Pattern ADDRESS =
            Pattern.compile("\\(?[a-z][a-z0-9+]*://[^\\s@?()]+(\\?[^\\s@()]*)?\\)?(\\?[^\\s@]*)?");
    private static final Pattern OPTION = Pattern.compile("[?&;][^=&;?]*=([^&;)?]*?)(?=,[a-z0-9+]+://|[&;)?]|$)");
    private static final Pattern PLAIN = Pattern.compile("(?i)true|false|-?\\d*|.{1,3}");
    private static final Pattern CREDENTIAL = Pattern.compile("(?i).*[?&;](jms\\.)?(user|username|password)=.*");

    /** The broker of these settings. */
    public static BrokerAddress of(Settings settings) {
        return new BrokerAddress(
                Kind.of(settings.get("jobdrop.queue.kind")),
                settings.get(URL),
                settings.get("jobdrop.queue.user"),
                settings.get("jobdrop.queue.password"),
                Cluster.of(settings).name());
    }

    /**
     * Makes sure that a value names a broker.
     *
     * @throws IllegalArgumentException when it does not; the message shows no option
     */
    static void check(String url) {
        if (CREDENTIAL.matcher(decoded(url)).matches()) {
            throw new IllegalArgumentException("user and password do not belong into the address; set"
                    + " jobdrop.queue.user and jobdrop.queue.password in their place");
        }
        if (url.startsWith("failover:")) {
            throw new IllegalArgumentException(
                    "a client with failover: waits without end for a broker that is away, and a"
                            + " stop would wait for it; name one broker, or a connection factory of yours (jobdrop.queue.kind = bean)");
        }
        if (!BEAN.matcher(url).matches() && !ADDRESS.matcher(url).matches()) {
            throw new IllegalArgumentException("this is no address of a broker; write tcp://HOST:61616,"
                    + " (tcp://HOST:61616,tcp://HOST:61616)?ha=true, amqp://HOST:5672, or #BEAN");
        }
    }

    private static String decoded(String url) {
        try {
            return URLDecoder.decode(url, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return url;
        }
    }

    /** What options hold and may be a secret, such as the password of a key store. A client repeats one that it does not know. */
    static List<String> secretsIn(String url) {
        return OPTION.matcher(url)
                .results()
                .map(option -> option.group(1))
                .filter(value -> !PLAIN.matcher(value).matches())
                .toList();
    }

    /** The broker's queue of a feed. */
    public String queue(String feed) {
        return "jobdrop." + cluster + "." + feed;
    }

    /** What is wrong with it, here; empty when a node can use it. */
    Optional<String> problem(Predicate<String> isThere) {
        if (url.isEmpty()) {
            return Optional.of("jobdrop.queue = jms needs " + URL + ", such as tcp://mq.example.com:61616");
        }
        if (url.startsWith("#") != (kind == Kind.BEAN)) {
            return Optional.of(URL + " is #BEAN with jobdrop.queue.kind = bean, and an address with any other kind");
        }
        return Stream.of(COMPONENT, kind.type())
                .filter(isThere.negate())
                .findFirst()
                .map(type -> "jobdrop.queue = jms needs the class " + type
                        + "; unpack jobdrop-jms.zip over the installation (docs/scaling.md)");
    }

    /** Without options. */
    @Override
    public String toString() {
        return withoutOptions(url);
    }

    /** An address for people, be it of several brokers. */
    static String withoutOptions(String url) {
        return url.replaceAll("\\?[^,)]*", "");
    }
}
