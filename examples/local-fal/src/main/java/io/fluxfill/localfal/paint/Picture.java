package io.fluxfill.localfal.paint;

/** An upright 8-bit RGB picture. Immutable. */
public final class Picture {
    private final int width;
    private final int height;
    private final int[] rgb;

    /** Takes over the array: row by row, {@code 0xRRGGBB}. */
    Picture(int width, int height, int[] rgb) {
        if (width < 1 || height < 1 || rgb.length != width * height) {
            throw new IllegalArgumentException(width + "x" + height + " with " + rgb.length + " pixels");
        }
        this.width = width;
        this.height = height;
        this.rgb = rgb;
    }

    /**
     * Reads a picture file: JPEG (also grey and CMYK), PNG, WebP or GIF (the first frame).
     *
     * <p>The orientation noted in the file's EXIF data is applied, so the picture is upright. Transparency is flattened on
     * white, in masks too: what is transparent in a mask is repainted.
     *
     * @param file the bytes of the file
     * @return the picture
     * @throws PictureException when the file is of another format, damaged, or has more than 50 million pixels. The size is read
     *     before any pixel is decoded.
     */
    public static Picture decode(byte[] file) throws PictureException {
        return PictureReader.read(file);
    }

    /** The width in pixels. */
    public int width() {
        return width;
    }

    /** The height in pixels. */
    public int height() {
        return height;
    }

    /** Writes the picture as a file. */
    public byte[] encode(Format format) {
        return PictureWriter.write(this, format);
    }

    /** A picture of the same size that is all black, which is how a result looks that a safety checker blanked. */
    public Picture black() {
        return new Picture(width, height, new int[rgb.length]);
    }

    int rgb(int index) {
        return rgb[index];
    }

    int[] copyOfPixels() {
        return rgb.clone();
    }
}
