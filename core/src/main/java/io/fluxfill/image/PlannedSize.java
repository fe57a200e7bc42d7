package io.fluxfill.image;

/**
 * How large a planned fill is.
 *
 * @param width pixels of what is sent
 * @param height pixels of what is sent
 * @param wholeWidth pixels of the whole, which is sent unless a part is cut out
 * @param wholeHeight pixels of the whole
 * @since 0.1
 */
public record PlannedSize(int width, int height, int wholeWidth, int wholeHeight) {}
