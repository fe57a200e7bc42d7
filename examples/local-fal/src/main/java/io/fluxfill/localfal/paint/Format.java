package io.fluxfill.localfal.paint;

/** The file formats that results are written in. */
public enum Format {
    /** Lossy, for photographs. */
    JPEG("jpeg", "image/jpeg"),
    /** Lossless. */
    PNG("png", "image/png");

    private final String word;
    private final String contentType;

    Format(String word, String contentType) {
        this.word = word;
        this.contentType = contentType;
    }

    /** The word that stands for the format in {@code output_format} and as a file extension. */
    public String word() {
        return word;
    }

    /** The media type of such a file. */
    public String contentType() {
        return contentType;
    }
}
