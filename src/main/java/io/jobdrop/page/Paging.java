package io.jobdrop.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobdrop.Feed;
import io.jobdrop.job.ApiRequest;
import io.jobdrop.job.JsonField;
import io.jobdrop.job.Places;
import io.jobdrop.job.RequestTemplate;
import java.util.Optional;
import java.util.OptionalLong;

/** How a vendor's list is cut into pages. */
sealed interface Paging permits Continuation, Paging.PageNumber, Paging.Offset, Whole {
    /**
     * What a feed declares.
     *
     * @param base the vendor's address
     * @param header the header of the last response that may lead to the next page; empty when there was none
     */
    static Paging of(Feed.JobList list, String base, String header) {
        Feed.Paging declared = list.paging();
        if (declared instanceof Feed.Cursor || declared instanceof Feed.Links) {
            return new Continuation(list, base, header);
        }
        if (declared instanceof Feed.Numbered pages) {
            return new PageNumber(
                    list.request(),
                    pages.parameter(),
                    pages.sizeParameter(),
                    pages.size(),
                    pages.totalPages(),
                    pages.first());
        }
        if (declared instanceof Feed.Offset pages) {
            return new Offset(
                    list.request(),
                    pages.parameter(),
                    pages.sizeParameter(),
                    pages.size(),
                    pages.limit(),
                    pages.hasMore(),
                    pages.total());
        }
        return new Whole(list.request());
    }

    /** What asks for the list. */
    RequestTemplate list();

    /** The query that asks for the scan's next page, without a leading {@code ?}; empty when none is needed. */
    String query(PageScan scan);

    /** What goes into the places of the request. */
    Places places(PageScan scan);

    /** What asks for the scan's next page. A request with places for that gets no parameters. */
    default ApiRequest request(PageScan scan) {
        ApiRequest request = list().with(places(scan));
        return list().isPaged() ? request : request.and(query(scan));
    }

    /**
     * Whether the vendor promises another page after this one.
     *
     * @param items how many entries the page holds, null entries among them
     * @throws PageException when the answer contradicts itself
     */
    boolean promisesMore(PageScan scan, JsonNode page, int items);

    /** What the answer promises beyond this page by the fields that the feed declares; empty when it declares none. */
    Optional<String> promise(PageScan scan, JsonNode page, int items);

    /** Whether the feed declares where the vendor says that there is more. */
    boolean isDeclared();

    /** How many entries of the list this page covers, those among them that it does not show. */
    default long step(PageScan scan, JsonNode page, int items) {
        return items;
    }

    private static Optional<String> says(JsonField field, Object value, boolean more) {
        return more ? Optional.of(field.path() + " says " + value) : Optional.empty();
    }

