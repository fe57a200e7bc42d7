package io.fluxfill.fill;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a fill yields.
 *
 * @param images the finished pictures; there may be fewer than asked for
 * @param seed the seed of the first picture, if fal said
 * @param prompt the prompt that was used, if fal said; it may be the enhanced one
 * @param timings seconds per step, as fal names them; often empty
 * @since 0.1
 */
public record FillResult(
        List<FilledImage> images,
        @Nullable BigInteger seed,
        @Nullable String prompt,
        Map<String, @Nullable Object> timings) {}
