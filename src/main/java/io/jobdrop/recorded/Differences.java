package io.jobdrop.recorded;

import io.jobdrop.recorded.Outcome.FoundJob;
import io.jobdrop.recorded.TestFile.ExpectedJob;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What is expected of recorded answers and did not come, and what came and is not expected. */
final class Differences {
    private static final String NOTHING = "nothing";

    private final TestFile test;
    private final Outcome outcome;
    private final List<String> found = new ArrayList<>();

    private Differences(TestFile test, Outcome outcome) {
        this.test = test;
        this.outcome = outcome;
    }

    /** All of them, each in a few lines. */
    static List<String> between(TestFile test, Outcome outcome) {
        Differences differences = new Differences(test, outcome);
        differences.poll();
        differences.jobs();
        differences.requests();
        return differences.found;
    }

    private void poll() {
        String expected = test.pollError();
        String actual = outcome.pollError();
        boolean same = expected == null ? actual == null : actual != null && actual.contains(expected);
        if (!same) {
            add("poll", expected == null ? "no error" : expected, actual == null ? "no error" : actual);
        }
    }

    private void jobs() {
        Map<String, ExpectedJob> expected = test.jobs();
        if (expected == null) {
            found.add("the test does not say what must come of its jobs; this came:\n"
                    + outcome.jobsText().indent(2).stripTrailing());
            return;
        }
        Set<String> ids = new LinkedHashSet<>(expected.keySet());
        ids.addAll(outcome.jobs().keySet());
        for (String id : ids) {
            ExpectedJob wanted = expected.get(id);
            FoundJob came = outcome.jobs().get(id);
            if (wanted == null || came == null || !is(came, wanted)) {
                add("job " + id, wanted == null ? NOTHING : text(wanted), came == null ? NOTHING : came.toString());
            }
        }
    }

    private static boolean is(FoundJob came, ExpectedJob wanted) {
        List<String> files = wanted.files();
        return came.state() == wanted.state()
                && came.reason().contains(wanted.reason())
                && (files == null
                        || files.stream()
                                .sorted()
                                .toList()
                                .equals(came.files().stream().sorted().toList()));
    }

    private static String text(ExpectedJob wanted) {
        List<String> files = wanted.files();
        return new FoundJob(wanted.state(), wanted.reason(), files == null ? List.of() : files).toString();
    }

    private void requests() {
        List<SentRequest> unknown = new ArrayList<>(outcome.requests().stream()
                .filter(sent -> sent.recorded() == null)
                .distinct()
                .toList());
        for (RecordedRequest wanted : test.requests()) {
            List<SentRequest> made = outcome.requests().stream()
                    .filter(sent -> wanted.equals(sent.recorded()))
                    .toList();
            made.forEach(sent -> headers(wanted, sent));
            if (made.isEmpty()) {
                Optional<SentRequest> like =
                        unknown.stream().filter(sent -> sent.isLike(wanted)).findFirst();
                like.ifPresent(unknown::remove);
                add(
                        "request",
                        wanted.toString(),
                        like.map(SentRequest::toString).orElse(NOTHING));
            }
        }
        unknown.forEach(sent -> add("request", NOTHING, sent.toString()));
    }

    private void headers(RecordedRequest wanted, SentRequest sent) {
        Map<String, String> headers = wanted.headers();
        if (headers == null) {
            return;
        }
        Map<String, String> expected = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        expected.putAll(headers);
        if (!expected.equals(sent.headers())) {
            add("headers of " + wanted, text(expected), text(sent.headers()));
        }
    }

    private static String text(Map<String, String> headers) {
        return headers.isEmpty() ? "none" : headers.toString();
    }

    private void add(String what, String expected, String actual) {
        found.add(what + "\n  expected: " + expected + "\n  actual:   " + actual);
    }
}
