package io.fluxfill.fill;

/**
 * The format of the finished pictures.
 *
 * @since 0.1
 */
public enum OutputFormat {
    /** JPEG: fal's default. It changes every pixel a little, outside of the mask as well. */
    JPEG("jpeg"),
    /** PNG: lossless. */
    PNG("png");

    private final String word;

    OutputFormat(String word) {
        this.word = word;
    }

    /** fal's word for it. */
    public String word() {
        return word;
    }

    /**
     * The format of this name, in any case; {@code jpg} is JPEG.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static OutputFormat parse(String name) {
        for (OutputFormat format : values()) {
            if (format.word.equalsIgnoreCase(name) || (format == JPEG && "jpg".equalsIgnoreCase(name))) {
                return format;
            }
        }
        throw new IllegalArgumentException("output_format is jpeg or png, not \"" + name + "\".");
    }
}
