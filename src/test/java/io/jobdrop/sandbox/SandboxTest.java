package io.jobdrop.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SandboxTest {
    private static final String PORT = "jobdrop.http.port";

    @Test
    void it_chooses_a_free_port_unless_the_environment_names_one() throws IOException {
        try (Sandbox sandbox = Sandbox.start()) {
            assertThat(sandbox.settings(Map.of())).containsKey(PORT);
            assertThat(sandbox.settings(Map.of("JOBDROP_HTTP_PORT", "8080"))).doesNotContainKey(PORT);
        }
    }
}
