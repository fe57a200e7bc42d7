package io.fluxfill.image;

/**
 * A picture that was given room to grow.
 *
 * @param picture the canvas: the original, and around it the colours of its edge going on
 * @param mask what the model has to paint: what is new, and the overlap into the original
 * @param original where the original lies
 * @since 0.1
 */
public record Canvas(Picture picture, Mask mask, Region original) {}
