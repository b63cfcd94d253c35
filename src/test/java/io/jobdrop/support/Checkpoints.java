package io.jobdrop.support;

import io.jobdrop.name.ResultHead;
import io.jobdrop.stage.Checkpoint;

/** What is known of results before their first byte. */
public final class Checkpoints {
    private Checkpoints() {}

    /** Of a result of job {@code f/a} that the vendor announces without a name and a length. */
    public static Checkpoint of(String validator, long total) {
        return of(new Checkpoint.Announced(null, -1, "asked"), ResultHead.at("/x"), validator, total);
    }

    /** Of a result that is to be {@code f/a/x}, or to have its announced name there. */
    public static Checkpoint of(Checkpoint.Announced announced, ResultHead head, String validator, long total) {
        String name = announced.name() == null ? "x" : announced.name();
        return new Checkpoint(
                "f/a/" + name, announced, head, new Checkpoint.Version(validator, total), "1970-01-01T00:00:00Z");
    }
}
