package io.fluxfill.playground;

import java.net.URI;
import java.util.List;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** A refusal in words, for whoever sent the request. */
final class ProblemException extends ErrorResponseException {
    private static final URI BLANK = URI.create("about:blank");

    private ProblemException(int status, String title, String detail, List<FieldProblem> errors) {
        super(HttpStatusCode.valueOf(status), body(status, title, detail, errors), null);
    }

    static ProblemException of(int status, String title, String detail) {
        return new ProblemException(status, title, detail, List.of());
    }

    static ProblemException notFound(String what) {
        return of(404, "Not found", what + " is not here, or not any more.");
    }

    /** A form that cannot be sent as it is. */
    static ProblemException of(List<FieldProblem> errors) {
        return new ProblemException(422, "Please mend the form", errors.get(0).message(), errors);
    }

    static ProblemDetail body(int status, String title, String detail, List<FieldProblem> errors) {
        ProblemDetail body = ProblemDetail.forStatusAndDetail(HttpStatusCode.valueOf(status), detail);
        body.setTitle(title);
        body.setProperty("errors", errors);
        complete(body);
        return body;
    }

    /** Gives one that the framework made the same members as ours. */
    static void complete(ProblemDetail body) {
        if (body.getType() == null) {
            body.setType(BLANK);
        }
        if (body.getDetail() == null) {
            body.setDetail(
                    body.getStatus() == 413
                            ? "The form is longer than any that the page sends."
                            : "The request was refused: " + body.getTitle() + ".");
        }
        if (body.getProperties() == null || !body.getProperties().containsKey("errors")) {
            body.setProperty("errors", List.of());
        }
    }
}
