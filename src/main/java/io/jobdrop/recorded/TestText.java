package io.jobdrop.recorded;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A file of recorded answers, written from what was asked, answered and made of it.
 *
 * @param title what is written above it
 * @param settings those of the test
 * @param ids those that enter, for a feed without a list
 * @param untested properties of the feed whose JSONPath finds nothing
 */
record TestText(String title, Map<String, String> settings, List<String> ids, List<String> untested, Outcome outcome) {
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("# " + title + "\n");
        if (!settings.isEmpty()) {
            text.append("settings: ").append(map(settings)).append('\n');
        }
        if (!untested.isEmpty()) {
            text.append("untested: ").append(list(untested)).append('\n');
        }
        if (!ids.isEmpty()) {
            text.append("ids: ").append(list(ids)).append('\n');
        }
        text.append("requests:\n");
        List<SentRequest> requests = outcome.requests().stream().distinct().toList();
        requests.stream().filter(sent -> sent.recorded() != null).forEach(sent -> text.append(request(sent)));
        requests.stream().filter(sent -> sent.recorded() == null).forEach(sent -> text.append(unanswered(sent)));
        String error = outcome.pollError();
        if (error != null) {
            text.append("# Fill in: this poll fails. Complete the answers or the feed, and delete the next line.\n");
            text.append("poll: ").append(Outcome.text(error)).append('\n');
        }
        return text.append(outcome.jobsText()).append('\n').toString();
    }

    private static String request(SentRequest sent) {
        RecordedRequest recorded = Objects.requireNonNull(sent.recorded());
        StringBuilder text = new StringBuilder(line(sent));
        text.append("    headers: ").append(map(sent.headers())).append('\n');
        String body = sent.body();
        if (body != null) {
            text.append(block("    body:", body));
        }
        RecordedRequest.Answer answer = recorded.answer();
        StringBuilder answered = new StringBuilder();
        if (answer.status() != 200) {
            answered.append("      status: ").append(answer.status()).append('\n');
        }
        if (!answer.headers().isEmpty()) {
            answered.append("      headers: ").append(map(answer.headers())).append('\n');
        }
        if (!answer.body().isEmpty()) {
            answered.append(block("      body:", answer.body()));
        }
        return answered.isEmpty()
                ? text.toString()
                : text.append("    answer:\n").append(answered).toString();
    }

    private static String unanswered(SentRequest sent) {
        return "  # Fill in: the answer to this request, and what comes of it.\n"
                + line(sent).replace("  - ", "  # - ") + "  #   answer:\n  #     body: …\n";
    }

    private static String line(SentRequest sent) {
        return "  - " + sent.method() + ": " + Outcome.text(sent.target()) + "\n";
    }

    private static String block(String key, String body) {
        int indent = key.indexOf(key.strip()) + 2;
        return key + " |\n" + body.strip().indent(indent);
    }

    private static String list(List<String> values) {
        return values.stream().map(Outcome::text).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String map(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + ": '" + entry.getValue().replace("'", "''") + "'")
                .collect(Collectors.joining(", ", "{", "}"));
    }
}
