package io.jobdrop.recorded;

import io.jobdrop.config.Problem;
import io.jobdrop.job.JobState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code NAME.test.yaml}: answers of a feed's vendor, and what must come of them.
 *
 * @param settings values of settings for this test
 * @param ids those that enter as the inbox's would, for a feed without a list
 * @param requests all that the feed must ask for
 * @param jobs by their ids; null when the file does not say
 * @param pollError a part of the text with which the poll must fail; null when it must not
 * @param untested properties of the feed whose JSONPath finds nothing in any answer
 */
public record TestFile(
        Path path,
        Map<String, String> settings,
        List<String> ids,
        List<RecordedRequest> requests,
        @Nullable Map<String, ExpectedJob> jobs,
        @Nullable String pollError,
        List<String> untested) {
    /**
     * What must become of a job.
     *
     * @param state {@link JobState#DELIVERED} when its files would be
     * @param reason a part of the text that says why
     * @param files the names under which its files would be delivered; null when the test does not say
     */
    record ExpectedJob(
            JobState state, String reason, @Nullable List<String> files) {}

    /** The same request made again gets the next answer that is recorded for it, at last the last one. */
    @Nullable
    RecordedRequest answerTo(SentRequest asked, List<SentRequest> made) {
        List<RecordedRequest> same = requests.stream().filter(asked::is).toList();
        return same.stream()
                .filter(each -> made.stream().noneMatch(before -> each.equals(before.recorded())))
                .findFirst()
                .orElse(same.isEmpty() ? null : same.get(same.size() - 1));
    }

    /** The same with the vendor's own URLs as paths below its address. */
    TestFile below(String address) {
        return new TestFile(
                path,
                settings,
                ids,
                requests.stream()
                        .map(request -> request.at(RecordedVendor.below(request.target(), address)))
                        .toList(),
                jobs,
                pollError,
                untested);
    }

    /** Reads a file; it is of no use when that adds problems. */
    public static TestFile read(Path path, List<Problem> problems) {
        return new TestFileReader(path, problems).read();
    }
}
