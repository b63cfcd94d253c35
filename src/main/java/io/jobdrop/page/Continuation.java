package io.jobdrop.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobdrop.Feed;
import io.jobdrop.job.ApiRequest;
import io.jobdrop.job.JobId;
import io.jobdrop.job.Places;
import io.jobdrop.job.RequestTemplate;
import java.util.Optional;

/** Pages that each response leads to, by a cursor or an address: in its body, in a header, or as RFC 8288 says. */
final class Continuation implements Paging {
    private static final int LONGEST = 8192;

    private final RequestTemplate list;
    private final String base;
    private final String header;
    private final Lead lead;
    private final Feed.Cursor declared;

    Continuation(Feed.JobList list, String base, String header) {
        this.list = list.request();
        this.base = base;
        this.header = header;
        this.lead = Lead.of(list.paging());
        this.declared = lead.declared();
    }

    @Override
    public RequestTemplate list() {
        return list;
    }

    @Override
    public Places places(PageScan scan) {
        return Places.NONE.with("cursor", scan.position().next()).with("size", declared.size());
    }

    @Override
    public String query(PageScan scan) {
        String cursor = scan.position().next();
        String parameter = declared.parameter();
        String asked = cursor == null || parameter == null ? "" : parameter + "=" + JobId.inPath(cursor);
        if (declared.sizeParameter() == null || (declared.alone() && !asked.isEmpty())) {
            return asked;
        }
        return declared.sizeParameter() + "=" + declared.size() + (asked.isEmpty() ? "" : "&" + asked);
    }

    @Override
    public ApiRequest request(PageScan scan) {
        ApiRequest request = Paging.super.request(scan);
        String next = scan.position().next();
        if (next == null) {
            return request;
        }
        if (isAddress()) {
            return request.at(next);
        }
        return declared.alone() && !list.isPaged()
                ? request.at(ApiRequest.extended(request.target().replaceFirst("\\?.*", ""), query(scan)))
                : request;
    }

    private boolean isAddress() {
        return declared.parameter() == null && !list.isPaged();
    }

    @Override
    public boolean promisesMore(PageScan scan, JsonNode page, int items) {
        if (!isMore(scan, page, items)) {
            return false;
        }
        String cursor =
                cursor(page).orElseThrow(() -> scan.problems().broken("there is more, and no cursor at " + place()));
        if (cursor.length() > LONGEST) {
            throw scan.problems().broken("the cursor at " + place() + " is longer than " + LONGEST + " characters");
        }
        String next = isAddress() ? address(scan, cursor) : cursor;
        if (!scan.position().follow(next)) {
            throw scan.problems()
                    .broken("the vendor gives a cursor at " + place() + " that it gave before in this poll");
        }
        return true;
    }

    private boolean isMore(PageScan scan, JsonNode page, int items) {
        if (declared.hasMore().isGiven()) {
            return declared.hasMore()
                    .booleanIn(page)
                    .orElseThrow(() -> scan.problems()
                            .broken("neither true nor false at "
                                    + declared.hasMore().path()));
        }
        // Links are followed across pages whose entries are all hidden; an empty page ends cursors that never end.
        return cursor(page).isPresent() && (items > 0 || lead.linked());
    }

    private String address(PageScan scan, String given) {
        try {
            return NextAddress.below(base, request(scan).target(), given);
        } catch (IllegalArgumentException e) {
            throw scan.problems().broken("the next page's address at " + place() + " " + e.getMessage());
        }
    }

    private Optional<String> cursor(JsonNode page) {
        return lead.in(page, header);
    }

    private String place() {
        return lead.place();
    }

    @Override
    public Optional<String> promise(PageScan scan, JsonNode page, int items) {
        return isMore(scan, page, items) ? Optional.of("the cursor at " + place() + " leads on") : Optional.empty();
    }

    @Override
    public boolean isDeclared() {
        return true;
    }

    // A page in the middle may be empty, since its entries are hidden.
    @Override
    public long step(PageScan scan, JsonNode page, int items) {
        return Math.max(1, items);
    }
}
