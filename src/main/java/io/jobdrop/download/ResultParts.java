package io.jobdrop.download;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobdrop.Feed;
import io.jobdrop.job.Held;
import io.jobdrop.job.Redacted;
import io.jobdrop.job.Result;
import io.jobdrop.page.PartPaging;
import io.jobdrop.stage.Checkpoint;
import io.jobdrop.stage.StagedResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The parts of one result, each staged as a separate result: an interrupted one is resumed, and those before it are not
 * asked for again. A result that comes in one is its only part.
 */
final class ResultParts {
    /** A result has fewer parts. Those of a job's second result are numbered from here on. */
    static final int MOST = 100_000;

    static final Feed.Parts IN_ONE = new Feed.Parts(new Feed.Whole(), false);

    private final Feed.Parts declared;
    private final PartPaging paging;
    private final Result whole;
    private final UnaryOperator<String> redact;
    private final Set<String> seen = new HashSet<>();
    private final List<StagedResult> staged = new ArrayList<>();
    private @Nullable String position;
    private Result current;
    private boolean unbegun = true;

    /**
     * With the vendor's address, without a slash at its end.
     *
     * @param redact takes the account's secrets out of a text
     */
    ResultParts(Feed.Parts declared, Result whole, String base, UnaryOperator<String> redact) {
        this.redact = redact;
        this.declared = declared;
        this.paging = new PartPaging(declared.paging(), base);
        this.whole = whole;
        this.position = paging.first();
        this.current = part(paging.first());
        seen.add(paging.first());
    }

    /** The parts of a result as far as the vendor announces them, without their addresses. */
    static List<Result> announced(Feed.Parts declared, Result whole) {
        return declared.joined() || whole.parts() == 0
                ? List.of(whole)
                : IntStream.rangeClosed(1, whole.parts())
                        .mapToObj(number -> part(whole, number, whole.url()))
                        .toList();
    }

    private static Result part(Result whole, int number, String url) {
        int index = Math.addExact(Math.multiplyExact(whole.index() - 1, MOST), number);
        return new Result(index, url, whole.name(), OptionalLong.empty());
    }

    private Result part(String at) {
        return isWhole() ? whole : part(whole, staged.size() + 1, paging.url(whole.url(), at));
    }

    /** Whether the result comes in one. */
    boolean isWhole() {
        return paging.isWhole();
    }

    /** Whether what leads to the next part is in the JSON of a part. */
    boolean looksInside() {
        return paging.looksInside();
    }

    /** Whether there is nothing left to ask for. */
    boolean isComplete() {
        return position == null;
    }

    /** Whether nobody has looked yet for what an earlier attempt left of the part that is next; true once a part. */
    boolean takeUnbegun() {
        boolean was = unbegun && !isComplete();
        unbegun = false;
        return was;
    }

    /** The part that is asked for, or the last one. */
    Result current() {
        return current;
    }

    /** The result whose name it gets: parts that are joined share one. */
    Result named() {
        return declared.joined() ? whole : current;
    }

    /** The result as the vendor announces it. */
    Result whole() {
        return whole;
    }

    /** All parts that are staged, in their order. */
    List<StagedResult> staged() {
        return List.copyOf(staged);
    }

    /** The position of the part that is asked for; null where the result comes in one. */
    @Nullable
    String position() {
        return isWhole() ? null : position;
    }

    /**
     * What is kept of a part.
     *
     * @param header gives the value of a response header, or null
     * @param body its JSON, where something in it leads on
     * @throws Held when it cannot be followed
     */
    Checkpoint.@Nullable Part part(Function<String, @Nullable String> header, JsonNode body) {
        String at = position();
        if (at == null) {
            return null;
        }
        String name = paging.header();
        String value = name.isEmpty() ? null : header.apply(name);
        return new Checkpoint.Part(
                at,
                paging.next(new PartPaging.Part(at, current.url()), whole.parts(), value == null ? "" : value, body)
                        .orElse(null));
    }

    /** Whether it may be written: an address that a vendor gives may be signed, or repeat a key. */
    boolean isStorable(Checkpoint.@Nullable Part part) {
        return part == null || (isOpen(part.at()) && (part.next() == null || isOpen(part.next())));
    }

    private boolean isOpen(String at) {
        return redact.apply(at).equals(at) && Redacted.withoutSecrets(at).equals(at);
    }

    /**
     * Goes to the next part.
     *
     * @param done the part that is whole and checked
     * @param next the position of the one behind it; null when it was the last
     * @throws Held when it leads back to an earlier one, or there are too many
     */
    void finish(StagedResult done, @Nullable String next) {
        staged.add(done);
        position = next;
        if (next == null) {
            return;
        }
        if (!seen.add(next)) {
            throw new Held("part " + staged.size() + " of " + whole
                    + " leads back to an earlier part; nothing was delivered, and the next poll checks it again");
        }
        if (staged.size() >= MOST - 1) {
            throw new Held(whole + " has more than " + MOST
                    + " parts; nothing was delivered, and the next poll checks it again");
        }
        current = part(next);
        unbegun = true;
    }

    @Override
    public String toString() {
        return isWhole() ? whole.toString() : "part " + (staged.size() + 1) + " of " + whole;
    }
}
