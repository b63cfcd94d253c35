package io.jobdrop.status;

import io.jobdrop.job.DeliveredFile;
import io.jobdrop.record.Attempt;
import io.jobdrop.record.LedgerEntry;
import java.util.List;
import java.util.Set;

/** The page of one job: its state and why, its files and where they are, what can be done. */
final class JobPage {
    private final Set<JobAction> actions;
    private final NodeViews nodes;
    private final Text text;

    JobPage(Set<JobAction> actions, NodeViews nodes, Text text) {
        this.actions = actions;
        this.nodes = nodes;
        this.text = text;
    }

    Html of(Request request, LedgerEntry job, List<Attempt> attempts, String token) {
        List<JobAction> possible = actions.stream()
                .filter(action -> action.fits(job.state()))
                .sorted()
                .toList();
        return Html.of(
                """
                <p class="trail"><a href="{}/jobs?feed={}">{}</a></p>
                <h1 class="id">{}</h1>
                {}
                <p class="reason">{} {}</p>
                <div class="actions">{}</div>
                {}{}{}
                """,
                request.base(),
                job.feed(),
                job.feed(),
                job.jobId(),
                notice(request),
                Text.state(job.state()),
                text.safe(job.error()),
                Html.each(possible, action -> button(request, job, action, token)),
                facts(job),
                attempts(attempts),
                files(job));
    }

    // Only words of ours are shown.
    private static Html notice(Request request) {
        return switch (request.parameter("did")) {
            case "retry" -> note("The job is due again. It is tried at once.");
            case "redeliver" -> note("The job is due again, and is delivered once more.");
            case "dismiss" -> note("The job is dismissed.");
            case "nothing" -> note("Nothing was changed: the job's state did not allow it.");
            default -> Html.NONE;
        };
    }

    private static Html note(String sentence) {
        return Html.of("<p class=\"note\" role=\"status\">{}</p>", sentence);
    }

    private static Html button(Request request, LedgerEntry job, JobAction action, String token) {
        Html reason = action == JobAction.DISMISS
                ? Html.of("<label>Reason <input name=\"reason\" maxlength=\"200\" required></label>")
                : Html.NONE;
        return Html.of(
                "<form method=\"post\" action=\"{}/{}\"><input type=\"hidden\" name=\"token\" value=\"{}\">{}"
                        + "<button>{}</button></form>",
                JobsPage.address(request, job),
                action.word(),
                token,
                reason,
                action.label());
    }

    private Html facts(LedgerEntry job) {
        return Html.of(
                """
                <dl>
                <dt>Vendor's status</dt><dd>{}</dd><dt>Attempts</dt><dd>{}</dd>{}
                <dt>First seen</dt><dd>{}</dd><dt>Undelivered since</dt><dd>{}</dd>
                <dt>Next attempt</dt><dd>{}</dd>
                <dt>Delivered</dt><dd>{}</dd><dt>Missing since</dt><dd>{}</dd>
                <dt>Manifest</dt><dd class="id">{}</dd>
                </dl>
                """,
                text.safe(job.status()),
                job.attempts(),
                nodes.owner("<dt>In delivery on</dt><dd><span class=\"id\">{}</span>{}</dd>", job.node(), nodes.list()),
                text.fullTime(job.firstSeenAt()),
                text.fullTime(job.undeliveredSince()),
                text.fullTime(job.nextAttemptAt()),
                text.fullTime(job.deliveredAt()),
                text.fullTime(job.missingSince()),
                text.safe(job.manifest()));
    }

    private Html attempts(List<Attempt> attempts) {
        if (attempts.isEmpty()) {
            return Html.NONE;
        }
        return Html.of("""
                <section><h2>Attempts</h2>
                <table><thead><tr><th>Began<th>Ended<th>Outcome<th>Size<th>Reason<th>Process</thead><tbody>{}</tbody></table></section>
                """, Html.each(attempts, this::attempt));
    }

    private Html attempt(Attempt attempt) {
        return Html.of(
                """
                <tr><th scope="row" data-label="Began">{}<td data-label="Ended">{}<td data-label="Outcome">{}{}
                <td data-label="Size" class="number" title="{} bytes">{}<td data-label="Reason">{}
                <td data-label="Process" class="id">{}</tr>
                """,
                text.fullTime(attempt.startedAt()),
                text.fullTime(attempt.endedAt()),
                attempt.outcome().word(),
                attempt.times() > 1 ? " (" + attempt.times() + " times)" : "",
                attempt.bytes(),
                Text.bytes(attempt.bytes()),
                text.safe(attempt.reason()),
                text.safe(attempt.node()));
    }

    private Html files(LedgerEntry job) {
        if (job.files().isEmpty()) {
            return Html.NONE;
        }
        return Html.of("""
                <section><h2>Files</h2>
                <table><thead><tr><th>Name<th>Size<th>Place<th>SHA-256</thead><tbody>{}</tbody></table></section>
                """, Html.each(job.files(), this::file));
    }

    private Html file(DeliveredFile file) {
        return Html.of(
                """
                <tr><th scope="row" data-label="Name" class="id">{}<td data-label="Size" class="number" title="{} bytes">{}
                <td data-label="Place" class="id">{}<td data-label="SHA-256" class="id hash">{}</tr>
                """,
                text.safe(file.name()),
                file.bytes(),
                Text.bytes(file.bytes()),
                text.safe(file.location()),
                file.sha256());
    }
}
