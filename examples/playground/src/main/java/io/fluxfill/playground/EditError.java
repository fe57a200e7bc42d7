package io.fluxfill.playground;

import io.fluxfill.error.AccountBlockedException;
import io.fluxfill.error.AuthenticationException;
import io.fluxfill.error.BudgetExceededException;
import io.fluxfill.error.ContentRejectedException;
import io.fluxfill.error.FalException;
import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.error.OutcomeUnknownException;
import io.fluxfill.error.RequestCancelledException;
import io.fluxfill.error.RequestFailedException;
import io.fluxfill.error.RequestNotFoundException;
import io.fluxfill.error.TransportException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;

/**
 * Why an edit has no picture.
 *
 * @param title in a few words
 * @param detail what to do about it
 * @param errors the fields of the form that it is about
 */
record EditError(String title, String detail, List<FieldProblem> errors) {
    private static final Map<String, String> FORM_FIELDS = Map.of(
            "image_url", "image",
            "mask_url", "mask",
            "num_images", "numImages",
            "output_format", "outputFormat",
            "safety_tolerance", "safetyTolerance",
            "enhance_prompt", "enhancePrompt",
            "sync_mode", "syncMode");

    /** What the page is told of an error; what helps only who runs the service is in its log. */
    static EditError of(Throwable error, LocalPaths paths) {
        if (error instanceof FalException) {
            return new EditError(
                    title(error), paths.hidden(String.valueOf(error.getMessage())), Problems.fields(error, paths));
        }
        if (error instanceof ProblemException problem) {
            return of(
                    String.valueOf(problem.getBody().getTitle()),
                    String.valueOf(problem.getBody().getDetail()));
        }
        return of("This went wrong", unexpected(error, paths));
    }

    private static String unexpected(Throwable error, LocalPaths paths) {
        Throwable cause = error instanceof UncheckedIOException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof NoSuchFileException) {
            return "A picture that it needs is not there any more: choose it again, and run it again.";
        }
        if (cause instanceof IOException) {
            String reason = cause instanceof FileSystemException file && file.getReason() != null
                    ? file.getReason()
                    : String.valueOf(cause.getMessage());
            return "A file of the service cannot be read or written (" + paths.hidden(reason)
                    + "): look whether its disk is full, and run it again.";
        }
        return "The service failed (" + cause.getClass().getSimpleName() + "): its log says more.";
    }

    /** It was at a fal that this service does not use. */
    static EditError leftBehind(String where) {
        return of("Left behind", "It was sent to " + where + ".");
    }

    static EditError unknown() {
        return of(
                "Nobody knows what became of it",
                "The service ended while it was being sent: fal may have it, and it may be paid for. It is not sent again.");
    }

    static EditError notSent(String why) {
        return of("Not sent", why + ": nothing was paid.");
    }

    static EditError of(String title, String detail) {
        return new EditError(title, detail, List.of());
    }

    /** The form's name of a field of fal. */
    static String formField(String field) {
        return FORM_FIELDS.getOrDefault(field, field);
    }

    static String title(Throwable error) {
        if (error instanceof InvalidRequestException) {
            return "The request cannot be worked on";
        }
        if (error instanceof ContentRejectedException) {
            return "Refused by moderation";
        }
        if (error instanceof BudgetExceededException) {
            return "Over the spending cap";
        }
        if (error instanceof AuthenticationException) {
            return "fal did not accept the key";
        }
        if (error instanceof AccountBlockedException) {
            return "The account is blocked";
        }
        if (error instanceof RequestCancelledException) {
            return "Cancelled";
        }
        if (error instanceof RequestNotFoundException) {
            return "fal does not know it any more";
        }
        if (error instanceof OutcomeUnknownException) {
            return "Nobody knows what became of it";
        }
        if (error instanceof TransportException) {
            return "fal cannot be reached";
        }
        return error instanceof RequestFailedException ? "fal failed" : "This did not work";
    }
}
