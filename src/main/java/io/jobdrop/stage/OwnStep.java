package io.jobdrop.stage;

import io.jobdrop.Feed;
import io.jobdrop.config.EndpointUri;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobFailure;
import io.jobdrop.job.RetryLater;
import io.jobdrop.name.JobNames;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.WrappedFile;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.SimpleTypeConverter;
import org.jspecify.annotations.Nullable;

/**
 * A step of the engineer's own between download and delivery. Its body is the staged file, and its header
 * {@code CamelFileName} the name below the destination. What the step leaves is delivered: the staged file as it is
 * then, another file, or other content under another name.
 *
 * <p>It works on a copy of the exchange, so that only the body, this header and a failure come back.
 */
public final class OwnStep implements AggregationStrategy, CamelContextAware {
    private final FolderStaging staging;
    private final Disk disk;
    private @Nullable CamelContext context;

    /** A step whose results are staged in {@code staging}. */
    public OwnStep(FolderStaging staging, Disk disk) {
        this.staging = staging;
        this.disk = disk;
    }

    /** Lets Camel read a staged file as the file that it is. */
    @Override
    public void setCamelContext(CamelContext camel) {
        context = camel;
        TypeConverterRegistry converters = camel.getTypeConverterRegistry();
        converters.addTypeConverter(
                File.class,
                StagedResult.class,
                new SimpleTypeConverter(
                        false,
                        (type, exchange, staged) -> Objects.requireNonNull(((StagedResult) staged).localFile())
                                .toFile()));
        converters.addTypeConverter(
                InputStream.class,
                StagedResult.class,
                new SimpleTypeConverter(
                        false,
                        (type, exchange, staged) ->
                                Files.newInputStream(Objects.requireNonNull(((StagedResult) staged).localFile()))));
    }

    @Override
    public @Nullable CamelContext getCamelContext() {
        return context;
    }

    /**
     * Takes what the step left in the place of what it was given.
     *
     * @throws RetryLater when the step failed, or left something that is no file or cannot be read
     */
    @Override
    public Exchange aggregate(Exchange given, Exchange left) {
        StagedResult staged = given.getMessage().getBody(StagedResult.class);
        Exception failure = left.getException();
        if (failure != null) {
            throw failure instanceof JobFailure known ? known : new RetryLater(failed(given, failure), failure);
        }
        if (left.isRollbackOnly()) {
            throw new RetryLater(failed(given, new IllegalStateException("it was rolled back")));
        }
        String path = path(given, staged, left);
        given.getMessage()
                .setBody(content(given, staged, left, !path.equals(staged.path()))
                        .named(path));
        return given;
    }

    private static String failed(Exchange given, Exception failure) {
        return "the feed's own step " + place(given) + " failed: "
                + Objects.requireNonNullElse(
                        failure.getMessage(), failure.getClass().getSimpleName());
    }

    private static String place(Exchange given) {
        try {
            return EndpointUri.of(Objects.requireNonNull(
                            given.getProperty("feed", Feed.class).step()))
                    .location();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static String path(Exchange given, StagedResult staged, Exchange left) {
        String name = left.getMessage().getHeader(Exchange.FILE_NAME, String.class);
        String before = staged.path();
        String folder = before.substring(0, before.lastIndexOf('/') + 1);
        if (name == null || name.equals(before) || (folder + name).equals(before)) {
            return before;
        }
        if (!name.substring(0, name.lastIndexOf('/') + 1).equals(folder) && name.contains("/")) {
            throw new RetryLater("the feed's own step set CamelFileName to '" + name + "'; it may give " + before
                    + " another name, but no other folder");
        }
        return given.getProperty("names", JobNames.class)
                .renamed(staged.result(), folder, name.substring(name.lastIndexOf('/') + 1));
    }

    private StagedResult content(Exchange given, StagedResult staged, Exchange left, boolean renamed) {
        Object body = left.getMessage().getBody();
        Path file = Objects.requireNonNull(staged.localFile());
        try {
            if (body instanceof StagedResult || file.equals(file(body).orElse(null))) {
                disk.flush(file);
                return staged.changedTo(new Staging.Stored(file, Files.size(file), Sha256.of(file)));
            }
            if (file(body).isEmpty() && !renamed) {
                throw new RetryLater(
                        "the feed's own step left " + kind(body) + " as its body; leave the body as it was,"
                                + " hand on a file, or give other content another name in CamelFileName");
            }
            try (InputStream content = open(left, body)) {
                return staged.changedTo(staging.storeChanged(
                        given.getProperty("job", Job.class), staged.result().index(), "changed", content));
            }
        } catch (IOException e) {
            Throwable cause = e instanceof Staging.BrokenOff ? Objects.requireNonNullElse(e.getCause(), e) : e;
            throw new RetryLater("what the feed's own step left cannot be read: " + cause.getMessage(), e);
        }
    }

    private static Optional<Path> file(@Nullable Object body) {
        Object file = body instanceof WrappedFile<?> wrapped ? wrapped.getFile() : body;
        return file instanceof File named
                ? Optional.of(named.toPath())
                : Optional.ofNullable(file instanceof Path path ? path : null);
    }

    private static InputStream open(Exchange left, @Nullable Object body) throws IOException {
        Optional<Path> file = file(body);
        if (file.isPresent()) {
            return Files.newInputStream(file.get());
        }
        InputStream content = left.getContext().getTypeConverter().tryConvertTo(InputStream.class, left, body);
        if (content == null) {
            throw new RetryLater(
                    "the feed's own step left " + kind(body) + " as its body, which is no content of a file");
        }
        return content;
    }

    private static String kind(@Nullable Object body) {
        return body == null ? "nothing" : "a " + body.getClass().getSimpleName();
    }
}
