package io.jobdrop.notify;

import io.jobdrop.job.Redacted;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.camel.http.base.HttpOperationFailedException;

/** Why something could not be sent, in one line without secrets and addresses. */
final class SendError {
    private static final int CAUSES = 5;

    private SendError() {}

    static String of(Throwable failure, UnaryOperator<String> redact) {
        if (failure instanceof HttpOperationFailedException answered) {
            int status = answered.getStatusCode();
            return "it answered " + status + (status / 100 == 3 ? ", a redirect, which is not followed" : "");
        }
        Set<String> reasons = new LinkedHashSet<>();
        Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(CAUSES)
                .forEach(cause -> add(reasons, cause, redact));
        return String.join(": ", reasons);
    }

    // Components say where they were in the outer exceptions, and what went wrong in the inner ones.
    private static void add(Set<String> reasons, Throwable cause, UnaryOperator<String> redact) {
        String message = cause.getMessage();
        String text =
                Redacted.line(redact.apply(message == null ? cause.getClass().getSimpleName() : message));
        if (reasons.stream().noneMatch(said -> said.contains(text))) {
            reasons.add(text);
        }
    }
}
