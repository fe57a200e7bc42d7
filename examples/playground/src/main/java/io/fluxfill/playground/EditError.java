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

    static EditError of(Throwable error) {
        return error instanceof FalException
                ? new EditError(title(error), String.valueOf(error.getMessage()), Problems.fields(error))
                : new EditError("This went wrong", "The service failed: " + error, List.of());
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
