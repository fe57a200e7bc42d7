package io.fluxfill.image;

/**
 * What a plan made of a picture and its mask: what is to be sent.
 *
 * @param image the picture
 * @param mask the mask for it
 * @param size how large both are
 * @since 0.1
 */
public record PlannedInput(ImageSource image, ImageSource mask, PlannedSize size) {}
