package io.jobdrop.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/** Where a ledger is: in a file of this machine, or on a database server. As text it is fit for people and logs. */
public sealed interface LedgerAddress {
    /** The key of the setting that names it by a URL. */
    String URL = "jobdrop.ledger.url";

    /** The key of the setting that names a data source of the runtime in place of a URL. */
    String JNDI = "jobdrop.ledger.jndi";

    /** A SQLite file. */
    record InFile(Path file) implements LedgerAddress {
        @Override
        public String other() {
            return "--home";
        }

        @Override
        public String toString() {
            return file.toString();
        }
    }

    /** A schema of a PostgreSQL database. */
    sealed interface OnServer extends LedgerAddress {
        /** The schema, which holds this ledger and nothing else. */
        String schema();

        /** How this process works with others on it. */
        Cluster cluster();

        /** The role as the settings name it; empty when they do not. */
        String user();

        /** The same for a process that keeps all others away. */
        OnServer alone();

        @Override
        default String other() {
            return "jobdrop.ledger.schema";
        }
    }

    /**
     * A database that is named by its URL.
     *
     * @param url a JDBC URL without user and password; its options are shown nowhere
     * @param pool the most connections of one process, but for one that holds its lock and one that renews its leases
     */
    record ByUrl(String url, String user, String password, String schema, int pool, Cluster cluster)
            implements OnServer {
        @Override
        public ByUrl alone() {
            return new ByUrl(url, user, password, schema, pool, cluster.alone());
        }

        /** The names of the options that the URL has. */
        public List<String> options() {
            return Form.options(url);
        }

        @Override
        public String toString() {
            return withoutOptions(url).substring("jdbc:".length()) + ", schema " + schema;
        }
    }

    /**
     * The database of a data source that the runtime has, such as {@code java:comp/env/jdbc/jobdrop}.
     *
     * @param runtime who knows the data source
     */
    record ByName(String name, DataSources runtime, String schema, Cluster cluster) implements OnServer {
        /** The runtime knows it. */
        @Override
        public String user() {
            return "";
        }

        @Override
        public ByName alone() {
            return new ByName(name, runtime, schema, cluster.alone());
        }

        @Override
        public String toString() {
            return name + ", schema " + schema;
        }
    }

    /** The option or setting by which another ledger is chosen. */
    String other();

    /** Whether more than one process may work on it at a time. */
    default boolean isShared() {
        return this instanceof OnServer server && server.cluster().isShared();
    }

    /** The ledger of these settings. */
    static LedgerAddress of(Settings settings) {
        String name = settings.get(JNDI);
        return name.isEmpty()
                ? of(settings, settings.get(URL))
                : new ByName(name, settings.dataSources(), settings.get("jobdrop.ledger.schema"), Cluster.of(settings));
    }

    /** The key of the setting that names the ledger of these settings. */
    static String key(Settings settings) {
        return settings.get(JNDI).isEmpty() ? URL : JNDI;
    }

    /** Whether settings name a database server. */
    static boolean isOnServer(Settings settings) {
        return key(settings).equals(JNDI) || isServer(settings.get(URL));
    }

    /** Why settings that are right each by itself name no ledger together; empty when they do. */
    static Optional<String> problem(Settings settings) {
        if (key(settings).equals(URL)) {
            return Optional.empty();
        }
        if (isServer(settings.get(URL))) {
            return Optional.of(JNDI + " and " + URL + " both name a server; set only one of them");
        }
        return settings.dataSources() == DataSources.NONE
                ? Optional.of(JNDI + " is for application servers and Karaf, which have data sources; set " + URL
                        + " in its place")
                : Optional.empty();
    }

    /** The ledger of a URL, with the home, the user and the schema of settings. */
    static LedgerAddress of(Settings settings, String url) {
        return isServer(url)
                ? new ByUrl(
                        url,
                        settings.get("jobdrop.ledger.user"),
                        settings.get("jobdrop.ledger.password"),
                        settings.get("jobdrop.ledger.schema"),
                        settings.count("jobdrop.ledger.pool"),
                        Cluster.of(settings))
                : new InFile(settings.home().resolve(Form.file(url)).normalize());
    }

    /** Whether a URL names a database server. */
    static boolean isServer(String url) {
        return url.startsWith(Form.SERVER);
    }

    /** A URL of a database without its options, which may hold secrets. */
    static String withoutOptions(String url) {
        int query = url.indexOf('?');
        return query < 0 ? url : url.substring(0, query);
    }

    /**
     * Makes sure that a URL names a ledger.
     *
     * @throws IllegalArgumentException when it does not; the message shows no option
     */
    static void check(String url) {
        Form.check(url);
    }

    /** How the URLs of ledgers look. */
    final class Form {
        private static final String FILE = "jdbc:sqlite:";
        private static final String SERVER = "jdbc:postgresql:";
        private static final String HOST = "([^\\[\\]/@?:,]+|\\[[0-9a-fA-F:.]+\\])(:\\d{1,5})?";
        private static final Pattern PLACE = Pattern.compile("jdbc:postgresql://" + HOST + "(," + HOST + ")*/[^/?@]+");
        private static final Map<String, String> SECRETS = Map.of(
                "user", "set jobdrop.ledger.user in its place",
                "password", "set jobdrop.ledger.password in its place",
                "sslpassword", "name a key file without a password");
        private static final String SCHEMA = "currentschema";

        private Form() {}

        static String file(String url) {
            return withoutOptions(url.substring(FILE.length()));
        }

        static List<String> options(String url) {
            String options = url.substring(withoutOptions(url).length()).replaceFirst("^\\?", "");
            return Stream.of(options.split("&", -1))
                    .map(option -> option.replaceFirst("=.*", ""))
                    .filter(name -> !name.isEmpty())
                    .toList();
        }

        static void check(String url) {
            if (isServer(url)) {
                checkServer(url);
            } else if (!url.startsWith(FILE) || url.length() == FILE.length()) {
                throw new IllegalArgumentException("'" + withoutOptions(url)
                        + "' is no ledger; write jdbc:sqlite:PATH or jdbc:postgresql://HOST:5432/DATABASE");
            }
        }

        private static boolean isParsed(String url) {
            try {
                new PGSimpleDataSource().setUrl(url);
                return true;
            } catch (IllegalArgumentException e) {
                return false;
            }
        }

        private static void checkServer(String url) {
            if (!PLACE.matcher(withoutOptions(url)).matches() || !isParsed(url)) {
                throw new IllegalArgumentException("this is no address of a PostgreSQL database; write"
                        + " jdbc:postgresql://HOST:5432/DATABASE, with options such as ?sslmode=verify-full");
            }
            for (String name : options(url)) {
                String lower = name.toLowerCase(Locale.ROOT);
                if (SECRETS.containsKey(lower)) {
                    throw new IllegalArgumentException(
                            "the option " + name + " does not belong into the address; " + SECRETS.get(lower));
                }
                if (lower.equals(SCHEMA)) {
                    throw new IllegalArgumentException("the option " + name
                            + " does not belong into the address; set jobdrop.ledger.schema in its place");
                }
            }
        }
    }
}
