package io.jobdrop.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.Generated;
import io.jobdrop.support.TestLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.util.FileUtil;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class ScansPropertyTest {
    /** Each round adds as many jobs as its number's rest by 36, and finishes some of those that are not finished. */
    @Test
    void a_poll_offers_all_that_is_unfinished() {
        Generated.check(20, any -> pollOver(any.bool(), any.list(1, 8, () -> any.number(0, 3599))));
    }

    private static void pollOver(boolean detail, List<Integer> rounds) throws IOException {
        Path folder = Files.createTempDirectory("scans");
        try (TestLedger ledger = new TestLedger(folder)) {
            ListedVendor vendor = new ListedVendor(ledger);
            Scans scans = detail ? vendor.byDetail() : vendor.byPages();
            Set<String> unfinished = new HashSet<>();
            for (int round : rounds) {
                vendor.add(round % 36);
                vendor.entries
                        .subList(0, round % 36)
                        .forEach(entry -> unfinished.add(entry.get("id").asText()));

                assertThat(vendor.poll(scans)).containsExactlyInAnyOrderElementsOf(unfinished);

                List<String> finished = unfinished.stream()
                        .filter(id -> Math.floorMod(id.hashCode() * 31 + round, 100) < round / 36)
                        .toList();
                vendor.finishAll(finished);
                unfinished.removeAll(finished);
            }
        }
        FileUtil.removeDir(folder.toFile());
    }
}
