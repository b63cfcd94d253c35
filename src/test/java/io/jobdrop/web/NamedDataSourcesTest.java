package io.jobdrop.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.config.DataSources;
import java.sql.SQLException;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteDataSource;

class NamedDataSourcesTest {
    private static final String NAME = "java:comp/env/jdbc/jobdrop";
    private static final Map<String, Object> BOUND = new ConcurrentHashMap<>();

    private final NamedDataSources dataSources = new NamedDataSources();

    /** What a server has bound; the JDK makes one by its name. */
    public static final class Server implements InitialContextFactory {
        @Override
        public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
            return new InitialContext(true) {
                @Override
                public Object lookup(String name) throws NamingException {
                    if (!BOUND.containsKey(name)) {
                        throw new NameNotFoundException(name + " -- service jboss.naming.context." + name);
                    }
                    return BOUND.get(name);
                }
            };
        }
    }

    @BeforeEach
    void start() {
        System.setProperty(Context.INITIAL_CONTEXT_FACTORY, Server.class.getName());
    }

    @AfterEach
    void stop() {
        System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
        BOUND.clear();
    }

    @Test
    void a_name_leads_to_what_the_server_has_bound_now() throws SQLException {
        SQLiteDataSource first = new SQLiteDataSource();
        BOUND.put(NAME, first);
        assertThat(dataSources.named(NAME)).isSameAs(first);

        SQLiteDataSource second = new SQLiteDataSource();
        BOUND.put(NAME, second);
        assertThat(dataSources.named(NAME)).isSameAs(second);
    }

    @Test
    void what_was_found_once_is_kept_for_threads_that_do_not_see_it() throws SQLException {
        SQLiteDataSource bound = new SQLiteDataSource();
        BOUND.put(NAME, bound);
        dataSources.named(NAME);
        BOUND.clear();

        assertThat(dataSources.named(NAME)).isSameAs(bound);
    }

    @Test
    void a_name_of_nothing_may_have_something_later() throws SQLException {
        assertThatThrownBy(() -> dataSources.named(NAME))
                .isInstanceOf(SQLException.class)
                .hasMessageStartingWith("the server has nothing of this name: ")
                .hasMessageContaining(NAME)
                .extracting(failure -> ((SQLException) failure).getSQLState())
                .isEqualTo(DataSources.MISSING);

        BOUND.put(NAME, new SQLiteDataSource());
        assertThat(dataSources.named(NAME)).isNotNull();
    }

    @Test
    void a_name_of_something_else_is_none() {
        BOUND.put(NAME, "a text");

        assertThatThrownBy(() -> dataSources.named(NAME))
                .hasMessage("what the server has under this name is no data source");
    }

    @Test
    void only_names_of_the_server_itself_are_looked_up() {
        BOUND.put("ldap://host/x", new SQLiteDataSource());
        BOUND.put("osgi:service/jobdrop", new SQLiteDataSource());

        for (String name : BOUND.keySet()) {
            assertThatThrownBy(() -> dataSources.named(name))
                    .hasMessage("the names of an application server begin with java:");
        }
    }
}
