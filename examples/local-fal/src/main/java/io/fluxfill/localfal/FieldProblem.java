package io.fluxfill.localfal;

/** A field that cannot be used. */
final class FieldProblem extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient FieldError error;

    FieldProblem(FieldError error) {
        super(error.msg());
        this.error = error;
    }

    FieldError error() {
        return error;
    }
}
