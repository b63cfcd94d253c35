package io.jobdrop;

import static io.jobdrop.DeliveryScene.completed;
import static io.jobdrop.DeliveryScene.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.Faults;
import io.jobdrop.support.Polled;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.ObjectName;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process keeps in memory does not grow with its polls and deliveries. */
@Tag("slow")
class RetainedObjectsTest {
    private static final Pattern LINE = Pattern.compile("(?m)^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(\\S+)");
    private static final int POLLS = 30;

    @AutoClose
    private final DeliveryScene scene;

    RetainedObjectsTest(@TempDir Path home) throws Exception {
        scene = new DeliveryScene(home);
        scene.host.on("/r", Faults.answer(200, "a,b\n1,2\n"));
    }

    @Test
    void no_objects_stay_of_polls_and_deliveries_that_are_over() throws Exception {
        try (Polled polled = Polled.start(scene.jobdrop)) {
            poll(polled, "warm", POLLS);
            Map<String, Long> before = live();

            poll(polled, "more", POLLS);

            Map<String, Long> after = live();
            after.replaceAll((type, count) -> count - before.getOrDefault(type, 0L));
            after.values().removeIf(more -> more < POLLS / 2);
            assertThat(after).isEmpty();
        }
    }

    private void poll(Polled polled, String name, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            String id = name + "-" + i;
            scene.lists(completed(id, file("r.csv", scene.host.url() + "/r")));
            polled.poll("convertly-jobs", 1);
            assertThat(polled.job(id).files()).hasSize(1);
        }
    }

    // A histogram counts after a full collection.
    private static Map<String, Long> live() throws Exception {
        String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        Map<String, Long> counts = new TreeMap<>();
        Matcher line = LINE.matcher(histogram);
        while (line.find()) {
            if (line.group(2)
                    .matches(
                            "(io\\.jobdrop(?!\\.support)|com\\.fasterxml|org\\.apache\\.camel|org\\.apache\\.hc)\\..*")) {
                counts.merge(line.group(2), Long.parseLong(line.group(1)), Long::sum);
            }
        }
        return counts;
    }
}
