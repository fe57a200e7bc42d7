package io.fluxfill.image;

/**
 * What the alpha channel of a picture says where it serves as a mask: tools differ, and the wrong one repaints what was
 * to stay.
 *
 * @since 0.1
 */
public enum AlphaSense {
    /** What was erased is repainted. */
    TRANSPARENT_REPAINTED,
    /** What was drawn is repainted. */
    OPAQUE_REPAINTED
}
