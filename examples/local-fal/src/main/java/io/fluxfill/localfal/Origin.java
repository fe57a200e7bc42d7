package io.fluxfill.localfal;

import java.util.Locale;

/** The hosts of the service. One server plays them all: by path prefix, or by the name in the {@code Host} header. */
public enum Origin {
    /** The synchronous endpoint, {@code fal.run}. */
    RUN,
    /** The queue, {@code queue.fal.run}. */
    QUEUE,
    /** Upload tokens and pre-signed upload URLs, {@code rest.fal.ai}. */
    REST,
    /** Result files and uploaded files, {@code v3.fal.media}. */
    FILES;

    String prefix() {
        return "/" + name().toLowerCase(Locale.ROOT);
    }
}
