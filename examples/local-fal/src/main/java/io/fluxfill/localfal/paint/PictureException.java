package io.fluxfill.localfal.paint;

import java.util.Map;

/** A file that is no readable picture. */
public final class PictureException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String type;
    private final transient Map<String, Object> ctx;

    PictureException(String message, String type, Map<String, Object> ctx) {
        super(message);
        this.type = type;
        this.ctx = ctx;
    }

    /** The error type of the service. */
    public String type() {
        return type;
    }

    /** The context of the error type. */
    public Map<String, Object> ctx() {
        return ctx;
    }
}
