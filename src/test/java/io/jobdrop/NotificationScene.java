package io.jobdrop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.FakeVendor.Request;
import io.jobdrop.support.Faults;
import io.jobdrop.support.Installation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The feed {@code convertly-jobs}, whose events go to a receiver that the test plays. */
final class NotificationScene implements AutoCloseable {
    static final String PATH = "/hooks/T0123456789/B0123456789";

    final DeliveryScene delivery;
    final Installation jobdrop;
    final FakeVendor receiver = new FakeVendor();
    private final Path home;

    NotificationScene(Path home) throws IOException {
        this.home = home;
        delivery = new DeliveryScene(home);
        jobdrop = delivery.jobdrop.set("JOBDROP_NOTIFY_URI", receiver.url() + PATH);
        delivery.host.on("/good", Answer.bytes("text/csv", DeliveryScene.CSV));
        delivery.host.on("/gone", Faults.status(500));
        receiver.on(PATH, Faults.status(204));
    }

    String good(String id) {
        return DeliveryScene.completed(id, DeliveryScene.file("r.csv", delivery.host.url() + "/good"));
    }

    String gone(String id) {
        return DeliveryScene.completed(id, DeliveryScene.file("r.csv", delivery.host.url() + "/gone"));
    }

    /** The events that the receiver was told, the same one as often as it was told. */
    List<JsonNode> told() throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (Request request : receiver.requests()) {
            events.add(new ObjectMapper().readTree(request.body()));
        }
        return events;
    }

    List<String> types() throws IOException {
        return told().stream()
                .map(event -> event.path("type").asText().replace("io.jobdrop.", "") + " "
                        + event.path("subject").asText())
                .map(String::strip)
                .toList();
    }

    /** What waits, as number of tries and why the last one failed. */
    List<String> waiting() throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection ledger = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("data/ledger.db"));
                ResultSet row = ledger.createStatement().executeQuery("SELECT * FROM outbox ORDER BY number")) {
            while (row.next()) {
                rows.add(row.getString("type") + " " + row.getString("job_id") + " " + row.getInt("tries") + " "
                        + row.getString("error"));
            }
        }
        return rows;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        receiver.close();
        delivery.close();
    }
}
