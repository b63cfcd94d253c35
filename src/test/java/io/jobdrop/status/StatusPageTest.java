package io.jobdrop.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.jobdrop.job.JobState;
import io.jobdrop.support.Chromium;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The status page in a real browser. Its pictures are in {@code target/screenshots}. */
@Tag("slow")
class StatusPageTest {
    private static final Path PICTURES = Path.of("target/screenshots");

    @TempDir
    Path folder;

    private SiteScene scene;
    private StatusServer server;
    private Chromium browser;
    private String address;

    @BeforeEach
    void start() throws Exception {
        assumeThat(Chromium.isInstalled())
                .as("SKIPPED: the status page was not opened in a browser; install Debian's chromium")
                .isTrue();
        scene = new SiteScene(folder, Map.of("COMPANYENRICH_TOKEN", "s3cret-2", "USERPILOT_TOKEN", "s3cret-3"));
        for (int i = 0; i < 300; i++) {
            scene.job("export-" + i, "delivered", null);
        }
        scene.job("reports/2026 week 47", "gave-up", "the host storage.example answered 500 in 20 attempts");
        scene.job("<img src=x onerror=alert(1)>", "held", "the vendor's status 'archiving' is not known");
        scene.job("100%..", "gave-up", "the result is larger than jobdrop.download.max-size (50GB)");
        server = StatusServer.start("127.0.0.1", 0, scene.site);
        address = "http://127.0.0.1:" + server.port() + "/";
        browser = new Chromium(folder.resolve("profile"));
    }

    @AfterEach
    void stop() {
        if (browser != null) {
            browser.close();
            server.close();
            scene.close();
        }
    }

    @Test
    void people_find_a_job_and_retry_it() throws Exception {
        browser.size(1280, 900);
        browser.open(address);
        browser.screenshot(PICTURES.resolve("status-wide.png"));
        assertThat(browser.evaluate("document.querySelector('h1').textContent")).isEqualTo("1 feed needs you");

        browser.press("nav a:nth-of-type(2)");
        browser.until("location.pathname === '/jobs' && document.querySelector('input[name=q]') !== null");
        browser.evaluate("document.querySelector('input[name=q]').value = 'week 47'");
        browser.press(".search button");
        browser.until("document.querySelectorAll('tbody tr').length === 1");
        browser.press("tbody a.id");
        browser.until("document.querySelector('h1').textContent === 'reports/2026 week 47'");
        browser.screenshot(PICTURES.resolve("job.png"));
        browser.press(".actions button");
        browser.until("document.querySelector('.note') !== null");

        assertThat(scene.ledger.jobs().queries().state(SiteScene.FEED, "reports/2026 week 47"))
                .hasValue(JobState.DUE);
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests()).allMatch(request -> request.startsWith(address));
    }

    @Test
    void people_deliver_a_job_again_and_dismiss_another() throws Exception {
        browser.open(address + "jobs/convertly-jobs/export-7");
        browser.press("form[action$=\"/redeliver\"] button");
        browser.until("document.querySelector('.note') !== null");
        assertThat(scene.ledger.jobs().queries().state(SiteScene.FEED, "export-7"))
                .hasValue(JobState.DUE);

        browser.open(address + "jobs/convertly-jobs/reports~2F2026~20week~2047");
        browser.press("form[action$=\"/dismiss\"] button");
        assertThat(browser.evaluate("document.querySelector('input[name=reason]').validity.valueMissing"))
                .isEqualTo("true");
        browser.evaluate("document.querySelector('input[name=reason]').value = 'not needed'");
        browser.press("form[action$=\"/dismiss\"] button");
        browser.until("document.querySelector('.note') !== null");
        assertThat(scene.ledger.jobs().queries().state(SiteScene.FEED, "reports/2026 week 47"))
                .hasValue(JobState.DISMISSED);
        browser.open(address + "settings");
        browser.screenshot(PICTURES.resolve("settings.png"));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void it_works_without_script() throws Exception {
        browser.call("Emulation.setScriptExecutionDisabled", Map.of("value", true));
        browser.open(address);
        browser.press("form[action=\"/feeds/convertly-jobs/poll\"] button");

        browser.until("document.readyState === 'complete'");
        await().until(() -> scene.polled.contains("convertly-jobs"));
        browser.open(address + "jobs?q=export-17");
        assertThat(browser.evaluate("document.querySelectorAll('tbody tr').length"))
                .isEqualTo("11");
    }

    @Test
    void it_comes_up_to_date_by_itself() throws Exception {
        browser.open(address);
        scene.job("new-1", "held", "news");

        browser.until("document.body.textContent.includes('new-1')");
        server.close();
        browser.until("!document.getElementById('stale').hidden");
    }

    @Test
    void it_fits_a_narrow_screen_and_shows_the_focus_of_the_keyboard() throws Exception {
        browser.size(400, 900);
        browser.open(address);
        browser.screenshot(PICTURES.resolve("status-narrow.png"));

        assertThat(browser.evaluate("document.documentElement.scrollWidth <= 400"))
                .isEqualTo("true");
        Set<String> outlines = new TreeSet<>();
        for (int i = 0; i < 12; i++) {
            browser.key("Tab");
            outlines.add(browser.evaluate("getComputedStyle(document.activeElement).outlineStyle"));
        }
        browser.screenshot(PICTURES.resolve("focus.png"));
        assertThat(outlines).containsExactly("solid");
        browser.open(address + "jobs");
        assertThat(browser.evaluate("document.documentElement.scrollWidth <= 400"))
                .isEqualTo("true");
    }
}
