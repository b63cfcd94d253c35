package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.support.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthFileTest {
    /** As {@code openssl passwd -6 -salt abcdefgh secret} prints it. */
    private static final String OPENSSL =
            "$6$abcdefgh$ltjgWl6579NluT/Vi1nwEvcil.G5Nbc4NiXZaNGStk8PSwGfQv72N2CKPPrVACtLtip/cZ/1GM/O6IND4WQhG.";
    /** As {@code openssl passwd -5 -salt abcdefgh secret} prints it. */
    private static final String SHA_256 = "$5$abcdefgh$gruCpC7VkOTspMQTTSAR8mtlO9Upms.fwqE5y16JVM.";

    @TempDir
    Path folder;

    @Test
    void a_user_is_known_by_the_hash_that_openssl_prints() throws IOException {
        AuthFile users = AuthFile.read(write("# who is on call\n\n ann:" + OPENSSL + " \nbob:" + SHA_256 + "\n"));

        assertThat(users.accepts("ann", "secret")).isTrue();
        assertThat(users.accepts("bob", "secret")).isTrue();
        assertThat(users.accepts("ann", "Secret")).isFalse();
        assertThat(users.accepts("ann", "")).isFalse();
        assertThat(users.accepts("nobody", "nobody")).isFalse();
    }

    @Test
    void a_mark_of_the_byte_order_is_no_part_of_a_name() throws IOException {
        assertThat(AuthFile.read(write("\uFEFFann:" + SHA_256 + "\n")).accepts("ann", "secret"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nobody\n",
                "ann\n",
                "ann:\n",
                ":$6$abcdefgh$x\n",
                "ann:secret\n",
                "ann:$apr1$abcdefgh$Nz4bPfN0dgOdfDUcKEkgb1\n",
                "ann:$2y$05$abcdefghijklmnopqrstuv\n",
                "ann:$6$rounds=999999999$abcdefgh$" + "a/b.c"
            })
    void a_file_that_admits_nobody_or_anybody_is_refused_and_its_hashes_are_not_told(String text) throws IOException {
        Path file = write(text);

        assertThatThrownBy(() -> AuthFile.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString())
                .hasMessageNotContainingAny("secret", "abcdefgh");
    }

    @Test
    void the_check_says_what_is_wrong_with_it() throws IOException {
        assertThat(problem("missing")).contains("JOBDROP_HTTP_AUTH_FILE", "jobdrop.http.auth-file", "does not exist");
        assertThat(problem(write("ann:x").toString())).contains("line 1", "openssl passwd -6");
        assertThat(problem(write("ann:" + OPENSSL + "\nann:" + OPENSSL).toString()))
                .contains("line 2", "names a user again");
    }

    private String problem(String file) {
        Configuration configuration = new Installation(folder)
                .set("CONVERTLY_TOKEN", "key")
                .set("JOBDROP_HTTP_AUTH_FILE", file)
                .read();
        configuration.checkMachine(false);
        return configuration.problems().toString();
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("users"), text);
    }
}
