package io.fluxfill.playground;

/**
 * A picture that was uploaded.
 *
 * @param id its name here
 * @param name its name where it came from; for people only, never a path
 * @param width in pixels, upright
 * @param height in pixels, upright
 * @param orientation how the file had to be turned: EXIF's number
 * @param format the format of the file
 * @param bytes the size of the file
 * @param url where it is, upright
 */
record PictureInfo(
        String id, String name, int width, int height, int orientation, String format, long bytes, String url) {
    boolean isSameSize(PictureInfo other) {
        return width == other.width && height == other.height;
    }

    String size() {
        return width + "×" + height;
    }
}
