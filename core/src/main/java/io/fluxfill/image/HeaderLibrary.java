package io.fluxfill.image;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the optional library that reads headers is here. */
final class HeaderLibrary {
    static final String NAME = "com.drewnoakes:metadata-extractor";
    static final boolean PRESENT = find();

    private HeaderLibrary() {}

    private static boolean find() {
        try {
            Class.forName("com.drew.imaging.tiff.TiffReader", false, HeaderLibrary.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            Logger log = LoggerFactory.getLogger("fluxfill.image");
            log.debug("{} is not on the class path: sizes of pictures are not checked before sending", NAME);
            return false;
        }
    }
}
