package io.jobdrop.job;

import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why something failed. */
public final class RootCause {
    private RootCause() {}

    /** What the innermost cause says. */
    public static String text(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return words(cause);
    }

    /** The same without the name of this file, which the sentence has already. */
    public static String of(Object file, Throwable failure) {
        String named = file + ": ";
        String text = text(failure);
        return text.startsWith(named) ? text.substring(named.length()) : text;
    }

    /** What a failure says, or its type's name. Of some faults of files Java says only the name of the file. */
    public static String words(Throwable cause) {
        String message = cause.getMessage();
        if (message == null) {
            return cause.getClass().getSimpleName();
        }
        if (cause instanceof CharacterCodingException) {
            return "it is no text in UTF-8";
        }
        return cause instanceof FileSystemException file && file.getReason() == null ? message + fault(file) : message;
    }

    private static String fault(FileSystemException failure) {
        if (failure instanceof NoSuchFileException) {
            return ": no such file or folder";
        }
        if (failure instanceof AccessDeniedException) {
            return ": permission denied";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return ": it exists already";
        }
        if (failure instanceof NotDirectoryException) {
            return ": it is no folder";
        }
        return failure instanceof DirectoryNotEmptyException ? ": the folder is not empty" : "";
    }
}
