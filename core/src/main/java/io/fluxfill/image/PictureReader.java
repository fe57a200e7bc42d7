package io.fluxfill.image;

import java.util.Locale;
import java.util.concurrent.Callable;
import reactor.core.publisher.Mono;

/** Reads whole pictures and masks, a few at a time, and refuses before decoding what should not be decoded. */
final class PictureReader {
    private PictureReader() {}

    static <T> Mono<T> work(Callable<T> decoding) {
        // Deferred, and not from the callable: that drops the error of who was interrupted, because nobody waits for
        // it.
        Mono<T> work = Mono.defer(() -> {
            try {
                return Mono.just(decoding.call());
            } catch (OutOfMemoryError e) {
                // It was one large array that there is no room for; Reactor would tell nobody.
                return Mono.error(LocalPicture.problem(
                        "",
                        "The picture needs more memory than there is: give this Java more (-Xmx), or lower the option"
                                + " maxMegapixels.",
                        e));
            } catch (Exception e) {
                return Mono.error(e);
            }
        });
        return PictureThreads.whole(work);
    }

    static Picture picture(ImageSource source, Upright options) {
        LocalPicture picture = local(source);
        ImageHeader header = header(picture, options.maxPixels());
        return Decoder.picture(picture, header, options);
    }

    static Mask mask(ImageSource source, long maxPixels) {
        LocalPicture picture = local(source);
        return Decoder.brightness(picture, header(picture, maxPixels), maxPixels);
    }

    static Mask alpha(ImageSource source, AlphaSense sense, long maxPixels) {
        LocalPicture picture = local(source);
        return Decoder.alpha(picture, header(picture, maxPixels), sense, maxPixels);
    }

    static ImageHeader header(ImageSource source, Upright options) {
        return header(local(source), options.maxPixels());
    }

    private static LocalPicture local(ImageSource source) {
        Desktop.require();
        if (!HeaderLibrary.PRESENT) {
            throw new IllegalStateException(
                    "Turning pictures upright needs " + HeaderLibrary.NAME + " on the class path.");
        }
        if (LocalPicture.isRemote(source)) {
            throw LocalPicture.problem(
                    "", source + " is remote, and its pixels are needed here: download it first.", null);
        }
        return LocalPicture.of("", source);
    }

    private static ImageHeader header(LocalPicture picture, long maxPixels) {
        ImageHeader header = picture.header();
        if (header == null) {
            throw picture.problem(
                    picture.name() + " does not tell its size within its first MiB: save it without metadata.", null);
        }
        checkPixels(picture, header.width(), header.height(), maxPixels);
        return header;
    }

    static void checkPixels(LocalPicture picture, int width, int height, long maxPixels) {
        if ((long) width * height > maxPixels) {
            throw picture.problem(
                    String.format(
                            Locale.ROOT,
                            "%s has %.1f megapixels (%d×%d), more than the limit of %.1f (option maxMegapixels):"
                                    + " scale it down.",
                            picture.name(),
                            (double) width * height / 1e6,
                            width,
                            height,
                            maxPixels / 1e6),
                    null);
        }
    }
}
