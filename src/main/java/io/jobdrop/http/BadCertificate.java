package io.jobdrop.http;

import io.jobdrop.job.Redacted;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A server's certificate that is not accepted. Its message goes behind the name of the server. */
final class BadCertificate extends CertificateException {
    private static final long serialVersionUID = 1L;
    private static final int MOST_NAMES = 5;

    /** What is wrong with it. */
    enum Reason {
        UNKNOWN_AUTHORITY,
        EXPIRED,
        NOT_YET_VALID,
        OTHER_NAME,
        OTHER
    }

    private final Reason reason;

    BadCertificate(Reason reason, CertificateException cause, X509Certificate[] chain) {
        super(words(reason, cause, chain), cause);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }

    private static String words(Reason reason, CertificateException cause, X509Certificate[] chain) {
        X509Certificate server = chain[0];
        String whose = "(" + name(server.getSubjectX500Principal().getName()) + ") ";
        return whose
                + switch (reason) {
                    case UNKNOWN_AUTHORITY ->
                        "is issued by an authority that nobody here trusts ("
                                + name(chain[chain.length - 1]
                                        .getIssuerX500Principal()
                                        .getName()) + ")";
                    case EXPIRED -> "expired on " + day(earliestEnd(chain));
                    case NOT_YET_VALID ->
                        "is not valid before " + day(server.getNotBefore().toInstant());
                    case OTHER_NAME -> "is for other hosts: " + hosts(server);
                    case OTHER -> "is not accepted: " + name(Objects.toString(cause.getMessage(), ""));
                };
    }

    private static Instant earliestEnd(X509Certificate[] chain) {
        return Stream.of(chain)
                .map(each -> each.getNotAfter().toInstant())
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static LocalDate day(Instant moment) {
        return LocalDate.ofInstant(moment, ZoneOffset.UTC);
    }

    private static String hosts(X509Certificate server) {
        try {
            Collection<List<?>> names = server.getSubjectAlternativeNames();
            return names == null
                    ? "it names none"
                    : names.stream()
                            .limit(MOST_NAMES)
                            .map(name -> name(String.valueOf(name.get(1))))
                            .collect(Collectors.joining(", "));
        } catch (CertificateParsingException e) {
            return "its names cannot be read";
        }
    }

    private static String name(String text) {
        return Redacted.line(text);
    }
}
