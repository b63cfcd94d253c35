package io.jobdrop;

import io.jobdrop.job.IdPattern;
import io.jobdrop.job.JsonField;
import io.jobdrop.job.RequestTemplate;
import io.jobdrop.job.RequestText;
import io.jobdrop.job.StatusWords;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A feed as an engineer writes it: one vendor, one kind of job, one destination. The file {@code routes/feed.schema.json}
 * describes every property with its default; a feed is made from a file that was checked against it.
 *
 * @param name the file's name without {@code .camel.yaml}
 * @param schedule when it is polled, as a Quartz cron expression; the setting {@code NAME.schedule} wins
 * @param step URI of the endpoint that each staged file passes before it is delivered; null for none
 * @param api what is asked of the vendor
 * @param job where the vendor's JSON says what of a job
 * @param results where it says where the results are
 * @param download how they are asked for
 */
public record Feed(
        String name,
        String schedule,
        @Nullable String step,
        Api api,
        JobFields job,
        Results results,
        Download download) {
    /**
     * The requests of a feed.
     *
     * @param vendor the prefix of the settings that hold address and key
     * @param authScheme how the key is sent, unless the setting {@code VENDOR.auth-scheme} says otherwise
     * @param list null when job ids come from people and systems
     * @param detail null when the vendor cannot be asked for one job
     */
    public record Api(
            String vendor,
            String authScheme,
            @Nullable JobList list,
            @Nullable Detail detail) {}

    /**
     * The vendor's list of jobs.
     *
     * @param request what is asked for a page
     * @param items the array of jobs in a response
     * @param error something there makes a response a failure
     */
    public record JobList(RequestTemplate request, JsonField items, JsonField error, Paging paging) {}

    /** How a list is cut into pages. */
    public sealed interface Paging {
        /** Whether a page can be asked for without those before it. */
        default boolean isAddressable() {
            return !(this instanceof Cursor || this instanceof Links);
        }

        /** The response header that may lead to the next page: {@code Link} (RFC 8288), unless a feed names another. */
        default String nextHeader() {
            return "Link";
        }
    }

    /** The whole list in one response. */
    public record Whole() implements Paging {}

    /**
     * Pages with a number.
     *
     * @param first the number of the first page
     * @param totalPages not given where the list ends with an empty page
     */
    public record Numbered(String parameter, String sizeParameter, int size, int first, JsonField totalPages)
            implements Paging {}

    /**
     * Pages that begin behind a number of entries.
     *
     * @param hasMore whether there is another page; not given where {@code total} or an empty page tells
     * @param limit the limit that the vendor applied
     * @param total how many entries there are in all
     */
    public record Offset(
            String parameter, String sizeParameter, int size, JsonField hasMore, JsonField limit, JsonField total)
            implements Paging {}

    /**
     * Pages that each response leads to.
     *
     * @param parameter the query parameter that takes the cursor; null where the request has a place for it, or the cursor
     *     is the next page's address
     * @param sizeParameter null where no page size is asked for
     * @param cursor where a response holds the cursor, unless {@code header} does
     * @param header the response header that holds it; null for none
     * @param alone whether the cursor is the only parameter of a request
     * @param hasMore whether there is another page; not given where the absence of a cursor tells
     */
    public record Cursor(
            @Nullable String parameter,
            @Nullable String sizeParameter,
            int size,
            JsonField cursor,
            @Nullable String header,
            boolean alone,
            JsonField hasMore)
            implements Paging {
        @Override
        public String nextHeader() {
            return header == null ? Paging.super.nextHeader() : header;
        }
    }

    /**
     * Pages that each response leads to by its Link header (RFC 8288), with {@code rel=next}.
     *
     * @param sizeParameter null where no page size is asked for
     */
    public record Links(@Nullable String sizeParameter, int size) implements Paging {}

    /** As many pages as an array in the vendor's JSON has entries; the parameter counts them from 0. */
    public record Partitions(String parameter, JsonField list) implements Paging {}

    /**
     * The request for one job.
     *
     * @param request what is asked, with <code>{jobId}</code> in it
     * @param item the job in a response
     */
    public record Detail(RequestTemplate request, JsonField item) {}

    /**
     * Where a vendor says what of a job.
     *
     * @param idPattern what a text with an id matches; null when any text is one
     * @param createdAt not given where the order of the list is unknown
     * @param revision a new value makes the same id a new delivery
     */
    public record JobFields(
            JsonField id,
            @Nullable IdPattern idPattern,
            StatusWords status,
            JsonField createdAt,
            JsonField completedAt,
            JsonField revision) {}

    /**
     * Where a vendor says where the results are.
     *
     * @param urls a URL, an array of URLs, objects that describe a file, or any nesting of these; with a path of the
     *     download, what goes into its <code>{result}</code>
     * @param fields how these objects call what they hold
     * @param file what the job itself says of its files
     * @param count how many results the job has
     * @param none something there means that the job has no file
     * @param steps further requests; the response to the last one is where results are looked for
     */
    public record Results(
            JsonField urls,
            FieldNames fields,
            JobFile file,
            JsonField count,
            JsonField none,
            List<RequestTemplate> steps) {}

    /** How an object names its URLs, name and length in bytes; {@code eachUrl} takes all of its URLs, not the first. */
    public record FieldNames(List<String> url, boolean eachUrl, List<String> name, List<String> size) {}

    /**
     * What a job says of its files.
     *
     * @param name the name of a result that has none itself
     * @param size the length in bytes of a job's only result
     * @param checksum the {@link io.jobdrop.job.Checksum} of a job's only result, or those of all in their order
     */
    public record JobFile(JsonField name, JsonField size, JsonField checksum) {}

    /**
     * How results are asked for.
     *
     * @param path path below the vendor's address, where a result is a request to the vendor's API; null for URLs
     * @param authorized whether the vendor's own hosts get its key
     * @param headers beside those that every request has; those that hold a secret go to the vendor's own hosts only
     * @param notReady the HTTP statuses that mean that the vendor is still making the result
     * @param unpack what is done with a whole file before it is delivered
     */
    public record Download(
            @Nullable RequestText path,
            boolean authorized,
            Map<String, RequestText> headers,
            Set<Integer> notReady,
            Parts parts,
            Packing unpack) {
        /** What is asked for each result. */
        public RequestTemplate request() {
            return new RequestTemplate("GET", path == null ? new RequestText("") : path, Map.of(), headers, null);
        }
    }

    /**
     * The parts in which a result comes.
     *
     * @param paging how they are asked for; {@link Whole} where a result comes in one
     * @param joined whether they become one CSV file with one header line, rather than a file each
     */
    public record Parts(Paging paging, boolean joined) {}

    /** In what a result is packed that is to be delivered unpacked. */
    public enum Packing {
        NONE,
        GZIP,
        ZIP
    }

    /** Whether its results have to be files of this machine before they are delivered. */
    public boolean needsFiles() {
        return isChanging() || download.parts().joined();
    }

    /** Whether something is done with its staged files before they are delivered. */
    public boolean isChanging() {
        return step != null || download.unpack() != Packing.NONE;
    }

    /** The vendor whose settings it uses. */
    public String vendor() {
        return api.vendor();
    }

    /** The vendor's list; empty when job ids come by the inbox and by {@code jobdrop watch}. */
    public Optional<JobList> list() {
        return Optional.ofNullable(api.list());
    }

    /** The request for one job, where the vendor has one. */
    public Optional<Detail> detail() {
        return Optional.ofNullable(api.detail());
    }

    /** Its name: a feed may hold addresses. */
    @Override
    public String toString() {
        return name;
    }
}
