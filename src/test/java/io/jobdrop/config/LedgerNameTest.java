package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A ledger that is named by a data source of the runtime. */
class LedgerNameTest {
    private static final String NAME = "java:comp/env/jdbc/jobdrop";

    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>(Map.of("CONVERTLY_TOKEN", "key"));
    private DataSources dataSources = name -> {
        throw DataSources.missing("nothing is looked up", null);
    };

    @ParameterizedTest
    @ValueSource(
            strings = {
                NAME,
                "java:jboss/datasources/Jobdrop",
                "java:/Jobdrop",
                "java:comp/DefaultDataSource",
                "osgi:service/jobdrop",
                "osgi:service/jdbc/my-ledger_1"
            })
    void a_name_of_the_runtime_is_a_ledger_on_a_server(String name) {
        Configuration configuration = read(name);

        assertThat(configuration.problems()).isEmpty();
        assertThat(configuration.hasSoundLedger()).isTrue();
        assertThat(configuration.isLedgerOnServer()).isTrue();
        assertThat(configuration.ledger()).hasToString(name + ", schema jobdrop");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jobdrop",
                "jdbc/jobdrop",
                "ldap://host/x",
                "rmi://host/x",
                "java:comp/env/jdbc/ jobdrop",
                "java:",
                "osgi:service/",
                "osgi:service/(a=b)",
                "osgi:service/javax.sql.DataSource/(x=y)"
            })
    void another_name_is_refused(String name) {
        Configuration configuration = read(name);

        assertThat(problems(configuration))
                .containsExactly("environment JOBDROP_LEDGER_JNDI: jobdrop.ledger.jndi: '" + name
                        + "' names no data source; write java:comp/env/jdbc/NAME, java:jboss/datasources/NAME, or"
                        + " osgi:service/NAME in Karaf");
        assertThat(configuration.hasSoundLedger()).isFalse();
    }

    @Test
    void two_servers_are_one_too_many() {
        environment.put("JOBDROP_LEDGER_URL", "jdbc:postgresql://db/jobdrop");

        Configuration configuration = read(NAME);

        assertThat(problems(configuration))
                .containsExactly(
                        "environment JOBDROP_LEDGER_JNDI: jobdrop.ledger.jndi and jobdrop.ledger.url both name a"
                                + " server; set only one of them");
        assertThat(configuration.obstacles()).hasSize(1);
        assertThat(configuration.hasSoundLedger()).isFalse();
    }

    @Test
    void a_process_of_its_own_has_none() {
        dataSources = DataSources.NONE;

        Configuration configuration = read(NAME);

        assertThat(problems(configuration))
                .containsExactly("environment JOBDROP_LEDGER_JNDI: jobdrop.ledger.jndi is for application servers and"
                        + " Karaf, which have data sources; set jobdrop.ledger.url in its place");
        assertThat(configuration.hasSoundLedger()).isFalse();
    }

    @Test
    void what_the_data_source_decides_is_not_set_here() {
        environment.put("JOBDROP_LEDGER_URL", "jdbc:sqlite:other.db");
        environment.put("JOBDROP_LEDGER_USER", "me");
        environment.put("JOBDROP_LEDGER_PASSWORD", "s3cret");
        environment.put("JOBDROP_LEDGER_POOL", "4");

        Configuration configuration = read(NAME);

        assertThat(configuration.obstacles()).isEmpty();
        assertThat(problems(configuration))
                .containsExactlyInAnyOrder(
                        "environment JOBDROP_LEDGER_URL: jobdrop.ledger.url does nothing: jobdrop.ledger.jndi names the"
                                + " ledger",
                        unused("USER"),
                        unused("PASSWORD"),
                        unused("POOL"));
    }

    private static String unused(String word) {
        return "environment JOBDROP_LEDGER_" + word + ": jobdrop.ledger." + word.toLowerCase(Locale.ROOT)
                + " does nothing: the data source of jobdrop.ledger.jndi has its own";
    }

    @Test
    void schema_and_cluster_are_those_of_the_settings() {
        environment.put("JOBDROP_LEDGER_SCHEMA", "mine");
        environment.put("JOBDROP_CLUSTER_KEY", "0123456789abcdef0123456789abcdef");
        environment.put("JOBDROP_CLUSTER_LEASE", "5s");

        Configuration configuration = read(NAME);

        assertThat(configuration.problems()).isEmpty();
        assertThat(configuration.queue()).isEqualTo("ledger");
        assertThat(configuration.ledger().isShared()).isTrue();
        assertThat(configuration.ledger()).hasToString(NAME + ", schema mine");
    }

    private Configuration read(String name) {
        environment.put("JOBDROP_LEDGER_JNDI", name);
        RuntimeSettings runtime =
                RuntimeSettings.ofFile("servlet", home.resolve("none.properties"), Map.of(), dataSources);
        return Configuration.read(
                new Configuration.Sources(
                        Path.of("").toAbsolutePath(), home, List.of(), List.of(), runtime, environment),
                Map.of());
    }

    private static List<String> problems(Configuration configuration) {
        return configuration.problems().stream().map(Problem::toString).toList();
    }
}
