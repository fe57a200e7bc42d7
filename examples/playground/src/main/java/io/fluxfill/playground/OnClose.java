package io.fluxfill.playground;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What becomes of an edit that nobody looks at any more. */
enum OnClose {
    KEEP,
    CANCEL;

    @JsonValue
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
