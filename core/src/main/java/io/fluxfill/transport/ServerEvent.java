package io.fluxfill.transport;

import org.jspecify.annotations.Nullable;

/**
 * One event of a {@code text/event-stream}, as the HTML standard defines it.
 *
 * @param event its type; {@code message} if the server named none
 * @param data its lines, joined by line feeds
 * @param id the last id that the server named up to it, if any
 * @since 0.1
 */
public record ServerEvent(
        String event, String data, @Nullable String id) {
    /** Without the data: it may be private, and long. */
    @Override
    public String toString() {
        return "ServerEvent[" + event + ", " + data.length() + " characters]";
    }
}
