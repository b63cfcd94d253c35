package io.jobdrop.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobdrop.job.JsonField;
import java.util.Optional;
import java.util.OptionalLong;

/** How a vendor's list is cut into pages. */
sealed interface Paging {
    /** The query that asks for the walk's next page, without a leading {@code ?}; empty when none is needed. */
    String query(PageWalk walk);

    /**
     * Whether the vendor promises another page after this one.
     *
     * @param items how many entries the page holds, null entries among them
     * @throws PageException when the answer contradicts itself
     */
    boolean promisesMore(PageWalk walk, JsonNode page, int items);

    /** {@code page} from 1, until the answer's number of pages is reached, or a page is empty. */
    record PageNumber(String pageParameter, String sizeParameter, int size, JsonField totalPages) implements Paging {
        @Override
        public String query(PageWalk walk) {
            return pageParameter + "=" + walk.page() + "&" + sizeParameter + "=" + size;
        }

        @Override
        public boolean promisesMore(PageWalk walk, JsonNode page, int items) {
            OptionalLong total = totalPages.numberIn(page);
            if (totalPages.isGiven() && total.isEmpty()) {
                throw walk.broken("no number at " + totalPages.path());
            }
            // Without a number of pages only an empty page is the end; the documented example says 0 beside one entry.
            long pages = total.orElse(0);
            if (pages > 0) {
                return walk.page() < pages;
            }
            return totalPages.isGiven() ? items >= size : items > 0;
        }
    }

    /** {@code offset} from 0, until the answer says that there is no more, its total is reached, or a page is empty. */
    record Offset(
            String offsetParameter,
            String limitParameter,
            int limit,
            JsonField answeredLimit,
            JsonField hasMore,
            JsonField total)
            implements Paging {
        @Override
        public String query(PageWalk walk) {
            return limitParameter + "=" + limit + "&" + offsetParameter + "=" + walk.offset();
        }

        @Override
        public boolean promisesMore(PageWalk walk, JsonNode page, int items) {
            OptionalLong answered = answeredLimit.numberIn(page);
            if (answered.isPresent() && answered.getAsLong() < 1) {
                throw walk.broken("the answer says limit " + answered.getAsLong() + " at " + answeredLimit.path()
                        + " where " + limit + " was asked");
            }
            if (hasMore.isGiven()) {
                Optional<JsonNode> more = hasMore.in(page).filter(JsonNode::isBoolean);
                return more.orElseThrow(() -> walk.broken("neither true nor false at " + hasMore.path()))
                        .booleanValue();
            }
            if (total.isGiven()) {
                long all = total.numberIn(page).orElseThrow(() -> walk.broken("no number at " + total.path()));
                return walk.offset() + items < all;
            }
            return items > 0;
        }
    }

    /** The whole list in one answer. */
    record Whole() implements Paging {
        @Override
        public String query(PageWalk walk) {
            return "";
        }

        @Override
        public boolean promisesMore(PageWalk walk, JsonNode page, int items) {
            return false;
        }
    }
}
