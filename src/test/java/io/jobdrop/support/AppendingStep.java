package io.jobdrop.support;

import io.jobdrop.stage.StagedResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/** A step as an engineer would write one: it changes the staged file in place. */
public final class AppendingStep {
    public void append(StagedResult staged) throws IOException {
        Files.writeString(staged.localFile(), "3,4\n", StandardOpenOption.APPEND);
    }
}
