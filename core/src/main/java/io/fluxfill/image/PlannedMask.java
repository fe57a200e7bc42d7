package io.fluxfill.image;

/**
 * What a plan repaints.
 *
 * @param mask in the size of the whole picture, upright and extended; without the softness that it is sent with
 * @param original where the picture lies in it
 * @since 0.1
 */
public record PlannedMask(Mask mask, Region original) {}
