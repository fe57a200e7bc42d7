package io.fluxfill;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A result, and what fal said beside it.
 *
 * @param output the decoded output of the model
 * @param requestId fal's id of the request ({@code x-fal-request-id}); name it when you ask fal's support
 * @param billableUnits what fal counted ({@code x-fal-billable-units}), uninterpreted; null if fal did not say
 * @since 0.1
 */
public record Reply<O>(
        O output, @Nullable String requestId, @Nullable BigDecimal billableUnits) {}