    /** Pages by their number, until the answer's number of pages is reached, or a page is empty. */
    record PageNumber(
            RequestTemplate list, String pageParameter, String sizeParameter, int size, JsonField totalPages, int first)
            implements Paging {
        @Override
        public String query(PageScan scan) {
            return pageParameter + "=" + number(scan) + "&" + sizeParameter + "=" + size;
        }

        @Override
        public Places places(PageScan scan) {
            return Places.NONE.with("page", number(scan)).with("size", size);
        }

        @Override
        public boolean isDeclared() {
            return totalPages.isGiven();
        }

        private long number(PageScan scan) {
            return (long) first + scan.page() - 1;
        }

        @Override
        public boolean promisesMore(PageScan scan, JsonNode page, int items) {
            OptionalLong total = totalPages.numberIn(page);
            if (totalPages.isGiven() && total.isEmpty()) {
                throw scan.problems().broken("no number at " + totalPages.path());
            }
            // Without a number of pages only an empty page is the end; the documented example says 0 beside one entry.
            long pages = total.orElse(0);
            checkNumber(scan, page, pages);
            if (items == 0) {
                checkEmpty(scan, page, pages);
            }
            if (pages > 0) {
                return scan.page() < pages;
            }
            return totalPages.isGiven() ? items >= size : items > 0;
        }

        // A page in the middle may be empty, since its entries are hidden.
        @Override
        public long step(PageScan scan, JsonNode page, int items) {
            return Math.max(1, items);
        }

        @Override
        public Optional<String> promise(PageScan scan, JsonNode page, int items) {
            long pages = totalPages.numberIn(page).orElse(0);
            return says(totalPages, pages, scan.page() < pages);
        }

        private void checkNumber(PageScan scan, JsonNode page, long pages) {
            OptionalLong shown = PageNumbers.in(page, totalPages.path());
            boolean meaningless = totalPages.isGiven() && pages == 0;
            if (shown.isPresent() && !meaningless && !scan.isNumbered(number(scan), shown.getAsLong())) {
                scan.problems()
                        .report("the vendor shows page " + shown.getAsLong() + " where " + pageParameter + "="
                                + number(scan) + " was asked for; check the feed's list.paging.first (" + first + ")");
            }
        }

        // A vendor that counts from 0 has an empty page behind its last, and we have missed its first.
        private void checkEmpty(PageScan scan, JsonNode page, long pages) {
            Optional<String> promised = scan.page() > 1
                    ? says(totalPages, pages, scan.page() == pages)
                    : Promises.total(page, totalPages.path());
            promised.ifPresent(what -> scan.problems()
                    .report("it is empty, and yet " + what + "; check the feed's list.paging.first (" + first + ")"));
        }
    }

    /** {@code offset} from 0, until the answer says that there is no more, its total is reached, or a page is empty. */
    record Offset(
            RequestTemplate list,
            String offsetParameter,
            String limitParameter,
            int limit,
            JsonField answeredLimit,
            JsonField hasMore,
            JsonField total)
            implements Paging {
        @Override
        public String query(PageScan scan) {
            return limitParameter + "=" + limit + "&" + offsetParameter + "=" + scan.offset();
        }

        @Override
        public Places places(PageScan scan) {
            return Places.NONE.with("offset", scan.offset()).with("size", limit);
        }

        @Override
        public boolean promisesMore(PageScan scan, JsonNode page, int items) {
            OptionalLong answered = answeredLimit.numberIn(page);
            if (answered.isPresent() && answered.getAsLong() < 1) {
                throw scan.problems()
                        .broken("the answer says limit " + answered.getAsLong() + " at " + answeredLimit.path()
                                + " where " + limit + " was asked");
            }
            if (hasMore.isGiven()) {
                return hasMore.booleanIn(page)
                        .orElseThrow(() -> scan.problems().broken("neither true nor false at " + hasMore.path()));
            }
            if (total.isGiven()) {
                long all =
                        total.numberIn(page).orElseThrow(() -> scan.problems().broken("no number at " + total.path()));
                return scan.offset() + Math.max(items, applied(page, items)) < all;
            }
            return items > 0;
        }

        @Override
        public Optional<String> promise(PageScan scan, JsonNode page, int items) {
            boolean more = isDeclared() && promisesMore(scan, page, items);
            return hasMore.isGiven()
                    ? says(hasMore, true, more)
                    : says(total, total.numberIn(page).orElse(0), more);
        }

        @Override
        public boolean isDeclared() {
            return hasMore.isGiven() || total.isGiven();
        }

        /**
         * Where the vendor names the limit that it applied, so many, since entries may be hidden. Otherwise a page that
         * is not full leaves open whether its entries are hidden, or a smaller limit was applied.
         */
        @Override
        public long step(PageScan scan, JsonNode page, int items) {
            long applied = applied(page, items);
            if (applied > 0 || items >= limit || !isDeclared()) {
                return Math.max(items, applied);
            }
            return scan.position().stepOverGap(items, limit);
        }

        // More than was asked for, and more than is shown, is no limit that was applied.
        private long applied(JsonNode page, int items) {
            return Math.min(answeredLimit.numberIn(page).orElse(0), Math.max(limit, items));
        }
    }
}
