package io.jobdrop.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.Held;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedResolverTest {
    private final AddressGuard guard = new AddressGuard(List.of("127.0.0.1:9000", "files.corp", "[::1]:9000"));

    @Test
    void a_name_that_turns_private_is_asked_once_and_what_was_judged_is_what_is_dialled() throws Exception {
        Names names = new Names(address("8.8.8.8"), address("10.0.0.1"));
        GuardedResolver resolver = new GuardedResolver(guard, names);

        List<InetSocketAddress> dialled = resolver.resolve("rebound.example", 443);

        assertThat(dialled).containsExactly(new InetSocketAddress(address("8.8.8.8")[0], 443));
        assertThatThrownBy(() -> resolver.resolve("rebound.example", 443))
                .isInstanceOf(Held.class)
                .hasMessage("the result host rebound.example has the private address 10.0.0.1, which is not public;"
                        + " nothing was requested. If it is meant, name it in jobdrop.download.allow-hosts");
    }

    @Test
    void all_addresses_of_a_name_are_dialled_on_its_port() throws Exception {
        GuardedResolver resolver = new GuardedResolver(guard, new Names(address("8.8.8.8", "2606:4700::1111")));

        assertThat(resolver.resolve("two.example", 8443))
                .containsExactly(
                        new InetSocketAddress(address("8.8.8.8")[0], 8443),
                        new InetSocketAddress(address("2606:4700::1111")[0], 8443));
    }

    @Test
    void a_name_without_addresses_is_unknown() {
        GuardedResolver resolver = new GuardedResolver(guard, new Names(new InetAddress[0], null));

        assertThatThrownBy(() -> resolver.resolve("none.example", 443))
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("none.example");
        assertThatThrownBy(() -> resolver.resolve("none.example", 443)).isInstanceOf(UnknownHostException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,loopback",
        "127.1,loopback",
        "2130706433,loopback",
        "[::1],loopback",
        "::ffff:127.0.0.1,loopback",
        "[::ffff:10.0.0.1],private",
        "0,not-global",
        "169.254.169.254,link-local"
    })
    void a_literal_address_is_refused_however_it_is_written(String host, String verdict) {
        assertThatThrownBy(() -> new GuardedResolver(guard).resolve(host, 443))
                .isInstanceOf(Held.class)
                .hasMessageStartingWith("the result host " + host + " has the " + verdict + " address ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0177.0.0.1", "017700000001", "0x7f000001", "0x7f.0.0.1", "012.0.0.1", "127.0.0.1."})
    void a_literal_that_is_read_in_two_ways_never_leads_inside(String host) {
        assertThat(dialled(host))
                .allMatch(address -> guard.judge(address.getAddress()) == AddressGuard.Verdict.ALLOWED);
    }

    @Test
    void a_named_literal_is_dialled_on_its_port_only() throws Exception {
        GuardedResolver resolver = new GuardedResolver(guard);

        assertThat(resolver.resolve("127.0.0.1", 9000)).hasSize(1);
        assertThat(resolver.resolve("[::1]", 9000)).hasSize(1);
        assertThatThrownBy(() -> resolver.resolve("127.0.0.1", 9001)).isInstanceOf(Held.class);
    }

    @Test
    void without_a_port_only_what_is_named_without_a_port_is_excepted() throws Exception {
        assertThat(new GuardedResolver(guard, new Names(address("10.0.0.1"))).resolve("files.corp"))
                .containsExactly(address("10.0.0.1"));
        assertThat(new GuardedResolver(guard, new Names(address("8.8.8.8"))).resolve("good.example"))
                .containsExactly(address("8.8.8.8"));
        assertThatThrownBy(() -> new GuardedResolver(guard).resolve("127.0.0.1"))
                .isInstanceOf(Held.class);
    }

    @Test
    void no_name_is_looked_up_backwards() {
        assertThat(new GuardedResolver(guard).resolveCanonicalHostname("8.8.8.8"))
                .isEqualTo("8.8.8.8");
    }

    private List<InetSocketAddress> dialled(String host) {
        try {
            return new GuardedResolver(guard).resolve(host, 443);
        } catch (Held | UnknownHostException refusal) {
            return List.of();
        }
    }

    private static InetAddress[] address(String... literals) throws UnknownHostException {
        InetAddress[] addresses = new InetAddress[literals.length];
        for (int i = 0; i < literals.length; i++) {
            addresses[i] = InetAddress.getByName(literals[i]);
        }
        return addresses;
    }

    /** Gives one answer after the other, whatever it is asked for. */
    private static final class Names implements DnsResolver {
        private final Iterator<InetAddress[]> answers;

        Names(InetAddress[]... answers) {
            this.answers = Arrays.asList(answers).iterator();
        }

        @Override
        public InetAddress[] resolve(String host) {
            return answers.next();
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            throw new AssertionError("looked up backwards: " + host);
        }
    }
}
