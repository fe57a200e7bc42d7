package io.fluxfill.playground;

import io.fluxfill.image.ImageSource;

/**
 * The pictures that are sent for an edit.
 *
 * @param image the picture
 * @param mask white where it is repainted
 */
record Inputs(ImageSource image, ImageSource mask) {}
