package io.jobdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.Installation;
import io.jobdrop.support.Polled;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CamelPropertiesTest {
    @TempDir
    Path home;

    @Test
    void what_jobdrop_decides_wins_over_settings_of_camel() {
        Installation jobdrop = installation().set("CAMEL_METRICS_ENABLED", "false");

        Properties properties = CamelProperties.of(jobdrop.read(), JobdropContext.Mode.SERVICE);

        assertThat(properties.getProperty("camel.metrics.enabled")).isEqualTo("true");
    }

    @Test
    void a_service_opens_the_server_that_camel_is_told_of() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Installation jobdrop = installation()
                .set("CAMEL_SERVER_ENABLED", "true")
                .set("CAMEL_SERVER_HOST", "127.0.0.1")
                .set("CAMEL_SERVER_PORT", Integer.toString(port));

        try (Polled run = Polled.start(jobdrop, JobdropContext.Mode.SERVICE);
                Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
            assertThat(socket.isConnected()).isTrue();
            assertThat(run.bundle().context().isStarted()).isTrue();
        }
    }

    private Installation installation() {
        return new Installation(home)
                .set("JOBDROP_FEEDS", "convertly-jobs")
                .set("CONVERTLY_TOKEN", "k")
                .set("CONVERTLY_URL", "http://127.0.0.1:1")
                .set("JOBDROP_HTTP_PORT", "");
    }
}
