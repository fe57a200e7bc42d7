package io.fluxfill.localfal.paint;

/** The file formats that a picture can be written in. */
public enum Format {
    /** JPEG. */
    JPEG("jpeg"),
    /** PNG. */
    PNG("png");

    private final String word;

    Format(String word) {
        this.word = word;
    }

    /** The word in a request, such as {@code jpeg}. */
    public String word() {
        return word;
    }

    /** The media type, such as {@code image/jpeg}. */
    public String contentType() {
        return "image/" + word;
    }
}
