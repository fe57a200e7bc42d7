package io.fluxfill.batchedit;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.exif.ExifIFD0Directory;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** How a camera was held. */
final class Exif {
    private Exif() {}

    /** EXIF's number, 1 to 8; 1 is upright, and what a file without such data has. */
    static int orientation(byte[] file) {
        try {
            for (ExifIFD0Directory exif : ImageMetadataReader.readMetadata(new ByteArrayInputStream(file), file.length)
                    .getDirectoriesOfType(ExifIFD0Directory.class)) {
                Integer number = exif.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
                if (number != null && number >= 1 && number <= 8) {
                    return number;
                }
            }
            return 1;
        } catch (ImageProcessingException | IOException | RuntimeException e) {
            // Metadata that cannot be read are no reason to refuse a picture that can.
            return 1;
        }
    }
}
