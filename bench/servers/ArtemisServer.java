import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

/** An Apache Artemis on a port of loopback, which keeps its messages in memory and prints how many were taken. */
final class ArtemisServer {
    private static final long STEP_MILLIS = 250;

    private ArtemisServer() {}

    public static void main(String[] arguments) throws Exception {
        EmbeddedActiveMQ server = new EmbeddedActiveMQ();
        server.setConfiguration(new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .addAcceptorConfiguration("tcp", "tcp://127.0.0.1:" + arguments[0]));
        server.start();
        while (true) {
            System.out.println("taken " + server.getActiveMQServer().getTotalMessagesAcknowledged());
            Thread.sleep(STEP_MILLIS);
        }
    }
}
