package io.fluxfill.localfal.paint;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Reads picture files with the readers that ImageIO finds. */
final class PictureReader {
    private static final long MAX_PIXELS = 50_000_000;
    private static final int MAX_SIDE = 7_071;

    private PictureReader() {}

    static Picture read(byte[] file) throws PictureException {
        FileKind kind = FileKind.of(file);
        if (kind == FileKind.AVIF) {
            throw PictureException.unsupported(
                    "AVIF is not supported by local-fal; use one of " + FileKind.SUPPORTED + ".", FileKind.SUPPORTED);
        }
        if (kind == FileKind.OTHER) {
            throw PictureException.unsupported(
                    "The image is in no supported format; use one of " + FileKind.SUPPORTED + ".", FileKind.SUPPORTED);
        }
        BufferedImage image = decode(file, kind);
        return Orientation.of(file, kind).upright(image.getWidth(), image.getHeight(), Flattening.onWhite(image));
    }

    private static BufferedImage decode(byte[] file, FileKind kind) throws PictureException {
        ImageReader reader = readerFor(kind);
        DamageListener damage = new DamageListener();
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(in, false, true);
            long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
            if (pixels > MAX_PIXELS) {
                throw PictureException.tooLarge(MAX_SIDE, MAX_SIDE);
            }
            reader.addIIOReadWarningListener(damage);
            BufferedImage image = reader.read(0);
            if (damage.seen()) {
                throw PictureException.unreadable("The image could not be loaded: it is damaged.", null);
            }
            return image;
        } catch (IOException | RuntimeException e) {
            // The readers answer hostile files with all kinds of unchecked exceptions.
            throw PictureException.unreadable("The image could not be loaded: it is damaged.", e);
        } finally {
            reader.dispose();
        }
    }

    private static ImageReader readerFor(FileKind kind) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(kind.readerName());
        if (!readers.hasNext()) {
            throw new IllegalStateException("No reader for " + kind);
        }
        return readers.next();
    }
}
