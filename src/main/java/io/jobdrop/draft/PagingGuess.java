package io.jobdrop.draft;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Stream;

/** Guesses how a list is cut into pages, by what is around the array of jobs. */
final class PagingGuess {
    private static final String CURSOR_PARAMETER = "the name of the parameter that takes the cursor";

    private final Draft draft;
    private final Fields around;
    private final JobArray jobs;

    PagingGuess(Draft draft, Fields around, JobArray jobs) {
        this.draft = draft;
        this.around = around;
        this.jobs = jobs;
    }

    /** Sets what is known of pages; {@code id} is the JSONPath of a job's id. */
    void guess(String id) {
        boolean known = address() || cursor() || numbers() || offset() || lastEntry(id);
        if (!known) {
            draft.ask("list.paging", "how the list is cut into pages, unless it never is, as paging: {type: …}");
        }
    }

    // On the last page it may be null.
    private static boolean mayBeAddress(Field field) {
        return field.isLeaf() && !field.isBoolean();
    }

    private boolean address() {
        Optional<Field> next = around.all()
                .filter(PagingGuess::mayBeAddress)
                .filter(field ->
                        field.letters().matches("next|next(page)?(url|uri|link|href)|nextrecordsurl|odatanextlink")
                                || Field.letters(field.path()).endsWith("nexthref"))
                .filter(field -> field.texts().isEmpty() || field.isAddress())
                .findFirst();
        next.ifPresent(field -> previous(field)
                .ifPresentOrElse(
                        other -> {
                            cursor(other.path());
                            draft.ask(
                                    "list.paging.cursor",
                                    "where the next page's address is; " + field.path()
                                            + " is null in the answer, and this one is not");
                        },
                        () -> cursor(field.path())));
        return next.isPresent();
    }

    // A list that begins with the newest may lead to the older ones as the previous page.
    private Optional<Field> previous(Field next) {
        String group = next.path()
                .substring(
                        0, next.path().length() - Field.child("", next.name()).length());
        return around.all()
                .filter(field -> next.texts().isEmpty() && field.isLeaf() && field.isAddress())
                .filter(field -> field.path().equals(group + Field.child("", field.name())))
                .filter(field -> field.letters().startsWith("prev"))
                .findFirst();
    }

    private boolean cursor() {
        Optional<Field> cursor = around.named(
                PagingGuess::mayBeAddress,
                "nextcursor",
                "endcursor",
                "nexttoken",
                "nextpagetoken",
                "continuationtoken",
                "continuation",
                "cursor",
                "after",
                "lastid",
                "nextpage");
        if (cursor.isEmpty()
                || (cursor.get().isCalled("nextpage") && cursor.get().isNumber())) {
            return false;
        }
        cursor(cursor.get().path());
        if (cursor.get().isUrl()
                || (cursor.get().isCalled("nextpage") && cursor.get().isAddress())) {
            return true;
        }
        String name = cursor.get().name();
        String parameter = cursor.get().isCalled("lastid", "endcursor")
                ? "after"
                : cursor.get().isCalled("nextcursor") ? "cursor" : name;
        draft.set("list.paging.parameter", parameter).ask("list.paging.parameter", CURSOR_PARAMETER);
        return true;
    }

    private void cursor(String path) {
        draft.set("list.paging.type", "cursor").set("list.paging.cursor", path);
        hasMore().ifPresent(field -> draft.set("list.paging.hasMore", field.path()));
    }

    private Optional<Field> hasMore() {
        return around.named(Field::isBoolean, "hasmore", "hasnext", "hasnextpage", "more", "moreresults");
    }

    private boolean numbers() {
        Optional<Field> page =
                around.named(Field::isNumber, "page", "currentpage", "pagenumber", "pageno", "pageindex");
        if (page.isEmpty()) {
            return false;
        }
        draft.set("list.paging.type", "page");
        if (page.get().texts().contains("0")) {
            draft.set("list.paging.first", "0");
        }
        around.named(Field::isNumber, "totalpages", "pagecount", "pages", "lastpage", "numpages", "pagestotal")
                .ifPresent(field -> draft.set("list.paging.totalPages", field.path()));
        parameters("page");
        return true;
    }

    private boolean offset() {
        Optional<Field> total = around.named(
                Field::isNumber, "total", "totalcount", "totalitems", "totalresults", "totalrecords", "count");
        boolean given = around.named(Field::isNumber, "offset", "skip", "start").isPresent();
        boolean partly = total.isPresent()
                && total.get().values().stream()
                        .mapToLong(JsonNode::asLong)
                        .anyMatch(all -> all > jobs.entries().size());
        if (!given && !partly) {
            return false;
        }
        draft.set("list.paging.type", "offset");
        hasMore()
                .ifPresentOrElse(
                        field -> draft.set("list.paging.hasMore", field.path()),
                        () -> total.ifPresent(field -> draft.set("list.paging.total", field.path())));
        around.named(Field::isNumber, "limit", "perpage", "pagesize")
                .ifPresent(field -> draft.set("list.paging.limit", field.path()));
        parameters(
                given
                        ? around.named(Field::isNumber, "offset", "skip", "start")
                                .get()
                                .name()
                        : "offset");
        return true;
    }

    // Where there is more and nothing leads to it, the last entry does.
    private boolean lastEntry(String id) {
        if (hasMore().isEmpty()) {
            return false;
        }
        cursor(jobs.path() + "[-1]" + id.substring(1));
        draft.set("list.paging.parameter", "starting_after").ask("list.paging.parameter", CURSOR_PARAMETER);
        return true;
    }

    private void parameters(String parameter) {
        draft.set("list.paging.parameter", parameter);
        Stream.of("perpage", "pagesize", "limit", "size")
                .flatMap(name -> around.named(Field::isNumber, name).stream())
                .findFirst()
                .ifPresent(field -> draft.set("list.paging.sizeParameter", field.name()));
        draft.ask(
                "list.paging.parameter",
                "the names of the parameters for page and size, and the largest size, as size: 100");
    }
}
