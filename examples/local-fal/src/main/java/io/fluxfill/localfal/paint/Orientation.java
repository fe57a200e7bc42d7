package io.fluxfill.localfal.paint;

import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;

/**
 * How a camera was held, as EXIF numbers it: whether rows and columns are swapped, and which axes then run backwards.
 *
 * @param swapped whether the stored rows are the columns of the upright picture
 * @param fromRight whether the upright picture's x axis runs against the stored axis
 * @param fromBottom whether the upright picture's y axis runs against the stored axis
 */
record Orientation(boolean swapped, boolean fromRight, boolean fromBottom) {

    static Orientation of(byte[] file, FileKind kind) {
        return ofNumber(ExifBlock.in(file, kind).map(Orientation::number).orElse(1));
    }

    private static int number(byte[] exif) {
        Metadata metadata = new Metadata();
        new ExifReader().extract(new ByteArrayReader(exif), metadata);
        for (ExifIFD0Directory directory : metadata.getDirectoriesOfType(ExifIFD0Directory.class)) {
            Integer number = directory.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
            if (number != null) {
                return number;
            }
        }
        return 1;
    }

    private static Orientation ofNumber(int number) {
        return switch (number) {
            case 2 -> new Orientation(false, true, false);
            case 3 -> new Orientation(false, true, true);
            case 4 -> new Orientation(false, false, true);
            case 5 -> new Orientation(true, false, false);
            case 6 -> new Orientation(true, true, false);
            case 7 -> new Orientation(true, true, true);
            case 8 -> new Orientation(true, false, true);
            default -> new Orientation(false, false, false);
        };
    }

    Picture upright(int storedWidth, int storedHeight, int[] stored) {
        if (!swapped && !fromRight && !fromBottom) {
            return new Picture(storedWidth, storedHeight, stored);
        }
        int width = swapped ? storedHeight : storedWidth;
        int height = swapped ? storedWidth : storedHeight;
        int[] pixels = new int[stored.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int across = fromRight ? width - 1 - x : x;
                int down = fromBottom ? height - 1 - y : y;
                pixels[y * width + x] =
                        swapped ? stored[across * storedWidth + down] : stored[down * storedWidth + across];
            }
        }
        return new Picture(width, height, pixels);
    }
}
