package io.fluxfill.batchedit;

import io.fluxfill.error.FalException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.Objects;

/** Errors in words for somebody who has no stack trace. */
final class Sentences {
    private Sentences() {}

    static String of(Throwable error) {
        if (error instanceof AccessDeniedException) {
            return "permission denied.";
        }
        if (error instanceof NoSuchFileException) {
            return "it does not exist.";
        }
        if (error instanceof NotDirectoryException) {
            return "it is not a folder.";
        }
        String message =
                Objects.requireNonNullElse(error.getMessage(), error.getClass().getSimpleName());
        String text = message.replaceAll("\\s+", " ").strip();
        return text.endsWith(".") || error instanceof FalException ? text : text + ".";
    }

    /** Time as a clock shows it, such as {@code 0:07} or {@code 1:02:03}. */
    static String clock(long seconds) {
        long hours = seconds / 3600;
        return hours > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, seconds / 60 % 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
    }

    /** "1 edit", "2 edits". */
    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
