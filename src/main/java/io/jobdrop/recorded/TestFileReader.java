package io.jobdrop.recorded;

import io.jobdrop.config.Nearest;
import io.jobdrop.config.Problem;
import io.jobdrop.config.YamlNode;
import io.jobdrop.job.JobState;
import io.jobdrop.recorded.RecordedRequest.Answer;
import io.jobdrop.recorded.TestFile.ExpectedJob;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a file of recorded answers, and reports what is wrong with it, with its line. */
final class TestFileReader {
    private static final List<String> KEYS = List.of("settings", "ids", "requests", "jobs", "poll", "untested");
    private static final List<String> METHODS = List.of("GET", "POST");
    private static final List<String> REQUEST = List.of("GET", "POST", "headers", "body", "answer");
    private static final List<String> ANSWER = List.of("status", "headers", "body");
    private static final List<String> JOB = List.of("state", "reason", "files");
    // Nobody dismisses a job of recorded answers.
    private static final List<String> STATES = Arrays.stream(JobState.values())
            .filter(state -> state != JobState.DISMISSED)
            .map(JobState::word)
            .toList();

    private final Path path;
    private final List<Problem> problems;

    TestFileReader(Path path, List<Problem> problems) {
        this.path = path;
        this.problems = problems;
    }

    TestFile read() {
        YamlNode root;
        try {
            root = YamlNode.read(path);
        } catch (YamlNode.Unreadable e) {
            problems.add(e.problem());
            return new TestFile(path, Map.of(), List.of(), List.of(), null, null, List.of());
        }
        check("a test", root, KEYS);
        if (root.field("requests").isEmpty()) {
            report(root, "a test needs requests: what the feed asks for, and what is answered");
        }
        return new TestFile(
                path,
                texts(root.field("settings")),
                list(root, "ids").stream().map(YamlNode::text).toList(),
                list(root, "requests").stream().map(this::request).toList(),
                root.field("jobs").map(this::jobs).orElse(null),
                root.field("poll").map(YamlNode::text).orElse(null),
                list(root, "untested").stream().map(YamlNode::text).toList());
    }

    private RecordedRequest request(YamlNode request) {
        check("a request", request, REQUEST);
        List<String> methods =
                METHODS.stream().filter(request.fields()::containsKey).toList();
        if (methods.size() != 1) {
            report(request, "a request begins with GET or POST and its address, such as 'GET: /v1/jobs?page=1'");
        }
        String method = methods.isEmpty() ? "GET" : methods.get(0);
        String target = request.text(method);
        if (!methods.isEmpty() && !target.matches("(/|https?://)\\S*")) {
            report(request, method + ": '" + target + "' is neither a path below the vendor's address nor a URL");
        }
        return new RecordedRequest(
                request.line(),
                method,
                target,
                request.field("headers")
                        .map(headers -> texts(Optional.of(headers)))
                        .orElse(null),
                request.field("body").map(JsonText::of).orElse(null),
                request.field("answer").map(this::answer).orElseGet(() -> new Answer(200, Map.of(), "")));
    }

    private Answer answer(YamlNode answer) {
        check("an answer", answer, ANSWER);
        String status = answer.field("status").map(YamlNode::text).orElse("200");
        if (!status.matches("[1-5]\\d\\d")) {
            report(answer.field("status").orElse(answer), "'" + status + "' is no HTTP status");
            status = "200";
        }
        return new Answer(
                Integer.parseInt(status),
                texts(answer.field("headers")),
                answer.field("body").map(JsonText::of).orElse(""));
    }

    private Map<String, ExpectedJob> jobs(YamlNode jobs) {
        if (!jobs.isMap() && !jobs.text().isEmpty()) {
            report(jobs, "jobs must hold job ids, each with its state");
        }
        Map<String, ExpectedJob> expected = new LinkedHashMap<>();
        jobs.fields().forEach((id, job) -> expected.put(id, job(job)));
        jobs.duplicates().forEach(key -> report(key, "the job " + key.text() + " is there twice"));
        return expected;
    }

    private ExpectedJob job(YamlNode job) {
        if (job.isMap()) {
            check("a job", job, JOB);
        }
        YamlNode state = job.isMap() ? job.field("state").orElse(job) : job;
        if (!STATES.contains(state.text())) {
            report(
                    state,
                    "'" + state.text() + "' is no state of a job; there are " + String.join(", ", STATES)
                            + Nearest.suggestion(state.text(), STATES));
            return new ExpectedJob(JobState.OPEN, "", null);
        }
        return new ExpectedJob(JobState.of(state.text()), job.text("reason"), files(job));
    }

    private @Nullable List<String> files(YamlNode job) {
        return job.field("files").isEmpty()
                ? null
                : list(job, "files").stream().map(YamlNode::text).toList();
    }

    private Map<String, String> texts(Optional<YamlNode> map) {
        Map<String, String> texts = new LinkedHashMap<>();
        map.ifPresent(of -> {
            if (!of.isMap()) {
                report(of, "here must be names, each with a value");
            }
            of.fields().forEach((name, value) -> texts.put(name, value.text()));
        });
        return texts;
    }

    private List<YamlNode> list(YamlNode of, String name) {
        Optional<YamlNode> list = of.field(name);
        if (list.isPresent() && !list.get().isList()) {
            report(list.get(), name + " must be a list; begin each item with '- '");
        }
        return list.map(YamlNode::items).orElse(List.of());
    }

    private void check(String what, YamlNode node, List<String> known) {
        if (!node.isMap()) {
            report(node, what + " has " + String.join(", ", known) + ", each indented on its own line");
        }
        List<YamlNode> twice = new ArrayList<>(node.duplicates());
        twice.forEach(key -> report(key, key.text() + " is there twice; the second would win"));
        node.fields().forEach((name, value) -> {
            if (!known.contains(name)) {
                report(value, what + " has no '" + name + "'" + Nearest.suggestion(name, known));
            }
        });
    }

    private void report(YamlNode node, String what) {
        problems.add(new Problem(path + ":" + node.line(), what));
    }
}
