package io.fluxfill.image;

import io.fluxfill.error.InvalidRequestException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import reactor.core.publisher.Mono;

/** Decodes whole pictures, a few at a time. */
final class PictureReader {
    /** Each may take some hundred megabytes, and a fan-out would decode as many as there are threads. */
    private static final Semaphore DECODERS = new Semaphore(4);

    private PictureReader() {}

    static <T> Mono<T> work(Callable<T> decoding) {
        return Disk.work(Mono.fromCallable(() -> {
            DECODERS.acquire();
            try {
                return decoding.call();
            } finally {
                DECODERS.release();
            }
        }));
    }

    static Picture picture(ImageSource source, Upright options) {
        LocalPicture picture = local(source);
        ImageHeader header = header(picture, options.maxPixels());
        return Flatten.picture(decode(picture, header, options.maxPixels()), header.orientation(), options, null);
    }

    static Mask mask(ImageSource source, long maxPixels) {
        LocalPicture picture = local(source);
        ImageHeader header = header(picture, maxPixels);
        return Flatten.brightness(decode(picture, header, maxPixels), header.orientation());
    }

    static Mask alpha(ImageSource source, AlphaSense sense, long maxPixels) {
        LocalPicture picture = local(source);
        ImageHeader header = header(picture, maxPixels);
        return Flatten.alpha(decode(picture, header, maxPixels), header.orientation(), sense);
    }

    private static LocalPicture local(ImageSource source) {
        if (LocalPicture.isRemote(source)) {
            throw LocalPicture.of("", ImageSource.bytes(new byte[1]))
                    .problem(source + " is remote, and its pixels are needed here: download it first.", null);
        }
        if (!HeaderLibrary.PRESENT) {
            throw new IllegalStateException(
                    "Turning pictures upright needs " + HeaderLibrary.NAME + " on the class path.");
        }
        return LocalPicture.of("", source);
    }

    private static ImageHeader header(LocalPicture picture, long maxPixels) {
        ImageHeader header = picture.header();
        if (header == null) {
            throw picture.problem(picture.name() + " does not tell its size near its start.", null);
        }
        checkPixels(picture, header.width(), header.height(), maxPixels);
        return header;
    }

    private static void checkPixels(LocalPicture picture, long width, long height, long maxPixels) {
        if (width * height > maxPixels) {
            throw picture.problem(
                    String.format(
                            Locale.ROOT,
                            "%s has %.1f megapixels (%d×%d), more than the limit of %.1f (option maxMegapixels):"
                                    + " scale it down.",
                            picture.name(),
                            width * height / 1e6,
                            width,
                            height,
                            maxPixels / 1e6),
                    null);
        }
    }

    private static BufferedImage decode(LocalPicture picture, ImageHeader header, long maxPixels) {
        try (ImageInputStream in = new MaskInput(open(picture))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw picture.problem(
                        picture.name() + " is " + header.format() + ", for which there is no reader here.", null);
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, false, true);
                checkPixels(picture, reader.getWidth(0), reader.getHeight(0), maxPixels);
                return reader.read(0);
            } finally {
                reader.dispose();
            }
        } catch (InvalidRequestException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw picture.problem(picture.name() + " cannot be decoded: " + e, e);
        }
    }

    private static ImageInputStream open(LocalPicture picture) throws IOException {
        Path file = picture.file();
        return file != null && file.getFileSystem().equals(FileSystems.getDefault())
                ? new FileImageInputStream(file.toFile())
                : new MemoryCacheImageInputStream(picture.open());
    }
}
