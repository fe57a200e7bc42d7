package io.fluxfill.playground;

import org.jspecify.annotations.Nullable;

/** What may be edited. */
record EstimateRequest(
        @Nullable Integer width,
        @Nullable Integer height,
        @Nullable Integer numImages,
        @Nullable Integer variants) {}
